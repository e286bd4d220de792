"""What the hard city gives out is opened by programs that nobody here wrote."""

import io
import subprocess
from pathlib import Path

import feedparser
import icalendar
import mapbox_vector_tile
import openpyxl
import pytest
from django.test import Client
from PIL import Image

from activities.models import Activity
from tests.hardcity.ground import City, session_of
from tests.hardcity.walk import Walker
from volunteers.models import Certificate

pytestmark = pytest.mark.django_db


def test_calendars_are_read(city: City) -> None:
    for address in ("/feeds/activities.ics", *(f"/activities/{row.public_id}/calendar.ics" for row in hard_ones())):
        response = Client().get(address)
        if response.status_code == 200:
            found = icalendar.Calendar.from_ical(response.content)
            assert all(event.get("summary") for event in found.walk("VEVENT")), address


def hard_ones() -> list[Activity]:
    return list(Activity.objects.public().filter(title__startswith="硬·"))


def test_the_feed_is_read(city: City) -> None:
    found = feedparser.parse(Client().get("/feeds/activities.rss").content)
    assert not found.bozo, found.get("bozo_exception")
    assert found.entries


def test_tiles_are_read(city: City) -> None:
    for layer in ("venues", "activities", "regions"):
        for z, x, y in ((8, 205, 109), (12, 3292, 1763)):
            response = Client().get(f"/tiles/v1/{layer}/{z}/{x}/{y}.mvt")
            assert response.status_code in {200, 204}
            mapbox_vector_tile.decode(response.content)


def test_workbooks_are_read(city: City) -> None:
    walker = Walker(city, "office")
    for address in (
        "/workspace/activities/export.xlsx",
        "/workspace/venues/export.xlsx",
        "/workspace/tally/export.xlsx",
        "/workspace/supervision/export.xlsx",
        "/workspace/coverage/export.xlsx",
        "/workspace/volunteers/hours/export.xlsx",
    ):
        response = walker.get(address)
        assert response.status_code == 200, address
        assert openpyxl.load_workbook(io.BytesIO(response.read)).worksheets


def test_posters_are_pictures(city: City) -> None:
    session = session_of("a point alone")
    assert session is not None
    picture = Image.open(io.BytesIO(Client().get(f"/activities/{session.activity.public_id}/poster.png").content))
    picture.verify()


def test_certificates_have_their_text(city: City, tmp_path: Path) -> None:
    walker = Walker(city, "office")
    for row in Certificate.objects.all()[:3]:
        response = walker.get(f"/volunteers/certificates/{row.public_id}.pdf")
        if response.status_code == 200:
            file = tmp_path / "one.pdf"
            file.write_bytes(response.read)
            assert subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True).stdout

"""What a venue says never runs in a spreadsheet that opens an export."""

import csv
import zipfile
from datetime import datetime
from io import BytesIO, StringIO

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from accounts.models import Unit, User
from accounts.permissions import SYSTEM
from core.geo import lonlat
from core.sheets import writing
from core.sheets.formulas import STARTS
from tests.venues.exporting import content
from venues.exports.columns import COLUMNS
from venues.facts import GivenDesignation, GivenPlace, VenueFacts
from venues.models import Region, Term, Venue, Vocabulary
from venues.services import save_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(people: dict[str, User | None]) -> User:
    found = people["office"]
    assert found is not None
    return found


@pytest.fixture
def hostile(member_unit: Unit, now: datetime) -> list[Venue]:
    """Every text field says what a spreadsheet would run, through the service that saves venues."""
    place = lonlat(Region.objects.get(code="450202").label_point)
    level = Term.objects.filter(vocabulary=Vocabulary.DESIGNATION_LEVEL)[0].identifier
    Unit.objects.filter(pk=member_unit.pk).update(name="=1+1|cmd", short_name="+1")
    return [
        save_venue(
            facts=VenueFacts(
                name=f"{start}HYPERLINK(0)",
                kind="science_museum",
                name_en=f"{start}1",
                aliases=(f"{start}2", f"{start}3"),
                summary=f"{start}4",
                summary_en=f"{start}5",
                operator_id=member_unit.pk,
                address=f"{start}6",
                address_en=f"{start}7",
                given=GivenPlace(place),
                admission_note=f"{start}8",
                phone=f"{start}9",
                designations=(GivenDesignation(level, f"{start}10", f"{start}11"),),
                source=f"{start}12",
                reference=f"{start}13",
            ),
            by=SYSTEM,
            now=now,
        )
        for start in (*STARTS, "=1+1|' /C calc'!", "{=", "http://example.org/ =")
    ]


def formula_cells(raw: bytes) -> int:
    cells = [cell for page in openpyxl.load_workbook(BytesIO(raw)) for row in page.iter_rows() for cell in row]
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        links = [name for name in archive.namelist() if "externalLink" in name]
    return sum(cell.data_type == "f" or cell.hyperlink is not None for cell in cells) + len(links)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_text_of_a_venue_becomes_a_formula(prefix: str, office: User, hostile: list[Venue]) -> None:
    raw = content(office, "xlsx", prefix=prefix)
    assert formula_cells(raw) == 0
    (page,) = openpyxl.load_workbook(BytesIO(raw)).worksheets
    names = [c.code for c in COLUMNS].index("name")
    read = {unescape(str(row[names].value)) for row in page.iter_rows(min_row=2)}
    assert {venue.name for venue in hostile} <= read, "and what was said is still there"
    rows = csv.reader(StringIO(content(office, "csv", prefix=prefix).decode("utf-8-sig"), newline=""))
    assert not [cell for row in rows for cell in row if cell.startswith(STARTS)]


def test_without_the_guards_texts_of_a_venue_do_become_formulas(
    office: User, hostile: list[Venue], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing.Worksheet, "write_string", lambda page, *said: page.write_formula(*said))
    monkeypatch.setattr(writing, "neutralised", lambda said: said)
    assert formula_cells(content(office, "xlsx")) > len(hostile)
    rows = csv.reader(StringIO(content(office, "csv").decode("utf-8-sig"), newline=""))
    assert [cell for row in rows for cell in row if cell.startswith(STARTS)]

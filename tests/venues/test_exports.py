"""Exports read back by what people open them with; nothing in them runs."""

import csv
import json
import subprocess
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from django.utils import translation

from accounts.models import Unit, User
from accounts.permissions import SYSTEM
from core.geo import lonlat
from core.sheets.formulas import restored
from tests.conftest import client_of
from tests.venues.exporting import content, soffice
from venues.exports.columns import COLUMNS, PROPERTIES, Reading
from venues.facts import GivenDesignation, GivenPlace, VenueFacts
from venues.models import Region, Term, Venue, Vocabulary
from venues.services import save_venue

pytestmark = pytest.mark.django_db
FORMATS = ("xlsx", "csv", "geojson", "kml")
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture
def office(people: dict[str, User | None]) -> User:
    found = people["office"]
    assert found is not None
    return found


@pytest.fixture
def full(member_unit: Unit, now: datetime) -> Venue:
    """A venue that says something in every column."""
    place = lonlat(Region.objects.get(code="450202").label_point)
    level = Term.objects.filter(vocabulary=Vocabulary.DESIGNATION_LEVEL)[0].identifier
    facts = VenueFacts(
        name="满满馆“&<>”",
        kind="science_museum",
        name_en="Full & <Whole>",
        aliases=("甲馆", "乙馆"),
        summary="第一行\n第二行",
        operator_id=member_unit.pk,
        address="一号路, 2号",
        given=GivenPlace(place),
        opening_hours="Tu-Su 09:00-17:00",
        admission="free",
        admission_note="凭证件",
        booking_url="https://example.org/book",
        phone="07725551234",
        website="https://example.org/",
        audiences=tuple(term.identifier for term in Term.objects.filter(vocabulary=Vocabulary.AUDIENCE)[:2]),
        accessibility=tuple(term.identifier for term in Term.objects.filter(vocabulary=Vocabulary.ACCESSIBILITY)[:2]),
        floor_area_m2=1200,
        staff=3,
        annual_visitors=60000,
        opened_year=1998,
        opened_on=date(1998, 5, 1),
        verified_on=date(2026, 1, 2),
        designations=(GivenDesignation(level, "科普教育基地", "第一批", date(2021, 1, 1), date(2025, 12, 31)),),
        source="调查",
        reference="X-1",
    )
    return save_venue(facts=facts, by=SYSTEM, now=now)


def expected(fields: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """What the columns say of every venue, by public identifier."""
    known = Reading()
    return {
        venue.public_id: {column.code: column.value(venue, known) for column in fields}
        for venue in Venue.objects.for_display().exclude(status="merged")
    }


def text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def same(read: Any, said: Any) -> bool:
    """Whether a cell says what the venue says; how many noughts a reader shows is its own affair."""
    return float(read) == said if isinstance(said, float) else text(read) == text(said)


def assert_table(rows: list[dict[str, Any]], titles: dict[str, str]) -> None:
    """Rows that were read back say what the venues say, every column of every row."""
    wanted = expected(COLUMNS)
    assert len(rows) == len(wanted) > 50
    for row in rows:
        venue = wanted[row[titles["public_id"]]]
        for code, title in titles.items():
            assert same(row[title], venue[code]), (venue["name"], code)


@pytest.fixture
def titles() -> dict[str, str]:
    with translation.override("zh-hans"):
        return {column.code: str(column.title) for column in COLUMNS}


def test_a_workbook_says_what_the_venues_say(office: User, full: Venue, titles: dict[str, str]) -> None:
    (page,) = openpyxl.load_workbook(BytesIO(content(office, "xlsx"))).worksheets
    heads, *rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert heads == list(titles.values())
    assert_table([dict(zip(heads, row, strict=True)) for row in rows], titles)
    assert page.freeze_panes == "A2"


def test_csv_says_what_the_venues_say(office: User, full: Venue, titles: dict[str, str]) -> None:
    raw = content(office, "csv")
    assert raw.startswith(b"\xef\xbb\xbf"), "the mark by which Excel reads it as UTF-8"
    rows = list(csv.DictReader(StringIO(raw.decode("utf-8-sig"), newline="")))
    assert_table([{name: restored(value) for name, value in row.items()} for row in rows], titles)


def test_libreoffice_reads_the_workbook(office: User, full: Venue, titles: dict[str, str], tmp_path: Path) -> None:
    source = tmp_path / "venues.xlsx"
    source.write_bytes(content(office, "xlsx"))
    # Comma, double quote, UTF-8, from line 1, all quoted, cells as they are stored.
    read = soffice(source, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false")
    rows = list(csv.DictReader(StringIO(read.read_text(encoding="utf-8"), newline="")))
    assert_table(rows, titles)


def test_libreoffice_reads_csv(office: User, full: Venue, titles: dict[str, str], tmp_path: Path) -> None:
    source = tmp_path / "venues.csv"
    source.write_bytes(content(office, "csv"))
    as_text = "/".join(f"{column}/2" for column in range(1, len(COLUMNS) + 1))
    read = soffice(source, "xlsx", reads=f"CSV:44,34,76,1,{as_text}")
    (page,) = openpyxl.load_workbook(read).worksheets
    heads, *rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert_table(
        [{name: restored(text(value)) for name, value in zip(heads, row, strict=True)} for row in rows], titles
    )


def by_gdal(folder: Path, name: str, raw: bytes, *options: str) -> list[dict[str, Any]]:
    """The features that GDAL reads out of a file, as GeoJSON."""
    source = folder / name
    source.write_bytes(raw)
    ran = subprocess.run(
        ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", str(source), *options],
        check=True,
        capture_output=True,
        timeout=60,
    )
    assert b"ERROR" not in ran.stderr, ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout)["features"]
    return found


@pytest.mark.parametrize("form", ["geojson", "kml"])
def test_gdal_reads_places_and_facts(form: str, office: User, full: Venue, tmp_path: Path) -> None:
    features = by_gdal(tmp_path, f"venues.{form}", content(office, form))
    wanted = expected(PROPERTIES)
    assert len(features) == len(wanted) > 50
    for feature in features:
        properties = feature["properties"]
        venue = Venue.objects.get(public_id=properties["public_id"])
        for code, value in wanted[venue.public_id].items():
            # KML has a name of its own, which GDAL takes for the column of that name.
            read = properties.get(code if code != "name" or form == "geojson" else "Name")
            assert text(read) == text(value), (venue.name, code)
        if venue.point is None:
            assert feature["geometry"] is None
        else:
            assert feature["geometry"]["coordinates"][:2] == pytest.approx(venue.point.coords, abs=1e-6)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_gdal_reads_sheets(form: str, office: User, full: Venue, tmp_path: Path, titles: dict[str, str]) -> None:
    options = ["--config", "OGR_XLSX_HEADERS", "FORCE", "--config", "OGR_XLSX_FIELD_TYPES", "STRING"]
    features = by_gdal(tmp_path, f"venues.{form}", content(office, form), *options)
    wanted = expected(COLUMNS)
    assert len(features) == len(wanted)
    for feature in features:
        properties = feature["properties"]
        venue = wanted[properties[titles["public_id"]]]
        for code in ("name", "address", "kind", "aliases", "phone", "opening_hours"):
            assert restored(text(properties.get(titles[code]))) == text(venue[code])


def test_geojson_is_what_the_standard_says(office: User, full: Venue) -> None:
    collection = json.loads(content(office, "geojson"))
    assert set(collection) == {"type", "features"}, "no crs: WGS 84 is the only one"
    feature = next(one for one in collection["features"] if one["id"] == full.public_id)
    assert list(feature) == ["type", "id", "geometry", "properties"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [round(n, 6) for n in full.point.coords]}
    assert feature["properties"]["verified_on"] == "2026-01-02" and feature["properties"]["zone"] is None


def test_kml_is_styled_by_kind_and_escaped(office: User, full: Venue) -> None:
    root = ElementTree.fromstring(content(office, "kml"))
    styles = {style.get("id") for style in root.iter(f"{KML}Style")}
    marks = list(root.iter(f"{KML}Placemark"))
    assert {(mark.findtext(f"{KML}styleUrl") or "")[1:] for mark in marks} <= styles
    mark = next(mark for mark in marks if mark.get("id") == f"venue-{full.public_id}")
    assert mark.findtext(f"{KML}name") == "满满馆“&<>”"
    color = root.find(f".//{KML}Style[@id='kind-science_museum']/{KML}IconStyle/{KML}color")
    assert color is not None and color.text == "ffbf5f1f", "alpha, blue, green, red"


def test_what_xml_cannot_hold_is_left_out(office: User, full: Venue) -> None:
    Venue.objects.filter(pk=full.pk).update(name="钟\x0b声\ufffe馆\x1b")
    assert "钟声馆" in [mark.findtext(f"{KML}name") for mark in ElementTree.fromstring(content(office, "kml")).iter()]
    for form in ("xlsx", "csv", "geojson"):
        content(office, form)


@pytest.mark.parametrize("form", FORMATS)
def test_only_kept_venues_come_out(
    form: str, people: dict[str, User | None], member_unit: Unit, full: Venue, now: datetime
) -> None:
    Venue.objects.filter(operator=member_unit).exclude(pk=full.pk).update(operator=None)
    raw = content(people["organizer"], form)
    if form == "xlsx":
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            raw = b"".join(archive.read(name) for name in archive.namelist())
    others = Venue.objects.exclude(pk=full.pk).values_list("public_id", flat=True)
    assert full.public_id.encode() in raw
    assert not [one for one in others if one.encode() in raw]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("role", ["visitor", "member", "volunteer", "team_leader"])
def test_who_keeps_nothing_gets_no_file(form: str, role: str, people: dict[str, User | None]) -> None:
    response = client_of(people[role]).get(f"/workspace/venues/export.{form}")
    assert response.status_code == (302 if role == "visitor" else 404)


def test_an_export_takes_the_tables_filters_and_order(office: User, full: Venue) -> None:
    features = json.loads(content(office, "geojson", "kind=science_museum&sort=-name"))["features"]
    names = [venue.name for venue in Venue.objects.filter(kind="science_museum").order_by("-name")]
    assert [feature["properties"]["name"] for feature in features] == names


def test_ticked_venues_are_exported_alone(office: User, full: Venue) -> None:
    form = {"action": "export-csv", "scope": "ticked", "venue": full.public_id, "query": ""}
    response = client_of(office).post("/workspace/venues/bulk/", form)
    rows = list(csv.reader(StringIO(b"".join(response).decode("utf-8-sig"), newline="")))
    assert len(rows) == 2 and full.public_id in rows[1]


def test_too_many_are_told_instead_of_cut(office: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("venues.web.workspace.table.MOST_ROWS", 10)
    client = client_of(office)
    response = client.get("/workspace/venues/export.csv?hours=no")
    assert response["Location"] == "/workspace/venues/?hours=no"
    assert "一次最多导出 10 个" in client.get(response["Location"]).content.decode()


def test_an_unknown_format_is_not_there(office: User) -> None:
    assert client_of(office).get("/workspace/venues/export.exe").status_code == 404
    assert client_of(office).get("/workspace/venues/export.csv?status=x").status_code == 400


@pytest.mark.parametrize("form", FORMATS)
def test_the_file_has_its_type_and_a_name(form: str, office: User) -> None:
    response = client_of(office).get(f"/workspace/venues/export.{form}")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%9C%BA%E9%A6%86-")
    assert response["Content-Disposition"].endswith(f".{form}")
    assert "no-store" in response["Cache-Control"]


def test_the_number_of_queries_does_not_grow_with_the_rows(office: User, django_assert_max_num_queries: Any) -> None:
    client = client_of(office)
    client.get("/workspace/venues/")
    for query in ("", "kind=science_museum"):
        with django_assert_max_num_queries(12):
            b"".join(client.get(f"/workspace/venues/export.geojson?{query}"))

"""The city is data: another one starts from a copy of the folder."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client, override_settings

from core.reference import read_city, reference_folder
from venues.models import Region, Venue


def test_an_unknown_city_is_one_clear_line() -> None:
    with override_settings(CITY="atlantis"), pytest.raises(ImproperlyConfigured, match=r"SCIENCEMAP_CITY.*atlantis"):
        reference_folder()


@pytest.mark.django_db
def test_another_city_starts_from_a_copy(tmp_path: Path) -> None:
    copy = tmp_path / "guilin"
    shutil.copytree(Path(settings.REFERENCE_ROOT) / settings.CITY, copy)
    here = read_city()
    document = (copy / "city.yaml").read_text(encoding="utf-8")
    document = document.replace(here.product_name, "桂林科普地图").replace(here.product_name_en, "Guilin Science Map")
    (copy / "city.yaml").write_text(document, encoding="utf-8")
    regions = (copy / "regions.csv").read_text(encoding="utf-8").splitlines()
    header = regions[0].split(",")
    row = dict.fromkeys(header, "")
    row |= {
        "code": "450302",
        "name": "秀峰区",
        "short_name": "秀峰区",
        "name_en": "Xiufeng District",
        "level": "county",
    }
    row |= {"parent_code": here.code}
    (copy / "regions.csv").write_text(
        "\n".join([*regions, ",".join(row[name] for name in header), ""]), encoding="utf-8"
    )
    with override_settings(REFERENCE_ROOT=tmp_path, CITY="guilin"):
        call_command("load_reference", verbosity=0)
        page = Client().get("/").content.decode()
    assert "桂林科普地图" in page
    assert here.product_name not in page
    assert Region.objects.get(code="450302").boundary is not None


@pytest.mark.django_db
def test_loading_again_changes_nothing() -> None:
    before = list(Venue.objects.order_by("pk").values())
    call_command("load_reference", verbosity=0)
    assert list(Venue.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_a_venue_that_people_have_changed_is_left_to_them() -> None:
    venue = Venue.objects.order_by("pk")[0]
    Venue.objects.filter(pk=venue.pk).update(name="改过的名称")
    call_command("load_reference", verbosity=0)
    venue.refresh_from_db()
    assert venue.name == "改过的名称"


@pytest.mark.django_db
def test_each_point_lies_in_the_county_that_the_data_names() -> None:
    from core.reference import read_table

    for row in read_table(reference_folder(), "venues.csv"):
        if row["lon"]:
            assert Venue.objects.get(reference=row["ref"]).county_id == row["county_code"], row["name"]

"""Photos of venues: stated like any other fact, shown to whoever may see the venue."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from accounts.models import Unit, User
from accounts.permissions import SYSTEM
from core.errors import Invalid
from core.images import make_sizes, store_photo
from core.imagesweep import sweep_unused_images
from core.models import StoredImage
from core.versions import data_version
from tests.conftest import client_of
from tests.core.pictures import jpeg
from tests.core.test_images import use_folder
from tests.venues.test_pages import json_ld
from venues.facts import GivenPhoto, VenueFacts
from venues.factsjson import facts_from_json, facts_to_json
from venues.forms import VenueForm
from venues.models import RevisionState, Venue, VenuePhoto, VenueRevision, VenueStatus
from venues.selectors.workingcopy import facts_of
from venues.services import save_venue

pytestmark = pytest.mark.django_db
PhotoHistory = apps.get_model("venues", "VenuePhotoEvent")
KEEPERS = {"organizer", "county_reviewer", "office", "administrator"}


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    use_folder(settings, tmp_path / "photos")


@pytest.fixture
def venue(member_unit: Unit) -> Venue:
    """The organizer's unit's, in the reviewer's county."""
    found = Venue.objects.published().filter(county="450202").exclude(point=None).order_by("pk")[0]
    Venue.objects.filter(pk=found.pk).update(operator=member_unit)
    found.refresh_from_db()
    return found


def stored(now: datetime, width: int = 1600, by: User | None = None) -> StoredImage:
    return store_photo(given=jpeg(width, width * 3 // 4), by_user_id=by.pk if by else None, now=now)


def show(venue: Venue, now: datetime, *photos: GivenPhoto) -> Venue:
    facts = replace(facts_of(venue), photos=photos)
    return save_venue(facts=facts, by=SYSTEM, now=now, venue_id=venue.pk)


def test_photos_become_what_is_stated(venue: Venue, now: datetime) -> None:
    one, two, three = (GivenPhoto(stored(now, width).public_id) for width in (100, 200, 300))
    show(venue, now, one, replace(two, caption="大门"))
    assert facts_of(venue).photos == (one, replace(two, caption="大门"))
    show(venue, now, three, replace(two, credit="馆方"))
    assert facts_of(venue).photos == (three, replace(two, credit="馆方"))
    assert VenuePhoto.objects.filter(venue=venue).count() == 2


def test_stating_the_same_photos_again_changes_nothing(venue: Venue, now: datetime) -> None:
    photo = GivenPhoto(stored(now).public_id, "大门", "馆方")
    show(venue, now, photo)
    before = data_version("venues"), venue.events.count(), PhotoHistory.objects.count()
    show(venue, now, photo)
    assert (data_version("venues"), venue.events.count(), PhotoHistory.objects.count()) == before


def test_a_change_of_photos_moves_the_data_and_the_venues_version(venue: Venue, now: datetime) -> None:
    before, version = data_version("venues"), venue.version
    assert show(venue, now, GivenPhoto(stored(now).public_id)).version == version + 1
    assert data_version("venues") > before


def test_history_holds_each_photo(venue: Venue, now: datetime) -> None:
    show(venue, now, GivenPhoto(stored(now).public_id, "大门"))
    show(venue, now)
    events = PhotoHistory.objects.filter(venue=venue)
    assert [event.pgh_label for event in events.order_by("pgh_id")] == ["insert", "delete"]


@pytest.mark.parametrize(
    "photos",
    [
        tuple(GivenPhoto(f"00000000{number:02}") for number in range(13)),
        (GivenPhoto("0000000000"), GivenPhoto("0000000000", "again")),
        (GivenPhoto("0000000000"),),
        (GivenPhoto("' OR 1=1 --"),),
        (GivenPhoto("0000000000", "字" * 101),),
        (GivenPhoto("0000000000", "", "字" * 61),),
    ],
)
def test_photos_that_break_a_rule_are_refused(photos: tuple[GivenPhoto, ...], venue: Venue, now: datetime) -> None:
    with pytest.raises(Invalid) as caught:
        show(venue, now, *photos)
    assert list(caught.value.fields) == ["photos"]


def test_facts_with_photos_survive_json(venue: Venue, now: datetime) -> None:
    show(venue, now, GivenPhoto(stored(now).public_id, "大门", "馆方"))
    facts = facts_of(venue)
    assert facts.photos
    assert facts_from_json(facts_to_json(facts)) == facts


def test_the_admins_form_keeps_the_photos(venue: Venue, now: datetime) -> None:
    photo = GivenPhoto(stored(now).public_id)
    show(venue, now, photo)
    form = VenueForm(instance=venue)
    form.cleaned_data = {
        **dict.fromkeys(form.fields),
        "name": venue.name,
        "status": "published",
        "position_quality": "approximate",
        "kind": venue.kind,
        "opening_hours": "",
        "titles": (),
    }
    assert form.facts().photos == (photo,)


def address(image: StoredImage, size: str = "page") -> str:
    return f"/photos/{image.public_id}/{size}.jpg"


def who_gets(image: StoredImage, people: dict[str, User | None]) -> set[str]:
    found = set()
    for role, user in people.items():
        response = client_of(user).get(address(image))
        assert response.status_code in {200, 404}, role
        found |= {role} if response.status_code == 200 else set()
    return found


def test_a_published_venues_photo_is_everybodys(venue: Venue, people: dict[str, User | None], now: datetime) -> None:
    image = stored(now)
    show(venue, now, GivenPhoto(image.public_id))
    assert who_gets(image, people) == set(people)


@pytest.mark.parametrize("status", ["draft", "submitted", "hidden", "closed"])
def test_a_photo_is_as_hidden_as_its_venue(
    status: str, venue: Venue, people: dict[str, User | None], now: datetime
) -> None:
    image = stored(now)
    show(venue, now, GivenPhoto(image.public_id))
    Venue.objects.filter(pk=venue.pk).update(status=status)
    assert who_gets(image, people) == KEEPERS
    Venue.objects.filter(pk=venue.pk).update(operator=None, county="450203", zone=None)
    assert who_gets(image, people) == {"office", "administrator"}


def test_an_unattached_photo_is_its_uploaders(people: dict[str, User | None], now: datetime) -> None:
    assert who_gets(stored(now, by=people["organizer"]), people) == {"organizer"}
    assert who_gets(stored(now, by=None), people) == set()


@pytest.mark.parametrize("state", [RevisionState.DRAFT, RevisionState.SUBMITTED])
def test_a_proposed_photo_is_for_those_who_keep_the_venue_and_stays(
    state: str, venue: Venue, people: dict[str, User | None], now: datetime
) -> None:
    image = stored(now)
    facts = facts_of(venue)
    revision = VenueRevision.objects.create(
        venue=venue,
        state=state,
        base=facts_to_json(facts),
        proposed=facts_to_json(replace(facts, photos=(GivenPhoto(image.public_id),))),
        created_at=now,
        updated_at=now,
    )
    assert who_gets(image, people) == KEEPERS
    later = now + timedelta(days=3)
    assert sweep_unused_images(later) == 0
    revision.state = RevisionState.DISCARDED
    revision.save()
    assert who_gets(image, people) == set()
    assert sweep_unused_images(later) == 1


def test_a_shown_photo_is_not_swept(venue: Venue, now: datetime) -> None:
    show(venue, now, GivenPhoto(stored(now).public_id))
    assert sweep_unused_images(now + timedelta(days=30)) == 0


def test_a_photo_is_served_as_nothing_but_a_picture_and_kept(venue: Venue, now: datetime) -> None:
    image = stored(now)
    show(venue, now, GivenPhoto(image.public_id))
    whole = Client().get(address(image))
    assert whole["Cache-Control"] == "public, max-age=60", "a size that is not made yet is asked for again"
    make_sizes(image.public_id)
    made = Client().get(address(image, "list"), HTTP_ACCEPT_ENCODING="gzip")
    assert len(made.content) < len(whole.content)
    assert made["Cache-Control"] == "public, max-age=31536000, immutable"
    assert made["Content-Type"] == "image/jpeg"
    assert made["X-Content-Type-Options"] == "nosniff"
    assert made["Content-Disposition"].startswith("inline;")
    assert "Content-Encoding" not in made
    assert "Cookie" not in made.get("Vary", "")
    again = Client().get(address(image, "list"), HTTP_IF_NONE_MATCH=made["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_a_hidden_photo_is_kept_by_nobody_between(venue: Venue, people: dict[str, User | None], now: datetime) -> None:
    image = stored(now)
    show(venue, now, GivenPhoto(image.public_id))
    Venue.objects.filter(pk=venue.pk).update(status=VenueStatus.HIDDEN)
    assert client_of(people["office"]).get(address(image))["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["0000000000/huge", "0000000000/page", "..%2f..%2fx/page", "AAAAAAAAAA/page"])
def test_an_address_of_nothing_is_not_found(path: str) -> None:
    assert Client().get(f"/photos/{path}.jpg").status_code == 404


def test_a_file_that_is_gone_is_not_found(venue: Venue, now: datetime) -> None:
    image = stored(now)
    show(venue, now, GivenPhoto(image.public_id))
    StoredImage.objects.update(key="20200101/gone.jpg")
    assert Client().get(address(image)).status_code == 404


def test_the_api_tells_the_first_photo(venue: Venue, now: datetime, settings: Any) -> None:
    def told() -> Any:
        return Client().get(f"/api/v1/venues/{venue.public_id}/").json()["properties"]["photo"]

    assert told() is None
    first, second = stored(now), stored(now, 200)
    show(venue, now, GivenPhoto(first.public_id), GivenPhoto(second.public_id))
    assert told() == settings.SITE_URL + address(first)
    listed = Client().get("/api/v1/venues/?limit=500").json()["features"]
    assert [f["properties"]["photo"] for f in listed if f["id"] == venue.public_id] == [told()]
    assert len([f for f in listed if f["properties"]["photo"]]) == 1


def test_a_page_shows_its_photos_with_their_words(venue: Venue, now: datetime, settings: Any) -> None:
    first, second = stored(now), stored(now, 800)
    show(venue, now, GivenPhoto(first.public_id, "<大门>", "馆方"), GivenPhoto(second.public_id))
    html = Client().get(f"/venues/{venue.public_id}/").content.decode()
    assert json_ld(html)["image"] == settings.SITE_URL + address(first)
    hero, small = re.findall(r"<img src=\"/photos/[^>]+>", html)
    assert 'width="1280" height="960"' in hero
    assert 'alt="&lt;大门&gt;"' in hero
    assert "图：馆方" in html
    assert 'loading="lazy"' in small
    assert f'alt="{venue.name}"' in small


def test_facts_without_photos_state_that_there_are_none(venue: Venue, now: datetime) -> None:
    show(venue, now, GivenPhoto(stored(now).public_id))
    facts: VenueFacts = replace(facts_of(venue), photos=())
    save_venue(facts=facts, by=SYSTEM, now=now, venue_id=venue.pk)
    assert not VenuePhoto.objects.filter(venue=venue).exists()

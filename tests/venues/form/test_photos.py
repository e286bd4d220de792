"""The step of photos, with scripts and without."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.venues.form.sending import address, carried, facts
from venues.models import Venue

pytestmark = pytest.mark.django_db


def picture(colour: str) -> SimpleUploadedFile:
    body = BytesIO()
    Image.new("RGB", (640, 480), colour).save(body, "JPEG")
    return SimpleUploadedFile("photo.jpg", body.getvalue(), "image/jpeg")


def sent(client: Client, colour: str) -> str:
    """The identifier of a photo that somebody has uploaded."""
    return str(client.post("/workspace/photos/", {"photo": picture(colour)}).json()["id"])


def rows(*stated: tuple[str, str, int], removed: str | None = None) -> dict[str, str]:
    """The rows of the photos' form: identifier, caption and place in the order."""
    data = {"photos-TOTAL_FORMS": str(len(stated)), "photos-INITIAL_FORMS": "0"}
    for number, (image, caption, order) in enumerate(stated):
        data |= {f"photos-{number}-image": image, f"photos-{number}-caption": caption}
        data |= {f"photos-{number}-ORDER": str(order), f"photos-{number}-credit": "馆方"}
        if image == removed:
            data[f"photos-{number}-DELETE"] = "on"
    return data


def test_photos_are_kept_in_their_order_with_their_words(organizer: Client, draft: Venue) -> None:
    one, two = (
        organizer.post("/workspace/photos/", {"photo": picture(colour)}).json()["id"] for colour in ("red", "blue")
    )
    step = address(draft, "photos")
    organizer.post(step, {**rows((one, "大厅", 2), (two, "门口", 1)), **carried(draft, "photos")})
    assert [(photo.image, photo.caption) for photo in facts(draft).photos] == [(two, "门口"), (one, "大厅")]
    assert f"/photos/{two}/page.jpg" in organizer.get(step).content.decode()
    organizer.post(step, {**rows((one, "大厅", 2), (two, "门口", 1), removed=two), **carried(draft, "photos")})
    assert [photo.image for photo in facts(draft).photos] == [one]


def test_without_scripts_a_photo_comes_with_the_form(organizer: Client, draft: Venue) -> None:
    reply = organizer.post(address(draft, "photos"), {**rows(), **carried(draft, "photos"), "added": picture("green")})
    assert reply.status_code == 302
    assert len(facts(draft).photos) == 1


@pytest.mark.parametrize("image", ["", "0000000000", "../../etc", "x" * 400])
def test_a_photo_that_is_none_is_told(image: str, organizer: Client, draft: Venue) -> None:
    page = organizer.post(address(draft, "photos"), {**rows((image, "", 1)), **carried(draft, "photos")})
    assert page.status_code == 200
    assert "还没有保存" in page.content.decode()
    assert facts(draft).photos == ()


def test_what_is_no_photo_is_told(organizer: Client, draft: Venue) -> None:
    given = {**rows(), **carried(draft, "photos"), "added": SimpleUploadedFile("x.jpg", b"<svg/>", "image/jpeg")}
    page = organizer.post(address(draft, "photos"), given)
    assert list(page.context["form"].errors) == ["added"]


def test_somebody_elses_photo_is_not_there(organizer: Client, office: Client, draft: Venue) -> None:
    theirs = sent(office, "white")
    page = organizer.post(address(draft, "photos"), {**rows((theirs, "", 1)), **carried(draft, "photos")})
    assert "已经不在" in page.content.decode()

"""The door by which photos come in."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from core.models import StoredImage
from tests.conftest import client_of
from tests.core.pictures import jpeg
from tests.core.test_images import use_folder
from tests.routes.roles import STAFF

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    use_folder(settings, tmp_path / "photos")


def upload(client: Client, raw: bytes, path: str = "/workspace/photos/") -> Any:
    return client.post(path, {"photo": SimpleUploadedFile("../../evil.php", raw, "text/html")})


def test_who_keeps_venues_uploads(people: dict[str, User | None]) -> None:
    for role, user in people.items():
        response = upload(client_of(user), jpeg())
        assert response.status_code == (201 if role in STAFF else 404), role
        if role in STAFF:
            said = response.json()
            assert (said["width"], said["height"]) == (640, 480)
            assert said["url"] == f"/photos/{said['id']}/page.jpg"
            assert client_of(user).get(said["url"]).status_code == 200
    assert StoredImage.objects.count() == len(STAFF)


def test_an_upload_that_is_sent_again_is_answered_the_same(people: dict[str, User | None]) -> None:
    client = client_of(people["organizer"])
    assert upload(client, jpeg()).json() == upload(client, jpeg()).json()


def test_an_upload_that_is_no_photo_is_told_why_in_both_languages(people: dict[str, User | None]) -> None:
    client = client_of(people["organizer"])
    response = upload(client, b"GIF89a" + b"\0" * 100)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "photo_format"
    assert "JPEG" in response.json()["errors"]["photo"][0]
    assert client.post("/workspace/photos/").json()["code"] == "photo_empty"
    assert client.post("/workspace/photos/", {"photo": "text"}).json()["code"] == "photo_empty"


def test_an_upload_needs_the_forms_token(people: dict[str, User | None]) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert people["office"] is not None
    strict.force_login(people["office"])
    assert upload(strict, jpeg()).status_code == 403


def test_a_huge_body_is_refused_before_it_is_read(people: dict[str, User | None], settings: Any) -> None:
    client = client_of(people["office"])
    settings.MOST_BODY_BYTES = 1000
    response = upload(client, jpeg())
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert not StoredImage.objects.exists()


def test_there_is_no_list_of_photos(people: dict[str, User | None]) -> None:
    assert client_of(people["administrator"]).get("/workspace/photos/").status_code == 405

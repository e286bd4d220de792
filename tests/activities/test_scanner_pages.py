"""The scanner's own page, and where devices are paired and stopped."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from activities.models import Activity, PairingCode, Session
from tests.activities.checkins import paired
from tests.conftest import client_of

pytestmark = pytest.mark.django_db


def page_of(activity: Activity) -> str:
    return f"/workspace/activities/{activity.public_id}/scanners/"


def test_a_code_is_shown_once_and_pairs_a_phone(published: Activity, editor: Client, now: datetime) -> None:
    until = (datetime.now() + timedelta(days=5)).date().isoformat()
    answer = editor.post(page_of(published), {"until": until})
    page = answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    code = re.search(r"pairing-code\">(\d{4} \d{4})<", page)
    assert code
    assert "<svg" in page
    assert code[1] not in editor.get(page_of(published)).content.decode()
    assert PairingCode.objects.get().made_by.username == "organizer"
    body = {"code": code[1], "name": "东门", "key": "k" * 43}
    assert Client().post("/api/v1/scanner/pair", json.dumps(body), "application/json").status_code == 200
    page = editor.get(page_of(published)).content.decode()
    assert "东门" in page
    assert "还没有联络过" in page


@pytest.mark.parametrize("until", ["", "昨天", "2020-01-01", "2099-01-01"])
def test_an_end_out_of_reach_is_told_on_the_form(until: str, published: Activity, editor: Client) -> None:
    answer = editor.post(page_of(published), {"until": until})
    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()
    assert not PairingCode.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [("visitor", 403), ("member", 404), ("volunteer", 404), ("organizer", 302), ("office", 302)],
)
def test_who_keeps_the_activity_stops_its_devices(
    role: str, status: int, session: Session, people: dict[str, User | None], now: datetime
) -> None:
    device = paired(session, now)
    address = f"{page_of(session.activity)}{device.public_id}/stop/"
    for _twice in range(2):
        assert client_of(people[role]).post(address).status_code == status
    device.refresh_from_db()
    assert (device.revoked_at is not None) is (role in ("organizer", "office"))
    assert client_of(people["office"]).post(f"{page_of(session.activity)}0000000000/stop/").status_code == 404


def test_the_scanner_holds_nothing_of_anybody_and_names_all_its_files(people: dict[str, Any]) -> None:
    plain = Client().get("/scan/")
    page = plain.content.decode()
    assert plain.status_code == 200
    assert "Set-Cookie" not in plain.headers
    assert "office" not in client_of(people["office"]).get("/scan/").content.decode()
    imports = json.loads(page.split('<script type="importmap"')[1].split(">", 1)[1].split("</script>")[0])["imports"]
    worker = Client().get("/scan/sw.js").content.decode()
    shell = json.loads(re.search(r"SHELL = (\[.*\]);", worker)[1])
    assert set(imports.values()) <= set(shell)
    assert "VERSION_OF_THE_SHELL" not in worker
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        assert address in shell or "/img/" in address
    assert Client().get("/scan/manifest.webmanifest").json()["scope"] == "/scan/"


def test_every_sentence_of_the_scanner_is_on_its_page() -> None:
    from pathlib import Path

    from django.conf import settings

    page = Client().get("/scan/").content.decode()
    known = set(re.findall(r'data-word="([\w-]+)"', page))
    sources = "".join(path.read_text() for path in (Path(settings.BASE_DIR) / "static/js/scan").glob("*.js"))
    asked = set(re.findall(r'say\("([\w-]+)"', sources)) | set(re.findall(r'data-say(?:-\w+)?="([\w-]+)"', page))
    assert asked <= known

"""Hours, applicants and certificates on the pages of organizers and offices."""

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from accounts.permissions import SYSTEM
from activities.models import Session
from tests.conftest import client_of
from tests.volunteers.people import HOUR, a_volunteer, accepted, sign
from volunteers.models import Application, Correction, Position, ServiceRecord, Volunteer
from volunteers.selectors.office import DIMENSIONS, hours_table
from volunteers.services.applications import apply
from volunteers.services.hours import confirm_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(volunteer: Volunteer) -> Client:
    return client_of(volunteer.user)


@pytest.fixture
def keeper(people: dict[str, User | None]) -> Client:
    return client_of(people["organizer"])


def at(moment: datetime, monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


@pytest.fixture
def served(position: Position, volunteer: Volunteer, now: datetime) -> ServiceRecord:
    row = accepted(position, volunteer, now)
    sign(row, "in", row.starts_at)
    sign(row, "out", row.ends_at)
    return ServiceRecord.objects.get()


def work(position: Position) -> str:
    return f"/workspace/activities/{position.session.activity.public_id}/positions/{position.public_id}/"


def test_hours_are_confirmed_objected_to_and_corrected(
    served: ServiceRecord, position: Position, keeper: Client, own: Client, monkeypatch: Any
) -> None:
    at(served.window_end + HOUR, monkeypatch)
    page = keeper.get(work(position)).content.decode()
    assert "测试甲1" in page and "2 小时" in page
    keeper.post(f"{work(position)}hours/", {"deed": "confirm", "service": served.public_id})
    assert "测＊＊" in Client().get("/volunteers/notice/").content.decode()
    assert "测试甲1" not in Client().get("/volunteers/notice/").content.decode()
    assert own.post(f"/volunteers/me/{served.public_id}/object/", {"reason": ""}).status_code == 400
    own.post(f"/volunteers/me/{served.public_id}/object/", {"reason": "少记了一小时"})
    assert "少记了一小时" in keeper.get(work(position)).content.decode()
    said = {
        "service": served.public_id,
        "what": "change",
        "starts_at": "2026-12-01T12:00",
        "ends_at": "2026-12-01T13:00",
        "reason": "核对了值班表",
    }
    path = f"{work(position)}hours/correct/"
    assert keeper.post(path, {**said, "ends_at": "2026-12-01T23:00"}).status_code == 400
    assert keeper.post(path, {**said, "ends_at": ""}).status_code == 400
    assert keeper.post(path, {**said, "service": "none"}).status_code == 404
    assert keeper.post(path, said).status_code == 302
    assert keeper.post(path, said).status_code == 409  # one waits already
    assert ServiceRecord.objects.get().state == "objected"
    assert "有人提出更正为" in own.get("/volunteers/me/").content.decode()
    page = keeper.get(work(position)).content.decode()
    assert "提议更正为" in page and "收回提议" in page and "确认更正" not in page
    made = Correction.objects.get()
    decided = {"correction": made.public_id, "deed": "confirm"}
    assert keeper.post(f"{work(position)}hours/correction/", decided).status_code == 403  # they proposed it themselves
    assert ServiceRecord.objects.get().state == "objected"


def test_a_second_person_confirms_or_refuses(
    served: ServiceRecord, position: Position, keeper: Client, people: dict[str, User | None], monkeypatch: Any
) -> None:
    at(served.window_end + HOUR, monkeypatch)
    office = client_of(people["office"])
    keeper.post(f"{work(position)}hours/", {"deed": "confirm", "service": served.public_id})
    said = {"service": served.public_id, "what": "annul", "reason": "没有到岗"}
    path = f"{work(position)}hours/correction/"
    for deed, answer, status in (("reject", "到了的", "confirmed"), ("confirm", "", "reversed")):
        keeper.post(f"{work(position)}hours/correct/", said)
        made = Correction.objects.order_by("-pk")[0]
        assert "确认更正" in office.get(work(position)).content.decode()
        assert office.post(path, {"correction": made.public_id, "deed": "dance"}).status_code == 404
        assert office.post(path, {"correction": made.public_id, "deed": "reject", "reason": ""}).status_code == 400
        answered = {"correction": made.public_id, "deed": deed, "reason": answer}
        assert office.post(path, answered).status_code == 302
        served.refresh_from_db()
        assert served.state == status
    back = {"service": served.public_id, "what": "restore", "reason": "查到了签到"}
    assert keeper.post(f"{work(position)}hours/correct/", back).status_code == 302
    office.post(path, {"correction": Correction.objects.order_by("-pk")[0].public_id, "deed": "confirm"})
    restored = ServiceRecord.objects.get(replaces=served)
    assert (restored.kind, restored.state, restored.minutes) == ("signed", "confirmed", 120)


def test_refusing_what_was_confirmed_once_is_a_proposal(
    served: ServiceRecord, position: Position, keeper: Client, own: Client, monkeypatch: Any
) -> None:
    at(served.window_end + HOUR, monkeypatch)
    ticked = {"service": served.public_id}
    keeper.post(f"{work(position)}hours/", {"deed": "confirm", **ticked})
    own.post(f"/volunteers/me/{served.public_id}/object/", {"reason": "少记了一小时"})
    said = {"deed": "reject", "reason": "没有到岗", **ticked}
    assert "要由另一个人确认" in keeper.post(f"{work(position)}hours/", said, follow=True).content.decode()
    served.refresh_from_db()
    assert served.state == "objected" and Correction.objects.get().is_annulment


def test_nobody_objects_for_others(served: ServiceRecord, now: datetime) -> None:
    other = client_of(a_volunteer(6, now).user)
    assert other.post(f"/volunteers/me/{served.public_id}/object/", {"reason": "不是我的"}).status_code == 404


@pytest.mark.parametrize("role", ["member", "volunteer", "team_leader", "county_reviewer"])
def test_hours_of_another_units_activity_are_out_of_reach(
    served: ServiceRecord, position: Position, people: dict[str, User | None], role: str
) -> None:
    said = {"application": served.application.public_id, "reason": "忘记签到"}
    client = client_of(people[role])
    assert client.post(f"{work(position)}hours/add/", said).status_code == 404
    said = {"service": served.public_id, "what": "annul", "reason": "没有到岗"}
    assert client.post(f"{work(position)}hours/correct/", said).status_code == 404
    assert client.post(f"{work(position)}hours/correction/", {"correction": "none"}).status_code == 404
    assert not Correction.objects.exists()


def test_applicants_are_accepted_and_declined_in_bulk(
    position: Position, volunteer: Volunteer, keeper: Client, now: datetime
) -> None:
    rows = [apply(position_id=position.pk, volunteer=v, now=now) for v in (volunteer, a_volunteer(2, now))]
    keeper.post(f"{work(position)}applicants/", {"deed": "accept", "application": [row.public_id for row in rows]})
    assert set(Application.objects.values_list("state", flat=True)) == {"accepted"}
    said = {"deed": "decline", "application": rows[0].public_id}
    keeper.post(f"{work(position)}applicants/", {**said, "reason": ""})
    assert Application.objects.get(pk=rows[0].pk).state == "accepted"
    keeper.post(f"{work(position)}applicants/", {**said, "reason": "改由他人"})
    assert Application.objects.get(pk=rows[0].pk).state == "declined"
    assert keeper.post(f"{work(position)}applicants/", {"deed": "accept"}).status_code == 400


def test_a_position_is_made_and_changed_in_the_workspace(session: Session, keeper: Client) -> None:
    base = f"/workspace/activities/{session.activity.public_id}/positions/"
    said = {
        "session": session.public_id,
        "title": "签到引导",
        "places": "3",
        "starts_at": "2026-12-01T11:30",
        "ends_at": "2026-12-01T14:30",
        "open_to": "all",
        "is_door": "on",
    }
    assert keeper.post(f"{base}new/", {**said, "places": "0"}).status_code == 400
    assert keeper.post(f"{base}new/", {**said, "ends_at": "2026-12-09T14:30"}).status_code == 400
    assert keeper.post(f"{base}new/", said).status_code == 302
    made = Position.objects.get()
    assert (made.places, made.is_door) == (3, True)
    assert keeper.post(f"{base}{made.public_id}/edit/", {**said, "title": "引导"}).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.places) == ("引导", 3)
    keeper.post(f"{base}{made.public_id}/cancel/")
    assert "已取消" in keeper.get(base).content.decode()


@pytest.mark.parametrize("by", ["county", "unit", "group", "month", "volunteer", "nonsense"])
def test_the_office_sees_hours_by_each_dimension_and_takes_them_to_excel(
    served: ServiceRecord, organizer: Any, people: dict[str, User | None], by: str, monkeypatch: Any
) -> None:
    confirm_service(service_id=served.pk, by=organizer, now=served.window_end)
    at(served.window_end + HOUR, monkeypatch)
    client = client_of(people["office"])
    assert "2 小时" in client.get("/workspace/volunteers/hours/", {"by": by, "year": "2026"}).content.decode()
    line = hours_table(SYSTEM, 2026, by if by in DIMENSIONS else "county").lines[0]
    rows = client.get("/workspace/volunteers/hours/rows/", {"by": by, "year": "2026", "key": line.key})
    assert "公示中" in rows.content.decode() and "测＊＊" in rows.content.decode()
    nothing = client.get("/workspace/volunteers/hours/rows/", {"by": by, "year": "2026", "key": "没有的"})
    assert "没有记录" in nothing.content.decode()
    data = client.get("/workspace/volunteers/hours/export.xlsx", {"by": by, "year": "2026"}).content
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    assert rows[-1][0] == "合计"
    assert rows[-1][3] == 2  # in the public notice
    assert len(rows) >= 3


def test_the_list_of_volunteers_masks_names_and_is_searched_by_number(
    volunteer: Volunteer, people: dict[str, User | None]
) -> None:
    client = client_of(people["office"])
    page = client.get("/workspace/volunteers/").content.decode()
    assert "测＊＊" in page and "测试甲" not in page
    assert volunteer.number in client.post("/workspace/volunteers/", {"q": volunteer.number.lower()}).content.decode()
    assert "没有找到" in client.post("/workspace/volunteers/", {"q": "V1"}).content.decode()


def test_a_certificate_is_asked_for_issued_and_revoked_on_pages(
    served: ServiceRecord, organizer: Any, own: Client, keeper: Client, volunteer: Volunteer, monkeypatch: Any
) -> None:
    from volunteers.rules import NOTICE
    from volunteers.services.hours import finalize_due

    confirm_service(service_id=served.pk, by=organizer, now=served.window_end)
    later = served.window_end + NOTICE + HOUR
    finalize_due(now=later)
    at(later, monkeypatch)
    unit = served.application.position.session.activity.unit
    own.post("/volunteers/me/certificate/", {"unit": unit.public_id})
    assert volunteer.number in keeper.get("/workspace/volunteers/certificates/").content.decode()
    said = {
        "number": volunteer.number,
        "unit": unit.public_id,
        "since": "2026-01-01",
        "until": "2026-12-06",
        "handler": "测试经办",
        "contact": "0772-0000000",
    }
    issue = "/workspace/volunteers/certificates/issue/"
    assert keeper.post(issue, {**said, "number": "V0"}).status_code == 400
    assert keeper.post(issue, {**said, "since": "2027-01-01"}).status_code == 400
    assert keeper.post(issue, said).status_code == 302
    made = volunteer.certificates.get()
    assert made.serial in own.get("/volunteers/me/").content.decode()
    revoke = f"/workspace/volunteers/certificates/{made.public_id}/revoke/"
    assert keeper.post(revoke, {"reason": ""}).status_code == 400
    assert keeper.post(revoke, {"reason": "有误"}).status_code == 302
    assert "已撤销" in own.get("/volunteers/me/").content.decode()


def test_a_schedule_goes_into_a_calendar_and_data_along(
    own: Client, position: Position, volunteer: Volunteer, now: datetime
) -> None:
    accepted(position, volunteer, now)
    calendar = own.get("/volunteers/me/schedule.ics").content.decode()
    assert "BEGIN:VEVENT" in calendar and "讲解员" in calendar
    data = own.get("/volunteers/me/data.json").json()
    assert data["id_number"] == volunteer.id_number

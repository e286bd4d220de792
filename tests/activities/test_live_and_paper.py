"""The live page's figures are a recount; what came back on paper counts once."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
import uuid6
from django.db.models import Sum
from django.template.loader import render_to_string
from django.test import Client
from PIL import Image

from accounts.models import User
from accounts.permissions import SYSTEM
from activities.models import CheckIn, Method, Registration, ScannerDevice, Session
from activities.selectors.live import LATEST, figures_of, latest_of
from activities.selectors.photos import photos_of_activities
from activities.services import undo_checkin
from core.clock import city_time
from tests.activities.checkins import paired, sent, take_in
from tests.activities.registering import ask
from tests.conftest import client_of


@pytest.fixture
def there(session: Session, monkeypatch: Any) -> datetime:
    Session.objects.filter(pk=session.pk).update(capacity=None)
    moment = session.starts_at + timedelta(minutes=40)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


@pytest.fixture
def office(people: dict[str, User | None]) -> Client:
    return client_of(people["office"])


def total(session: Session) -> int:
    return CheckIn.objects.filter(session=session).aggregate(n=Sum("count"))["n"] or 0


def minute(session: Session, n: int) -> str:
    return (session.starts_at + timedelta(minutes=n)).isoformat()


def some(session: Session, there: datetime) -> None:
    facts = [
        sent(session, count=n, audience=("youth", "residents")[n % 2], occurred_at=minute(session, n % 35))
        for n in range(1, 60)
    ]
    take_in(*facts, now=there)
    for row in CheckIn.objects.filter(session=session)[:20]:
        undo_checkin(checkin_id=row.pk, reason="测试", by=SYSTEM, now=there)


def test_the_figures_are_a_recount(session: Session, there: datetime) -> None:
    some(session, there)
    figures = figures_of(session)
    rows = list(CheckIn.objects.filter(session=session))
    undone = {row.undo_of_id for row in rows if row.undo_of_id}
    left = [row for row in rows if row.undo_of_id is None and row.pk not in undone]
    assert figures.people == sum(row.count for row in left) == total(session) > 0
    assert (
        sum(line.people for line in figures.audiences) == sum(line.people for line in figures.methods) == figures.people
    )
    assert sum(bar.people for bar in figures.bars) + figures.outside == figures.people
    for bar in figures.bars:
        end = bar.starts_at + timedelta(minutes=figures.minutes)
        assert bar.people == sum(row.count for row in left if bar.starts_at <= row.occurred_at < end), bar


def test_views_are_not_people_on_site(session: Session, there: datetime) -> None:
    take_in(sent(session, count=2), sent(session, count=900, method="online"), now=there)
    assert figures_of(session).people == 2
    assert Method.ONLINE in {row.method for row in CheckIn.objects.all()}


def test_a_party_that_came_is_counted_as_one(session: Session, there: datetime, now: datetime) -> None:
    party = ask(session, 1, 2, now=now)
    take_in(sent(session, ticket=party.public_id, count=2, method="ticket", audience="youth"), now=there)
    assert figures_of(session).parties == 1
    undo_checkin(checkin_id=CheckIn.objects.get().pk, reason="测试", by=SYSTEM, now=there)
    assert figures_of(session).parties == 0


def live(session: Session) -> str:
    return f"/workspace/activities/{session.activity.public_id}/live/{session.public_id}/"


def test_the_page_and_its_json_say_the_same(session: Session, there: datetime, office: Client) -> None:
    device = paired(session, there)
    type(device).objects.filter(pk=device.pk).update(unsent=7, heard_at=there)
    some(session, there)
    assert str(total(session)) in office.get(live(session)).content.decode()
    reply = office.get(f"{live(session)}now.json")
    assert reply.json()["people"] == total(session) and "7 条" in reply.json()["html"]
    again = office.get(f"{live(session)}now.json", headers={"If-None-Match": reply["ETag"]})
    assert again.status_code == 304
    take_in(sent(session), now=there)
    assert office.get(f"{live(session)}now.json", headers={"If-None-Match": reply["ETag"]}).status_code == 200


def test_the_number_of_queries_does_not_grow(
    session: Session,
    there: datetime,
    office: Client,
    django_assert_max_num_queries: Any,
    django_assert_num_queries: Any,
) -> None:
    take_in(sent(session), now=there)
    office.get(f"{live(session)}now.json")
    with django_assert_max_num_queries(20) as few:
        office.get(f"{live(session)}now.json")
    some(session, there)
    with django_assert_num_queries(len(few)):
        office.get(f"{live(session)}now.json")


def test_the_latest_are_those_that_arrived_last(session: Session, there: datetime) -> None:
    """Also beside a phone whose clock is ahead, whose ids are later than all others'."""
    ahead = {"id": str(uuid6.UUID(int=uuid6.uuid7().int + (10**10 << 80))), "count": 7}
    take_in(sent(session, **ahead), now=there - timedelta(minutes=20))
    for n in range(LATEST):
        take_in(sent(session, occurred_at=minute(session, 1)), now=there + timedelta(seconds=n))
    latest = latest_of(session)
    assert 7 not in [row.count for row in latest]
    assert [row.received_at for row in latest] == sorted([row.received_at for row in latest], reverse=True)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, ["都上传了"]),
        ({"heard_at": timedelta(minutes=-30)}, ["时都上传了，之后不知道"]),
        ({"revoked_at": timedelta()}, ["时都上传了，之后不知道", "已停用或到期"]),
        ({"expires_at": timedelta(minutes=-1)}, ["时都上传了，之后不知道", "已停用或到期"]),
        ({"heard_at": None}, ["还没有联络过"]),
        ({"heard_at": timedelta(minutes=-30), "unsent": 3}, ["当时有 3 条没上传"]),
    ],
)
def test_of_a_silent_or_stopped_phone_only_what_it_told_last_is_known(
    session: Session, there: datetime, office: Client, told: dict[str, Any], said: list[str]
) -> None:
    device = paired(session, there)
    facts = {name: there + value if isinstance(value, timedelta) else value for name, value in told.items()}
    ScannerDevice.objects.filter(pk=device.pk).update(**{"heard_at": there, **facts})
    page = office.get(live(session)).content.decode()
    assert all(words in page for words in said)
    assert ('<span class="tag good">都上传了' in page) == (not told)
    if "时都上传了，之后不知道" in said:
        heard = facts.get("heard_at", there)
        assert f"{city_time(heard):%H:%M} 时都上传了，之后不知道" in page


def test_what_came_late_says_when(session: Session, there: datetime, office: Client) -> None:
    take_in(sent(session, occurred_at=minute(session, 38)), now=there)
    assert " 收到" not in office.get(live(session)).content.decode()
    take_in(sent(session, occurred_at=minute(session, 1)), now=there)
    assert f"{city_time(there):%m-%d %H:%M} 收到" in office.get(live(session)).content.decode()


def test_staff_undo_on_a_page_of_its_own(session: Session, there: datetime, office: Client) -> None:
    take_in(sent(session, count=3), now=there)
    url = f"{live(session)}undo/{CheckIn.objects.get().pk}/"
    assert office.post(url, {"reason": ""}).status_code == 400
    assert office.post(url, {"reason": "录错"}).status_code == 302
    assert "录错" in office.get(url).content.decode() and total(session) == 0
    assert office.get(f"{live(session)}undo/{uuid6.uuid7()}/").status_code == 404


def test_the_screen_gives_a_code_that_opens_the_form(session: Session, there: datetime, office: Client) -> None:
    base = f"/workspace/activities/{session.activity.public_id}"
    shown = office.get(f"{base}/screen/{session.public_id}/now.json").json()
    path = "/c/" + shown["address"].partition("/c/")[2]
    assert Client().get(path).status_code == 200 and 1 <= shown["seconds"] <= 30 and "<svg" in shown["qr"]
    assert office.get(f"{base}/poster/{session.public_id}/").status_code == 200


def test_the_record_page_leads_to_all_of_it(session: Session) -> None:
    facts = {"activity": session.activity, "sessions": [session], "waiting_checkins": 7}
    found = render_to_string("activities/workspace/_onsite.html", facts)
    for name in ("screen", "poster", "live", "paper"):
        assert f"/{name}/{session.public_id}/" in found
    assert "/quarantine/" in found and ">7<" in found


def paper(session: Session) -> str:
    return f"/workspace/activities/{session.activity.public_id}/paper/{session.public_id}/"


def picture() -> Any:
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(stream, "JPEG")
    stream.seek(0)
    stream.name = "list.jpg"
    return stream


def line(party: Registration, people: int) -> dict[str, Any]:
    return {"ticked": [party.public_id], f"people-{party.public_id}": people, f"id-{party.public_id}": uuid6.uuid7()}


def test_a_list_on_paper_counts_once_however_often_it_is_sent(
    session: Session, there: datetime, office: Client, now: datetime
) -> None:
    party = ask(session, 1, 2, now=now)
    data = {**line(party, 3), "count-youth": 40, "id-youth": uuid6.uuid7(), "count-residents": "", "id-residents": "x"}
    for _ in range(2):
        assert office.post(paper(session), {**data, "photo": picture()}).status_code == 302
    rows = list(CheckIn.objects.order_by("count"))
    assert [(row.count, row.method, row.registration) for row in rows] == [(3, "paper", party), (40, "paper", None)]
    assert rows[0].flags == ["party"] and rows[0].evidence.startswith("photo:")
    image = rows[0].evidence.removeprefix("photo:")
    assert photos_of_activities([image]) == {image}, "it is in use, so it is not swept"
    assert office.get(f"/photos/{image}/page.jpg").status_code == 200
    assert Client().get(f"/photos/{image}/page.jpg").status_code == 404


def test_who_is_in_already_is_not_counted_by_paper(
    session: Session, there: datetime, office: Client, now: datetime
) -> None:
    party = ask(session, 1, 2, now=now)
    take_in(sent(session, ticket=party.public_id, count=2, method="ticket", audience="youth"), now=there)
    assert "已签到 2 人" in office.get(paper(session)).content.decode()
    office.post(paper(session), line(party, 2))
    assert total(session) == 2


@pytest.mark.parametrize(
    "data",
    [{}, {"count-youth": "x"}, {"count-youth": "5"}, {"count-youth": "5", "id-youth": "?"}, {"count-nobody": "5"}],
)
def test_a_broken_list_is_a_sentence(session: Session, there: datetime, office: Client, data: dict[str, str]) -> None:
    reply = office.post(paper(session), data)
    assert reply.status_code == 400 and 'role="alert"' in reply.content.decode() and total(session) == 0


def test_a_list_is_not_entered_before_the_start(session: Session, office: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: session.starts_at - timedelta(minutes=1))
    reply = office.post(paper(session), {"count-youth": "1", "id-youth": str(uuid6.uuid7())})
    assert reply.status_code == 422 and total(session) == 0

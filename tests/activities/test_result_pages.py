"""The pages of results: the form on a phone, the queue, the decision, and what everybody sees."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Unit, User
from accounts.permissions import SYSTEM
from activities.models import CheckIn, ResultState, Session, SessionResult
from activities.services import confirm_results, reopen_results, send_back_results
from core.models import StoredImage
from tests.activities.checkins import sent, take_in
from tests.activities.results import after, counted, in_ledger, jpeg, photo, reported
from tests.conftest import client_of


@pytest.fixture
def evening(session: Session, member_unit: Unit, monkeypatch: Any) -> datetime:
    """After the session; its unit is of the county reviewer's county."""
    Unit.objects.filter(pk=member_unit.pk).update(county_code="450202")
    moment = after(session)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


@pytest.fixture
def organizer(evening: datetime, people: dict[str, User | None]) -> Client:
    return client_of(people["organizer"])


@pytest.fixture
def reviewer(evening: datetime, people: dict[str, User | None]) -> Client:
    return client_of(people["county_reviewer"])


def form_of(session: Session) -> str:
    return f"/workspace/activities/{session.activity.public_id}/results/{session.public_id}/"


def one(session: Session, deed: str = "") -> str:
    return f"/workspace/results/{session.public_id}/{deed}"


def filled(*photos: StoredImage, version: int = 0, **fields: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    data: dict[str, Any] = {"version": version, "text": "讲了水的净化。"}
    data |= {"photos-TOTAL_FORMS": len(photos), "photos-INITIAL_FORMS": 0}
    for number, picture in enumerate(photos):
        row = {"image": picture.public_id, "caption": "动手", "ORDER": number + 1}
        data |= {f"photos-{number}-{name}": value for name, value in row.items()}
    return data | fields


def mine(people: dict[str, User | None], number: int = 0) -> StoredImage:
    return photo(number, created_by=people["organizer"])


def text(response: Any) -> str:
    return str(response.content.decode())


# The form


def test_a_report_is_made_and_told(organizer: Client, session: Session, people: dict[str, User | None]) -> None:
    page = text(organizer.get(form_of(session)))
    assert 'name="on_site-residents"' in page and 'placeholder="—"' in page and "已签到" not in page
    given = filled(mine(people), **{"on_site-residents": "40", "on_site-youth": "", "online-residents": "7"})
    answer = organizer.post(form_of(session), given)
    assert answer.status_code == 302 and answer["Location"] == "/workspace/results/?tab=report"
    result = SessionResult.objects.get()
    assert {(row.audience, row.online): row.people for row in result.counts.all()} == {
        ("residents", False): 40,
        ("residents", True): 7,
    }
    assert result.photos.get().caption == "动手"
    assert "已填报，等待确认" in text(organizer.get(answer["Location"]))
    assert organizer.post(form_of(session), given).status_code == 302, "sent again by the browser"
    assert SessionResult.objects.get().version == 1


def test_the_form_says_who_has_checked_in(organizer: Client, session: Session) -> None:
    take_in(sent(session, count=2), sent(session, method="paper", count=3, audience="farmers"), now=session.ends_at)
    page = text(organizer.get(form_of(session)))
    assert "已签到 5 人次" in page and "这里只填没有签到的人" in page
    assert "逐一点数 2" in page and "名单登记 3" in page
    assert 'data-besides="5"' in page and page.index('name="on_site-farmers"') < page.index("再加一类人群")


def test_a_photo_comes_along_without_scripts(organizer: Client, session: Session) -> None:
    picture = SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")
    answer = organizer.post(form_of(session), filled(added=picture, **{"on_site-youth": "5"}))
    assert answer.status_code == 302
    assert SessionResult.objects.get().photos.get().image.width == 640


def test_a_photo_is_kept_when_something_else_is_wrong(organizer: Client, session: Session) -> None:
    picture = SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")
    answer = organizer.post(form_of(session), filled(added=picture, **{"on_site-youth": "many"}))
    assert answer.status_code == 400
    assert "请填整数。" in text(answer) and StoredImage.objects.get().public_id in text(answer)
    assert not SessionResult.objects.exists()


MISTAKES = {
    "nothing": ({}, "请至少填一类人群的人次"),
    "no photo": ({"on_site-youth": "5"}, "请附 1–2 张现场照片"),
    "below": ({"on_site-youth": "-1"}, "0"),
    "far above": ({"on_site-youth": "9" * 30}, "1000000"),
    "a fraction": ({"on_site-youth": "1.5"}, "请填整数。"),
    "long": ({"on_site-youth": "0", "text": "字" * 1001}, "1000"),
    "a nul": ({"on_site-youth": "0", "text": "a\x00b"}, ""),
    "strange rows": ({"on_site-youth": "0", "photos-TOTAL_FORMS": "x"}, ""),
    "no photo's name": (
        {"on_site-youth": "5", "photos-TOTAL_FORMS": "1", "photos-0-image": "../etc", "photos-0-ORDER": "1"},
        "有一张照片已经不在了",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_and_what_was_filled_in_stays(organizer: Client, session: Session, mistake: str) -> None:
    fields, sentence = MISTAKES[mistake]
    answer = organizer.post(form_of(session), filled(**fields))
    assert answer.status_code == 400 and sentence in text(answer)
    assert not SessionResult.objects.exists()


def test_three_photos_are_too_many(organizer: Client, session: Session, people: dict[str, User | None]) -> None:
    answer = organizer.post(
        form_of(session), filled(*(mine(people, number) for number in range(3)), **{"on_site-youth": "5"})
    )
    assert answer.status_code == 400 and "照片最多 2 张" in text(answer)


def test_a_strangers_photo_is_refused(organizer: Client, session: Session) -> None:
    answer = organizer.post(form_of(session), filled(photo(), **{"on_site-youth": "5"}))
    assert answer.status_code == 400 and not SessionResult.objects.exists()


def test_a_form_that_is_behind_is_told_and_kept(organizer: Client, session: Session) -> None:
    reported(session)
    for version in ("0", "9", "x", ""):
        answer = organizer.post(form_of(session), filled(version=version, **{"on_site-youth": "0"}))
        assert answer.status_code == 409 and "有了变化" in text(answer) and 'value="1"' in text(answer)
    assert organizer.post(form_of(session), filled(version=1, **{"on_site-youth": "0"})).status_code == 302


def test_what_came_back_shows_its_reason(organizer: Client, session: Session, evening: datetime) -> None:
    reported(session)
    send_back_results(session_id=session.pk, reason="照片看不清人数", by=SYSTEM, now=evening)
    page = text(organizer.get(form_of(session)))
    assert "照片看不清人数" in page and 'value="40"' in page
    assert "照片看不清人数" in text(organizer.get("/workspace/results/?tab=report"))


def test_before_a_session_there_is_nothing_to_fill_in(organizer: Client, session: Session, monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: session.starts_at - timedelta(hours=1))
    assert "这一场还没有开始" in text(organizer.get(form_of(session)))
    assert organizer.post(form_of(session), filled(**{"on_site-youth": "0"})).status_code == 409


def test_what_is_confirmed_is_shown_and_not_changed(organizer: Client, session: Session, evening: datetime) -> None:
    reported(session)
    confirm_results(session_id=session.pk, by=SYSTEM, now=evening)
    page = text(organizer.get(form_of(session)))
    assert "已确认" in page and "<strong>50</strong>" in page and "退回更正" not in page
    assert organizer.post(form_of(session), filled(**{"on_site-youth": "0"})).status_code == 409


# The lists


def test_nought_is_not_the_same_as_not_reported(organizer: Client, session: Session) -> None:
    unknown, nought = "<strong>—</strong>", "<strong>0</strong>"
    assert unknown in text(organizer.get("/workspace/results/?tab=report"))
    reported(session, counted(residents=0))
    page = text(organizer.get("/workspace/results/?tab=confirm"))
    assert nought in page and unknown not in page and "已填报，未确认" in page


@pytest.mark.parametrize("tab", ["report", "confirm", "confirmed", "all", "none"])
@pytest.mark.parametrize("role", ["organizer", "county_reviewer", "office"])
def test_every_tab_opens(evening: datetime, people: dict[str, User | None], role: str, tab: str) -> None:
    assert client_of(people[role]).get("/workspace/results/", {"tab": tab}).status_code == 200


def test_the_front_page_tells_what_waits(organizer: Client, reviewer: Client, session: Session) -> None:
    assert "待填报结果" in text(organizer.get("/workspace/")) and "待确认结果" not in text(reviewer.get("/workspace/"))
    reported(session)
    assert "待确认结果" in text(reviewer.get("/workspace/")) and "待填报结果" not in text(organizer.get("/workspace/"))


def test_another_units_organizer_sees_nothing(
    organizer: Client, session: Session, people: dict[str, User | None]
) -> None:
    other = Unit.objects.exclude(pk=session.activity.unit_id).order_by("pk")[0]
    type(session.activity).objects.filter(pk=session.activity_id).update(unit=other)
    assert organizer.get(form_of(session)).status_code == 404
    assert session.activity.title not in text(organizer.get("/workspace/results/?tab=report"))


# The decision


def test_the_decision_has_all_that_it_needs(reviewer: Client, session: Session) -> None:
    take_in(sent(session, count=2), now=session.ends_at)
    reported(session, counted(photo(), residents=300))
    page = text(reviewer.get(one(session)))
    for said in (
        "已填报，未确认",
        "<strong>302</strong>",
        "正好 300 人次",
        "超过名额 3 人",
        "动手做实验",
        "逐一点数 2",
    ):
        assert said in page


def test_confirming_leads_on_and_counts(reviewer: Client, session: Session) -> None:
    reported(session)
    given = {"decision": "approve", "version": "1"}
    answer = reviewer.post(one(session, "decide/"), given)
    assert answer.status_code == 302 and answer["Location"].startswith("/workspace/results/?tab=")
    assert in_ledger(session) == 50
    assert reviewer.post(one(session, "decide/"), given).status_code == 302 and in_ledger(session) == 50
    assert reviewer.get(one(session))["Location"] == form_of(session)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"decision": "return", "version": "1"}, 400),
        ({"decision": "return", "version": "1", "reason": "字" * 501}, 400),
        ({"decision": "approve", "version": "2"}, 409),
        ({"decision": "approve", "version": "x"}, 400),
        ({"decision": "?", "version": "1"}, 400),
        ({}, 400),
    ],
)
def test_a_decision_that_can_not_be_taken_is_told(
    reviewer: Client, session: Session, given: dict[str, str], status: int
) -> None:
    reported(session)
    answer = reviewer.post(one(session, "decide/"), given)
    assert answer.status_code == status and 'role="alert"' in text(answer)
    assert SessionResult.objects.get().state == ResultState.REPORTED and not CheckIn.objects.exists()


def test_what_one_has_reported_oneself_has_no_buttons(
    reviewer: Client, session: Session, people: dict[str, User | None]
) -> None:
    reported(session)
    SessionResult.objects.update(reported_by=people["county_reviewer"])
    page = text(reviewer.get(one(session)))
    assert "这是您自己填报的" in page and 'value="approve"' not in page and 'value="return"' not in page
    assert reviewer.post(one(session, "decide/"), {"decision": "approve", "version": "1"}).status_code == 403


def test_the_office_reopens_what_was_confirmed(reviewer: Client, session: Session, evening: datetime) -> None:
    reported(session)
    confirm_results(session_id=session.pk, by=SYSTEM, now=evening)
    assert "退回更正" in text(reviewer.get(form_of(session)))
    refused = reviewer.post(one(session, "reopen/"), {"version": "2"})
    assert refused.status_code == 400 and "请写明理由" in text(refused) and in_ledger(session) == 50
    stale = reviewer.post(one(session, "reopen/"), {"version": "1", "reason": "多数了一排"})
    assert stale.status_code == 409 and "多数了一排" in text(stale)
    answer = reviewer.post(one(session, "reopen/"), {"version": "2", "reason": "多数了一排"})
    assert answer.status_code == 302 and in_ledger(session) == 0
    assert reviewer.post(one(session, "reopen/"), {"version": "2", "reason": "多数了一排"}).status_code == 409
    assert "多数了一排" in text(reviewer.get(form_of(session)))


# What everybody sees


def test_the_public_page_shows_confirmed_results_alone(session: Session, evening: datetime) -> None:
    page = f"/activities/{session.activity.public_id}/"
    take_in(sent(session, count=2), now=session.ends_at)
    reported(session, counted(photo(), residents=40, online=300))
    assert "活动回顾" not in text(Client().get(page))
    confirm_results(session_id=session.pk, by=SYSTEM, now=evening)
    shown = text(Client().get(page))
    assert "<strong>42</strong>" in shown and "签到 2，现场计数 40" in shown and "<strong>300</strong>" in shown
    assert "342" not in shown, "views are never added"
    reopen_results(session_id=session.pk, reason="数错了", by=SYSTEM, now=evening)
    assert "活动回顾" not in text(Client().get(page))


def test_many_sessions_cost_no_more_statements(
    session: Session, evening: datetime, django_assert_max_num_queries: Any
) -> None:
    from activities.selectors.results import shown_results

    def confirmed(row: Session, number: int) -> None:
        reported(row, counted(photo(number), residents=4))
        confirm_results(session_id=row.pk, by=SYSTEM, now=evening)

    confirmed(session, 0)
    for number in range(1, 5):
        other = Session.objects.get(pk=session.pk)
        other.pk, other.public_id = None, f"other{number:05}"
        other.save()
        confirmed(other, number)
    activity = session.activity
    with django_assert_max_num_queries(4):
        assert len(shown_results(activity)) == 5

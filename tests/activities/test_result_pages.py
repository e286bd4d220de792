"""The form on which a session's results are reported."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from accounts.permissions import SYSTEM
from activities.models import Session, SessionResult
from activities.services import confirm_results, send_back_results
from core.models import StoredImage
from tests.activities.checkins import sent, take_in
from tests.activities.results import form_of, jpeg, photo, reported, text


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


def test_a_session_of_several_days_is_reported_by_day(
    organizer: Client, session: Session, people: dict[str, User | None]
) -> None:
    Session.objects.filter(pk=session.pk).update(starts_at=session.starts_at - timedelta(days=2))
    session.refresh_from_db()
    first, last = session.first_day, session.last_day
    assert (last - first).days == 2
    page = text(organizer.get(form_of(session)))
    assert f'name="on_site-youth-{last}"' in page and f'name="on_site-youth-{first}"' not in page
    given = {"on_site-youth": "10", f"on_site-youth-{last}": "30"}
    assert organizer.post(form_of(session), filled(mine(people), **given)).status_code == 302
    result = SessionResult.objects.get()
    assert {row.day: row.people for row in result.counts.all()} == {None: 10, last: 30}
    assert 'value="30"' in text(organizer.get(form_of(session)))
    confirm_results(session_id=session.pk, by=SYSTEM, now=session.ends_at + timedelta(hours=4))
    assert dict(session.checkins.values_list("day", "count")) == {first: 10, last: 30}
    assert "40" in text(organizer.get(form_of(session)))

"""Results of sessions: who reports, who decides, and what a confirmation writes into the ledger."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Unit, User
from accounts.permissions import SYSTEM, Actor, actor_for
from activities.models import Activity, ActivityStep, ResultState, Session, SessionResult
from activities.results import Background, Count, ResultFacts, usual_of, what_is_odd
from activities.selectors.counted import totals_of
from activities.selectors.results import background_of, result_facts
from activities.services import (
    cancel_session,
    report_results,
)
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.models import OutboxMessage
from tests.activities.checkins import sent, take_in
from tests.activities.results import ON_SITE, after, confirm, counted, in_ledger, photo, reopen, reported, send_back
from venues.facts import GivenPhoto


@pytest.fixture
def county(session: Session, member_unit: Unit) -> Session:
    """The session of a unit of the county reviewer's county."""
    Unit.objects.filter(pk=member_unit.pk).update(county_code="450202")
    return session


def result_of(session: Session) -> SessionResult:
    return SessionResult.objects.get(session=session)


def events(name: str) -> int:
    return OutboxMessage.objects.filter(event=name).count()


# Reporting


def test_a_report_is_kept_as_stated_and_waits(session: Session, actors: dict[str, Actor]) -> None:
    facts = counted(photo(1), photo(2), residents=40, youth=0, online=300)
    result = reported(session, facts, actors["organizer"])
    assert result.state == ResultState.REPORTED and result.reported_by_id == actors["organizer"].user_id
    assert result_facts(result).is_same(facts)
    assert events("results.reported") == 1 and in_ledger(session) == 0
    assert ActivityStep.objects.filter(step="reported", session=session).count() == 1


def test_the_same_report_again_changes_nothing(session: Session) -> None:
    facts = counted(photo(), residents=40)
    versions = {reported(session, facts).version for _ in range(3)}
    assert versions == {1} and events("results.reported") == 1
    assert ActivityStep.objects.filter(step="reported").count() == 1


def test_until_it_is_confirmed_a_report_can_be_changed(session: Session) -> None:
    picture = photo()
    reported(session, counted(picture, residents=40, youth=3))
    changed = reported(session, counted(picture, residents=41))
    assert changed.version == 2 and {row.audience: row.people for row in changed.counts.all()} == {"residents": 41}
    assert events("results.reported") == 1, "who reviews knows of it already"


def test_what_is_not_reported_is_not_nought(session: Session) -> None:
    totals = totals_of([session])[session.pk]
    assert (totals.head_count, totals.online, totals.on_site) == (None, None, None)
    reported(session, counted(residents=0))
    totals = totals_of([session])[session.pk]
    assert (totals.head_count, totals.online, totals.on_site) == (0, None, 0)


def test_a_report_needs_a_session_that_has_begun(session: Session) -> None:
    facts = counted(residents=0)
    with pytest.raises(Conflict) as refusal:
        report_results(session_id=session.pk, facts=facts, by=SYSTEM, now=session.starts_at - timedelta(minutes=1))
    assert refusal.value.code == "session_to_come"
    report_results(session_id=session.pk, facts=facts, by=SYSTEM, now=session.starts_at)


def test_a_cancelled_session_has_no_results(session: Session) -> None:
    cancel_session(session_id=session.pk, reason="下雨", by=SYSTEM, now=session.starts_at)
    with pytest.raises(Conflict) as refusal:
        reported(session, counted(residents=0))
    assert refusal.value.code == "session_cancelled"


def test_an_activity_that_is_not_public_has_no_results(session: Session) -> None:
    Activity.objects.filter(pk=session.activity_id).update(status="draft")
    with pytest.raises(Conflict) as refusal:
        reported(session, counted(residents=0))
    assert refusal.value.code == "activity_moved_on"


@pytest.mark.parametrize("role", ["visitor", "member", "volunteer", "team_leader", "county_reviewer"])
def test_others_report_nothing(session: Session, actors: dict[str, Actor], role: str) -> None:
    with pytest.raises(NotFound):
        reported(session, counted(residents=0), actors[role])
    with pytest.raises(NotFound):
        report_results(session_id=0, facts=counted(residents=0), by=SYSTEM, now=after(session))


MISTAKES: dict[str, tuple[ResultFacts, str]] = {
    "nothing": (ResultFacts(()), "counts"),
    "below": (ResultFacts((Count("youth", -1),)), "counts"),
    "far above": (ResultFacts((Count("youth", 1_000_001),)), "counts"),
    "unknown": (ResultFacts((Count("martians", 0),)), "counts"),
    "twice": (ResultFacts((Count("youth", 0), Count("youth", 0))), "counts"),
    "long": (ResultFacts((Count("youth", 0),), "字" * 1001), "text"),
    "no photo": (ResultFacts((Count("youth", 3),)), "photos"),
    "same photo": (ResultFacts((Count("youth", 3),), "", (GivenPhoto("a"), GivenPhoto("a"))), "photos"),
    "three photos": (ResultFacts((Count("youth", 3),), "", tuple(map(GivenPhoto, "abc"))), "photos"),
    "long caption": (ResultFacts((Count("youth", 3),), "", (GivenPhoto("a", "字" * 101),)), "photos"),
    "no such photo": (ResultFacts((Count("youth", 3),), "", (GivenPhoto("a"),)), "photos"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_at_its_field_and_writes_nothing(session: Session, mistake: str) -> None:
    facts, field = MISTAKES[mistake]
    with pytest.raises(Invalid) as refusal:
        reported(session, facts)
    assert refusal.value.fields.get(field)
    assert not SessionResult.objects.exists()


def test_who_saw_an_older_version_is_told(session: Session) -> None:
    reported(session, counted(residents=0))
    for version in (0, 2, -1):
        with pytest.raises(Conflict) as refusal:
            report_results(
                session_id=session.pk,
                facts=counted(youth=0),
                by=SYSTEM,
                now=after(session),
                expect_version=version,
            )
        assert refusal.value.code == "results_stale"


# Deciding


def test_the_county_office_confirms(county: Session, actors: dict[str, Actor]) -> None:
    reported(county, by=actors["organizer"])
    result = confirm(county, actors["county_reviewer"], expect_version=1)
    assert (result.state, result.decided_by_id) == (ResultState.CONFIRMED, actors["county_reviewer"].user_id)
    assert events("results.confirmed") == 1


@pytest.mark.parametrize("deed", [confirm, send_back])
def test_who_reported_does_not_decide(session: Session, actors: dict[str, Actor], deed: Any) -> None:
    reported(session, by=actors["office"])
    with pytest.raises(NotAllowed) as refusal:
        deed(session, actors["office"])
    assert refusal.value.code == "results_own" and result_of(session).state == ResultState.REPORTED
    deed(session, actors["administrator"])


def test_without_the_guard_who_reported_confirms(
    session: Session, actors: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The saboteur's twin."""
    monkeypatch.setattr("activities.services.results.can_decide_results", lambda *_args: True)
    reported(session, by=actors["office"])
    confirm(session, actors["office"])
    assert in_ledger(session) == ON_SITE


@pytest.mark.parametrize("deed", [confirm, send_back, reopen])
def test_an_organizer_decides_nothing(county: Session, actors: dict[str, Actor], deed: Any) -> None:
    reported(county)
    if deed is reopen:
        confirm(county)
    with pytest.raises(NotAllowed):
        deed(county, actors["organizer"])
    with pytest.raises(NotFound):
        deed(county, actors["member"])


def test_another_countys_office_decides_nothing(session: Session, actors: dict[str, Actor], member_unit: Unit) -> None:
    Unit.objects.filter(pk=member_unit.pk).update(county_code="450203")
    reported(session)
    with pytest.raises(NotFound):
        confirm(session, actors["county_reviewer"])


@pytest.mark.parametrize("deed", [confirm, send_back, reopen])
def test_nothing_is_decided_of_what_was_not_reported(session: Session, deed: Any) -> None:
    with pytest.raises(Conflict) as refusal:
        deed(session)
    assert refusal.value.code == "results_missing"


@pytest.mark.parametrize("deed", [confirm, send_back])
def test_a_decision_holds_for_what_was_seen(session: Session, deed: Any) -> None:
    picture = photo()
    reported(session, counted(picture, residents=40))
    reported(session, counted(picture, residents=400))
    with pytest.raises(Conflict) as refusal:
        deed(session, expect_version=1)
    assert refusal.value.code == "results_stale" and in_ledger(session) == 0


@pytest.mark.parametrize("reason", ["", "  ", "字" * 501])
@pytest.mark.parametrize("deed", [send_back, reopen])
def test_sending_back_wants_a_reason(session: Session, deed: Any, reason: str) -> None:
    reported(session)
    if deed is reopen:
        confirm(session)
    before = result_of(session).state
    with pytest.raises(Invalid):
        deed(session, reason=reason)
    assert result_of(session).state == before


def test_what_was_sent_back_is_mended_and_reported_again(session: Session, actors: dict[str, Actor]) -> None:
    facts = counted(photo(), residents=40)
    reported(session, facts, actors["organizer"])
    sent_back = send_back(session, actors["office"])
    assert (sent_back.state, sent_back.reason) == (ResultState.SENT_BACK, "照片看不清")
    with pytest.raises(Conflict):
        confirm(session, actors["office"])
    again = reported(session, facts, actors["organizer"])
    assert (again.state, again.reason, again.version) == (ResultState.REPORTED, "", 3)
    assert events("results.reported") == 2 and events("results.sent_back") == 1


def test_what_is_confirmed_is_not_reported_anew(session: Session) -> None:
    reported(session)
    confirm(session)
    with pytest.raises(Conflict) as refusal:
        reported(session, counted(residents=0))
    assert refusal.value.code == "results_confirmed"


# What a reviewer should look at twice

ODD: dict[str, tuple[ResultFacts, Background]] = {
    "capacity": (counted(residents=31), Background(capacity=30)),
    "capacity with who checked in": (counted(residents=11), Background(capacity=30, checked_in=20)),
    "registered": (counted(residents=31), Background(registered=10)),
    "nobody": (counted(residents=0), Background(registered=10)),
    "usual": (counted(residents=501), Background(usual=100)),
    "round": (counted(residents=300), Background()),
    "not addressed": (counted(residents=3), Background(addressed=("youth",))),
    "counted twice": (counted(residents=41), Background(checked_in=40)),
    "photo of another": (counted(residents=3), Background(photos_used_elsewhere=1)),
    "bare photo": (replace(counted(residents=3), photos=(GivenPhoto("a"),)), Background()),
}


@pytest.mark.parametrize("oddity", ODD)
def test_what_is_odd_is_pointed_out(oddity: str) -> None:
    assert len(what_is_odd(*ODD[oddity])) == 1


def test_what_is_usual_is_not_odd() -> None:
    plain = Background(capacity=60, registered=40, usual=50, addressed=("residents",), checked_in=10)
    assert what_is_odd(counted(residents=37), plain) == []
    assert usual_of([10, 20]) is None and usual_of([10, 20, 90]) == 20


def test_what_is_usual_for_a_unit_comes_from_its_confirmed_sessions(session: Session) -> None:
    result = reported(session)
    assert background_of(session, result).usual is None
    for number, people in enumerate((10, 20, 90)):
        other = Session.objects.get(pk=session.pk)
        other.pk, other.public_id = None, f"other{number:05}"
        other.save()
        reported(other, counted(photo(10 + number), residents=people))
        confirm(other)
    assert background_of(session, result).usual == 20
    take_in(sent(session, count=3), now=session.ends_at)
    assert background_of(session, result).checked_in == 3


def test_events_reach_the_people_concerned(county: Session, people: dict[str, User | None]) -> None:
    from accounts.models import Notice
    from tests.activities.registering import dead, deliver_all

    organizer, reviewer = people["organizer"], people["county_reviewer"]
    assert organizer is not None and reviewer is not None
    day = after(county).date()
    OutboxMessage.objects.all().delete()
    reported(county, by=actor_for(organizer, day))
    deliver_all(after(county) + timedelta(days=1))
    assert Notice.objects.get(user=reviewer).title.startswith("待确认的活动结果")
    send_back(county, actor_for(reviewer, day))
    deliver_all(after(county) + timedelta(days=1))
    assert Notice.objects.get(user=organizer).title.startswith("活动结果被退回")
    assert dead() == []

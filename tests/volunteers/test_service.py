"""Service: signed in and out in whatever order, confirmed by somebody else, shown, final; never two at once."""

from datetime import datetime, timedelta

import pytest
import uuid6
from django.db import DatabaseError, IntegrityError, transaction

from accounts.permissions import SYSTEM, Actor
from activities.models import Session
from activities.models.checkin import Method
from core.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from tests.volunteers.people import HOUR, a_position, a_volunteer, accepted, sign
from volunteers.models import Application, Position, ServiceRecord, ServiceState, SignEvent, SignKind, Volunteer
from volunteers.rules import GRACE, NOTICE, Odd
from volunteers.selectors.hours import Hours, total
from volunteers.services.closing import close_all_forgotten
from volunteers.services.hours import (
    AddedFacts,
    add_service,
    confirm_service,
    finalize_due,
    object_to_service,
    reject_service,
)
from volunteers.services.signing import record_signs
from volunteers.signs import Sign, SignSource, Taken, Why

pytestmark = pytest.mark.django_db
OFFICE = SYSTEM


@pytest.fixture
def row(position: Position, volunteer: Volunteer, now: datetime) -> Application:
    return accepted(position, volunteer, now)


@pytest.fixture
def served(row: Application) -> ServiceRecord:
    sign(row, "in", row.starts_at)
    sign(row, "out", row.ends_at)
    return ServiceRecord.objects.get()


def test_minutes_follow_from_coming_and_going(served: ServiceRecord) -> None:
    assert (served.state, served.minutes, served.kind) == ("recorded", 120, "signed")
    assert [step.state for step in served.steps.all()] == ["open", "recorded"]


def test_the_same_sign_again_is_a_duplicate(row: Application) -> None:
    own = uuid6.uuid7()
    assert sign(row, "in", row.starts_at, own=own).status is Taken.ACCEPTED
    assert sign(row, "in", row.starts_at, own=own).status is Taken.DUPLICATE
    assert sign(row, "in", row.starts_at + timedelta(minutes=3)).status is Taken.DUPLICATE  # is on site already
    assert ServiceRecord.objects.count() == 1


def test_going_may_arrive_before_coming(row: Application) -> None:
    sign(row, "out", row.ends_at)
    assert not ServiceRecord.objects.exists()
    sign(row, "in", row.starts_at)
    service = ServiceRecord.objects.get()
    assert (service.state, service.minutes) == ("recorded", 120)


def test_a_break_makes_two_stretches(row: Application) -> None:
    for kind, minutes in (("in", 0), ("out", 40), ("in", 60), ("out", 120)):
        sign(row, kind, row.starts_at + timedelta(minutes=minutes))
    assert total(ServiceRecord.objects.all()).waiting == 100


def test_only_the_position_and_its_grace_count(row: Application) -> None:
    sign(row, "in", row.starts_at - 2 * HOUR)
    sign(row, "out", row.ends_at + 3 * HOUR)
    service = ServiceRecord.objects.get()
    assert (service.starts_at, service.ends_at) == (row.starts_at - GRACE, row.ends_at + GRACE)
    assert Odd.CUT in service.flags


def test_a_forgotten_sign_out_ends_with_the_window_and_a_late_one_puts_it_right(row: Application) -> None:
    sign(row, "in", row.starts_at)
    late = row.ends_at + 2 * HOUR
    assert close_all_forgotten(now=late) == 1
    forgotten = ServiceRecord.objects.get()
    assert (forgotten.ends_at, forgotten.minutes) == (row.ends_at, 120)
    assert Odd.FORGOTTEN in forgotten.flags
    sign(row, "out", row.starts_at + HOUR, now=late)  # a phone without a line tells it afterwards
    states = dict(ServiceRecord.objects.values_list("state", "minutes"))
    assert states == {"reversed": 120, "recorded": 60}


@pytest.mark.parametrize(("hours", "why"), [(-5, Why.FAR), (15, Why.FAR)])
def test_a_sign_far_from_the_position_is_refused(row: Application, hours: int, why: Why) -> None:
    assert sign(row, "in", row.starts_at + hours * HOUR).why is why
    assert not SignEvent.objects.exists()


def test_who_is_not_accepted_does_not_sign(position: Position, volunteer: Volunteer, now: datetime) -> None:
    from volunteers.services.applications import apply

    row = apply(position_id=position.pk, volunteer=volunteer, now=now)
    assert sign(row, "in", row.starts_at).why is Why.NOT_ACCEPTED


def test_a_device_of_another_activity_signs_nobody_in(row: Application) -> None:
    answer = sign(row, "in", row.starts_at, activities=frozenset({row.position.session.activity_id + 1}))
    assert answer.why is Why.OTHER_SESSION


@pytest.mark.parametrize(
    ("method", "why"), [(Method.POSTER, Why.POSTER), (Method.TICKET, Why.POSTER), (Method.SCREEN, None)]
)
def test_of_codes_the_screens_alone_signs(row: Application, method: Method, why: Why | None) -> None:
    assert sign(row, "in", row.starts_at, method=method).why is why
    assert ServiceRecord.objects.exists() == (why is None)


def test_nobody_serves_in_two_places_at_once(
    row: Application, session: Session, volunteer: Volunteer, now: datetime
) -> None:
    other = a_position(session, now, title="收场", starts_at=session.ends_at, ends_at=session.ends_at + HOUR)
    late = accepted(other, volunteer, now)
    sign(row, "in", row.starts_at)
    assert sign(late, "in", session.ends_at - GRACE / 2).why is Why.ELSEWHERE


def test_twin_without_the_exclusion_two_places_at_once_pass(
    row: Application, session: Session, volunteer: Volunteer, now: datetime
) -> None:
    from django.db import connection

    other = a_position(session, now, title="收场", starts_at=session.ends_at, ends_at=session.ends_at + HOUR)
    late = accepted(other, volunteer, now)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE volunteers_servicerecord DROP CONSTRAINT volunteers_service_apart")
    sign(row, "in", row.starts_at)
    assert sign(late, "in", session.ends_at - GRACE / 2).status is Taken.ACCEPTED


def test_one_phone_for_many_is_marked(session: Session, now: datetime) -> None:
    position = a_position(session, now, places=12)
    rows = [accepted(position, a_volunteer(n, now), now) for n in range(20, 31)]
    from tests.activities.checkins import paired

    device = paired(session, now)
    for row in rows:
        sign(row, "in", row.starts_at, device_id=device.pk)
    flagged = [record.flags for record in ServiceRecord.objects.order_by("pk")]
    assert Odd.SAME_DEVICE not in flagged[0]
    assert Odd.SAME_DEVICE in flagged[-1]


def test_the_way_to_final_hours(served: ServiceRecord, volunteer: Volunteer, organizer: Actor, now: datetime) -> None:
    confirm_service(service_id=served.pk, by=organizer, now=now)
    assert total(volunteer.services.all()) == Hours(noticed=120)
    assert finalize_due(now=now + NOTICE - timedelta(seconds=1)) == 0
    assert finalize_due(now=now + NOTICE) == 1
    assert finalize_due(now=now + NOTICE) == 0
    assert total(volunteer.services.all()) == Hours(final=120, records=1, volunteers=1)


def test_an_objection_stops_it(served: ServiceRecord, volunteer: Volunteer, organizer: Actor, now: datetime) -> None:
    confirm_service(service_id=served.pk, by=organizer, now=now)
    object_to_service(service_id=served.pk, volunteer=volunteer, reason="少记了", now=now + HOUR)
    assert finalize_due(now=now + 2 * NOTICE) == 0
    assert total(volunteer.services.all()) == Hours(noticed=120)


def test_what_was_confirmed_once_is_refused_by_nobody_alone(
    served: ServiceRecord, volunteer: Volunteer, organizer: Actor, now: datetime
) -> None:
    confirm_service(service_id=served.pk, by=organizer, now=now)
    object_to_service(service_id=served.pk, volunteer=volunteer, reason="少记了", now=now + HOUR)
    with pytest.raises(Conflict):
        reject_service(service_id=served.pk, reason="没有到岗", by=organizer, now=now + HOUR)
    assert total(volunteer.services.all()) == Hours(noticed=120)


def test_after_the_notice_nobody_objects(
    served: ServiceRecord, volunteer: Volunteer, organizer: Actor, now: datetime
) -> None:
    confirm_service(service_id=served.pk, by=organizer, now=now)
    with pytest.raises(Conflict):
        object_to_service(service_id=served.pk, volunteer=volunteer, reason="晚了", now=now + NOTICE)
    with pytest.raises(NotFound):
        object_to_service(service_id=served.pk, volunteer=a_volunteer(5, now), reason="不是我的", now=now)


def test_nobody_confirms_their_own_service(served: ServiceRecord, volunteer: Volunteer, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        confirm_service(service_id=served.pk, by=Actor(user_id=volunteer.user_id, is_office=True), now=now)


def test_strangers_confirm_nothing(served: ServiceRecord, now: datetime) -> None:
    with pytest.raises(NotFound):
        confirm_service(service_id=served.pk, by=Actor(user_id=1), now=now)


def test_refusing_needs_a_reason(served: ServiceRecord, organizer: Actor, now: datetime) -> None:
    with pytest.raises(Invalid):
        reject_service(service_id=served.pk, reason=" ", by=organizer, now=now)
    reject_service(service_id=served.pk, reason="没有到岗", by=organizer, now=now)
    assert total(ServiceRecord.objects.all()) == Hours()


@pytest.mark.parametrize(("before", "after"), [(-1, 0), (0, 1)])
def test_added_hours_never_leave_the_position(row: Application, organizer: Actor, before: int, after: int) -> None:
    minute = timedelta(minutes=1)
    with pytest.raises(Invalid):
        add_service(
            facts=AddedFacts(
                application_id=row.pk,
                starts_at=row.starts_at + before * minute,
                ends_at=row.ends_at + after * minute,
                reason="忘记签到",
            ),
            by=organizer,
            now=row.ends_at + HOUR,
        )


def test_added_hours_never_overlap(served: ServiceRecord, organizer: Actor) -> None:
    row = served.application
    with pytest.raises(Refused):
        add_service(
            facts=AddedFacts(
                application_id=row.pk,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                reason="忘记签到",
            ),
            by=organizer,
            now=row.ends_at + HOUR,
        )


@pytest.mark.parametrize(
    "values",
    [
        {"minutes": 999},
        {"ends_at": datetime(2027, 1, 1).astimezone()},
        {"starts_at": datetime(2020, 1, 1).astimezone()},
        {"kind": "added"},
        {"state": "final"},
        {"state": "confirmed"},
    ],
)
def test_the_database_lets_nobody_write_hours(served: ServiceRecord, values: dict) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceRecord.objects.filter(pk=served.pk).update(**values)


def test_records_and_signs_are_not_deleted(served: ServiceRecord) -> None:
    for rows in (ServiceRecord.objects.all(), SignEvent.objects.all(), served.steps.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_added_hours_need_a_second_person_even_in_the_database(row: Application, organizer: Actor) -> None:
    added = add_service(
        facts=AddedFacts(
            application_id=row.pk,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            reason="忘记签到",
        ),
        by=organizer,
        now=row.ends_at + HOUR,
    )
    moment = row.ends_at + HOUR
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.filter(pk=added.pk).update(
            state=ServiceState.FINAL, confirmed_by=organizer.user_id, confirmed_at=moment, notice_until=moment
        )


def test_a_batch_is_taken_in_the_order_of_its_ids(row: Application) -> None:
    first, last = uuid6.uuid7(), uuid6.uuid7()
    signs = [
        Sign(last, row.public_id, SignKind.OUT, row.ends_at),
        Sign(first, row.public_id, SignKind.IN, row.starts_at),
    ]
    answers = record_signs(signs=signs, source=SignSource(now=row.ends_at))
    assert [answer.status for answer in answers] == [Taken.ACCEPTED, Taken.ACCEPTED]
    assert ServiceRecord.objects.get().minutes == 120

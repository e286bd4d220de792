"""Who somebody with a code is at a session, and whether they are in already."""

from collections.abc import Sequence
from dataclasses import dataclass

from activities.checkins import subject_of
from activities.models import (
    CheckIn,
    QuarantinedEntry,
    QuarantineState,
    Registration,
    RegistrationState,
    Session,
)


@dataclass(frozen=True, slots=True)
class Who:
    """Who stands there: `subject` is what counts once; by any of `subjects` they may be in already."""

    registration: Registration | None
    subjects: Sequence[bytes]

    @property
    def subject(self) -> bytes:
        return self.subjects[0]


def session_on_site(public_id: str) -> Session | None:
    """A session, whatever has become of it, with what its page says."""
    rows = Session.objects.select_related("activity__unit", "activity__venue", "venue")
    return rows.filter(public_id=public_id).exclude(activity__status__in=["draft", "submitted", "returned"]).first()


def who_is_there(session: Session, *, user_id: int | None, own: Sequence[str], visitor: str) -> Who:
    """The registration of the account or browser where there is one, else the account, else the browser."""
    rows = Registration.objects.filter(session=session, state=RegistrationState.CONFIRMED)
    rows = rows.defer("name", "phone", "answers")
    found = rows.filter(user_id=user_id).first() if user_id is not None else None
    if found is None and own:
        found = rows.filter(public_id__in=own).first()
    kinds = [
        ("registration", found.public_id if found else None),
        ("user", str(user_id) if user_id is not None else None),
        ("visitor", visitor),
    ]
    return Who(found, [subject_of(kind, identity) for kind, identity in kinds if identity])


def arrival_of(session: Session, who: Who) -> CheckIn | None:
    """The live row of somebody at a session; one query on the index of subjects."""
    rows = CheckIn.objects.filter(session=session, subject__in=who.subjects, undo_of=None, undone_by=None)
    return rows.first()


def waiting_of(session: Session, who: Who) -> QuarantinedEntry | None:
    """What somebody has said by themselves, and the organizer has not decided on."""
    rows = QuarantinedEntry.objects.filter(session=session, state=QuarantineState.WAITING, device=None, undo_of=None)
    return rows.filter(subject__in=who.subjects).order_by("received_at").last()

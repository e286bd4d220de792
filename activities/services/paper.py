"""What came back on paper: names that were ticked, people who were counted, and the sheet's photo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.checkins import MOST_AT_ONCE, MOST_ENTRIES, Answer, Entry, subject_of
from activities.models import Method, Registration, Session
from activities.onsite import as_sent
from activities.permissions import can_edit_activity
from activities.selectors.photos import OF_PAPER
from activities.selectors.vocabulary import known_words
from activities.services.ledger import Source, record_checkins
from core.errors import Invalid, NotFound, Refused
from core.models import StoredImage


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of a list: a registration that came, or `people` of an audience without names."""

    id: UUID
    people: int
    registration: str = ""
    audience: str = ""


@transaction.atomic
def record_paper(
    *, session_id: int, lines: Sequence[PaperLine], photo: str = "", by: Actor, now: datetime
) -> list[Answer]:
    """Write a session's list; an answer for each line. The same lines again are duplicates.

    People are counted at the session's middle, or now while it runs. Raises NotFound, Invalid, Refused.
    """
    session = Session.objects.select_related("activity__unit").filter(pk=session_id).first()
    if session is None or not can_edit_activity(by, session.activity):
        raise NotFound("session", _("没有找到这个场次。"))
    if now < session.starts_at:
        raise Refused("too_early", _("这一场还没有开始，开始以后再录入名单。"))
    if not 0 < len(lines) <= MOST_ENTRIES:
        raise Invalid("paper_lines", _("请勾选到场的人，或填写人数；一次最多 500 行。"))
    # The lock keeps the photo from being swept while it is taken up.
    if photo and not StoredImage.objects.select_for_update(no_key=True).filter(public_id=photo).exists():
        raise Invalid("paper_photo", _("照片已经不在了，请重新上传。"))
    middle = session.starts_at + (session.ends_at - session.starts_at) / 2
    moment = now if now <= session.ends_at else middle
    named = [line.registration for line in lines if line.registration]
    audiences = dict(
        Registration.objects.filter(session=session, public_id__in=named).values_list("public_id", "audience")
    )
    entries = [_entry(line, session, audiences, moment, f"{OF_PAPER}{photo}" if photo else "") for line in lines]
    source = Source(now=now, actor_id=by.user_id, activities=frozenset({session.activity_id}))
    return record_checkins(given=[(entry, as_sent(entry)) for entry in entries], source=source)


def _entry(line: PaperLine, session: Session, audiences: dict[str, str], moment: datetime, evidence: str) -> Entry:
    audience = audiences.get(line.registration, "") if line.registration else line.audience
    if not 1 <= line.people <= MOST_AT_ONCE or (line.registration and line.registration not in audiences):
        raise Invalid("paper_line", _("名单有变化，或人数不是 1 到 100000，请刷新后再填。"))
    if audience not in known_words().audiences:
        raise Invalid("paper_line", _("请选择人群。"))
    return Entry(
        id=line.id,
        session=session.public_id,
        method=Method.PAPER,
        count=line.people,
        audience=audience,
        occurred_at=moment,
        registration=line.registration,
        subject=subject_of("registration", line.registration) if line.registration else None,
        evidence=evidence,
    )

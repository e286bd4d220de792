"""Results of sessions: reported by who holds them, confirmed or sent back by an office.

What is confirmed is in the ledger, and changes only after an office has opened it again. Each deed locks
the activity first, as all its deeds do.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Actor
from activities.models import Activity, HeadCount, ResultPhoto, ResultState, Session, SessionResult, Step
from activities.permissions import can_decide_results, can_review_activity
from activities.results import ResultFacts, what_is_wrong, wrong_days
from activities.selectors.results import result_facts
from activities.selectors.vocabulary import known_words
from activities.services.headcounts import undo_head_counts, write_head_counts
from activities.services.steps import stated_reason, take_step
from activities.services.workflow import session_of_published
from core.errors import Conflict, Invalid, NotAllowed
from core.models import StoredImage
from core.outbox import record
from venues.facts import GivenPhoto

STALE = gettext_lazy("您打开以后，这一场的结果有了变化。请看过最新内容再办理。")


@transaction.atomic
def report_results(
    *, session_id: int, facts: ResultFacts, by: Actor, now: datetime, expect_version: int | None = None
) -> SessionResult:
    """Report what came of a session, or change it until it is confirmed.

    `expect_version` is that of the results which the form showed, 0 where there were none. The same
    again changes nothing. Raises Invalid by field, Conflict, NotFound.
    """
    activity, session = session_of_published(session_id, by)
    _only_held(session, now)
    wrong = what_is_wrong(facts, known_words().audiences) | wrong_days(facts, session.first_day, session.last_day)
    if wrong:
        raise Invalid("results_invalid", next(iter(wrong.values()))[0], fields=wrong)
    known = SessionResult.objects.filter(session=session).first()
    was = known.state if known is not None else None
    if known is not None and was != ResultState.SENT_BACK and result_facts(known).is_same(facts):
        return known
    if was == ResultState.CONFIRMED:
        raise Conflict("results_confirmed", _("这一场的结果已经确认，不能再改。"))
    _only_as_seen(known, expect_version)
    result = known or SessionResult(session=session, version=0)
    result.state, result.text, result.reason = ResultState.REPORTED, facts.text, ""
    result.reported_at, result.reported_by_id = now, by.user_id
    result.decided_at = result.decided_by = None
    _write(result)
    _set_counts(result, facts)
    _set_photos(result, facts)
    take_step(activity, Step.REPORTED, by=by, now=now, session=session)
    if was != ResultState.REPORTED:  # the reviewers know of what waits already
        record("results.reported", session=session.pk, version=result.version)
    return result


@transaction.atomic
def confirm_results(*, session_id: int, by: Actor, now: datetime, expect_version: int | None = None) -> SessionResult:
    """Confirm what was reported, which puts it into the ledger; `expect_version` is what the reviewer saw.

    The same again changes nothing. Raises NotAllowed, Conflict, NotFound.
    """
    activity, result = _to_decide(session_id, by)
    if result.state == ResultState.CONFIRMED:
        return result
    _only_in(result, ResultState.REPORTED)
    _only_as_seen(result, expect_version)
    _only_anothers(by, activity, result)
    _only_held(result.session, now)
    write_head_counts(result, by=by, now=now)
    _decide(activity, result, ResultState.CONFIRMED, Step.RESULTS_CONFIRMED, by=by, now=now)
    record("results.confirmed", session=result.session_id, version=result.version)
    return result


@transaction.atomic
def send_back_results(
    *, session_id: int, reason: str, by: Actor, now: datetime, expect_version: int | None = None
) -> SessionResult:
    """Send back what was reported, with a reason; `expect_version` is what the reviewer saw.

    Raises Invalid, NotAllowed, Conflict, NotFound.
    """
    activity, result = _to_decide(session_id, by)
    _only_in(result, ResultState.REPORTED)
    _only_as_seen(result, expect_version)
    _only_anothers(by, activity, result)
    _send_back(activity, result, stated_reason(reason), by=by, now=now)
    return result


@transaction.atomic
def reopen_results(
    *, session_id: int, reason: str, by: Actor, now: datetime, expect_version: int | None = None
) -> SessionResult:
    """Send back what was confirmed already: its rows in the ledger are undone, with the reason.

    `expect_version` is what the reviewer saw. Raises Invalid, NotAllowed, Conflict, NotFound.
    """
    activity, result = _to_decide(session_id, by)
    _only_in(result, ResultState.CONFIRMED)
    _only_as_seen(result, expect_version)
    _only_anothers(by, activity, result)
    said = stated_reason(reason)
    undo_head_counts(result, reason=said, by=by, now=now)
    _send_back(activity, result, said, by=by, now=now)
    return result


def _send_back(activity: Activity, result: SessionResult, reason: str, *, by: Actor, now: datetime) -> None:
    _decide(activity, result, ResultState.SENT_BACK, Step.RESULTS_SENT_BACK, by=by, now=now, reason=reason)
    record("results.sent_back", session=result.session_id, version=result.version)


def _only_held(session: Session, now: datetime) -> None:
    if session.cancelled_at is not None:
        raise Conflict("session_cancelled", _("这一场已经取消，没有结果可填。"))
    if session.starts_at > now:
        raise Conflict("session_to_come", _("这一场还没有开始，举办以后再来填报。"))


def _only_as_seen(result: SessionResult | None, version: int | None) -> None:
    if version is not None and (result.version if result else 0) != version:
        raise Conflict("results_stale", STALE, version=result.version if result else 0)


def _only_anothers(by: Actor, activity: Activity, result: SessionResult) -> None:
    if not can_decide_results(by, activity, result):
        raise NotAllowed("results_own", _("自己填报的结果，要由另一位来确认或退回。"))


def _only_in(result: SessionResult, state: ResultState) -> None:
    if result.state != state:
        sentence = _("这一场的结果现在是“%(state)s”，不能这样办理。请刷新页面看最新情况。")
        raise Conflict("results_moved_on", sentence % {"state": ResultState(result.state).label})


def _to_decide(session_id: int, by: Actor) -> tuple[Activity, SessionResult]:
    """A session's results with their activity, both locked. Raises NotAllowed, Conflict, NotFound."""
    activity, session = session_of_published(session_id, by)
    if not can_review_activity(by, activity):
        raise NotAllowed("results_review", _("结果由县区办公室或领导小组办公室确认。"))
    result = SessionResult.objects.filter(session=session).first()
    if result is None:
        raise Conflict("results_missing", _("这一场还没有填报结果。"))
    result.session = session
    return activity, result


def _decide(
    activity: Activity,
    result: SessionResult,
    state: ResultState,
    step: Step,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    result.state, result.reason = state, reason
    result.decided_at, result.decided_by_id = now, by.user_id
    _write(result)
    take_step(activity, step, by=by, now=now, reason=reason, session=result.session)


def _write(result: SessionResult) -> None:
    result.version += 1
    result.save()


def _set_counts(result: SessionResult, facts: ResultFacts) -> None:
    rows = {(row.audience, row.online, row.day): row for row in result.counts.all()}
    for count in facts.counts:
        row = rows.pop((count.audience, count.online, count.day), None)
        row = row or HeadCount(result=result, audience=count.audience, online=count.online, day=count.day)
        if row.people != count.people:
            row.people = count.people
            row.save()
    for row in rows.values():
        row.delete()


def _set_photos(result: SessionResult, facts: ResultFacts) -> None:
    rows = {row.image.public_id: row for row in result.photos.select_related("image")}
    stated = [photo.image for photo in facts.photos]
    # The lock keeps a photo from being swept while it is taken up.
    images = StoredImage.objects.select_for_update(no_key=True).in_bulk(set(stated) - set(rows), field_name="public_id")
    for public_id in set(rows) - set(stated):
        rows[public_id].delete()
    for rank, photo in enumerate(facts.photos):
        row = rows.get(photo.image) or ResultPhoto(result=result, image=_image(images, photo))
        if row.pk is None or (row.caption, row.rank) != (photo.caption, rank):
            row.caption, row.rank = photo.caption, rank
            row.save()


def _image(images: dict[str, StoredImage], photo: GivenPhoto) -> StoredImage:
    image = images.get(photo.image)
    if image is None:
        sentence = _("有一张照片已经不在了，请重新上传。")
        raise Invalid("results_invalid", sentence, fields={"photos": [sentence]})
    return image

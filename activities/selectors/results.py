"""Results of sessions: what is to report, what is to confirm, and what a reviewer weighs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Actor
from accounts.selectors.people import counties_with_reviewers
from activities.models import Activity, ActivityStatus, ResultPhoto, ResultState, Session, SessionResult
from activities.results import Background, Count, ResultFacts, usual_of
from activities.selectors.counted import PublicTotals, public_totals, totals_of
from activities.selectors.registrants import counts_of
from activities.wording import when_text
from core.clock import city_day
from venues.facts import GivenPhoto
from venues.models import Vocabulary
from venues.selectors.photos import ShownPhoto, shown_photo
from venues.selectors.review import QueueTab
from venues.selectors.vocabulary import words
from venues.selectors.waiting import SHOWN, Waiting, WaitingItem, counted

LATE_DAYS = 7  # after which a session without results has waited long
LATELY = 50  # confirmed sessions out of which the usual follows


@dataclass(frozen=True, slots=True)
class ShownResults:
    """Confirmed results of a session as everybody sees them."""

    when: str
    text: str
    totals: PublicTotals
    photos: list[ShownPhoto]


def result_facts(result: SessionResult) -> ResultFacts:
    """Stored results as the facts that would state them again."""
    rows = result.counts.order_by("online", "audience", "day")
    counts = tuple(Count(row.audience, row.people, row.online, row.day) for row in rows)
    photos = result.photos.select_related("image")
    return ResultFacts(counts, result.text, tuple(GivenPhoto(row.image.public_id, row.caption) for row in photos))


def result_of(session: Session) -> SessionResult | None:
    """What has been reported of a session; None is not nought."""
    return SessionResult.objects.select_related("reported_by", "decided_by").filter(session=session).first()


def held(now: datetime) -> QuerySet[Session]:
    """Sessions that have been held, with their activity."""
    rows = Session.objects.live().filter(activity__status=ActivityStatus.PUBLISHED, ends_at__lte=now)
    return rows.select_related("activity__unit", "result")


def unreported(actor: Actor, now: datetime) -> QuerySet[Session]:
    """Held sessions without results, or whose results were sent back, oldest first.

    An organizer's are those of the own units; a reviewer's all that the office keeps.
    """
    rows = held(now).filter(Q(result=None) | Q(result__state=ResultState.SENT_BACK))
    return _kept(rows, actor).order_by("ends_at", "pk")


def confirmed(actor: Actor, now: datetime) -> QuerySet[Session]:
    """Sessions whose results are confirmed, the latest first."""
    return _kept(held(now).filter(result__state=ResultState.CONFIRMED), actor).order_by("-ends_at", "-pk")


def awaiting(actor: Actor, now: datetime) -> QuerySet[Session]:
    """Sessions whose results somebody else has to confirm, oldest first; for who reported them."""
    return _kept(_reported(), actor).order_by("result__reported_at", "pk")


def results_queue(actor: Actor, now: datetime, tab: QueueTab = QueueTab.MINE) -> QuerySet[Session]:
    """Sessions on whose results the actor decides, first reported first.

    A reviewer's own are without what the same person reported. The office's own are what no county
    office could take, and what has waited longer than REVIEW_ESCALATION_DAYS.
    """
    rows = _reported().filter(activity__in=Activity.objects.reviewed_by(actor))
    if tab is QueueTab.MINE and actor.user_id is not None:
        rows = rows.exclude(result__reported_by=actor.user_id)
    if tab is QueueTab.MINE and actor.sees_all:
        covered = counties_with_reviewers(city_day(now))
        late = now - timedelta(days=settings.REVIEW_ESCALATION_DAYS)
        rows = rows.filter(Q(result__reported_at__lte=late) | ~Q(activity__unit__county_code__in=covered))
    return rows.order_by("result__reported_at", "pk")


def _reported() -> QuerySet[Session]:
    rows = Session.objects.live().filter(activity__status=ActivityStatus.PUBLISHED, result__state=ResultState.REPORTED)
    return rows.select_related("activity__unit", "result__reported_by")


def _kept(rows: QuerySet[Session], actor: Actor) -> QuerySet[Session]:
    if actor.organizer_of and not actor.reviews:
        return rows.filter(activity__unit__in=actor.organizer_of)
    return rows.filter(activity__in=Activity.objects.kept_by(actor))


def background_of(session: Session, result: SessionResult) -> Background:
    """What a reviewer weighs a session's results against. The session comes with its activity."""
    images = list(result.photos.values_list("image_id", flat=True))
    elsewhere = ResultPhoto.objects.filter(image__in=images).exclude(result=result)
    return Background(
        labels={name: str(term.label) for name, term in words().terms[Vocabulary.AUDIENCE].items()},
        checked_in=totals_of([session])[session.pk].checked_in,
        addressed=session.activity.audiences,
        capacity=session.capacity,
        registered=counts_of(session)["confirmed"],
        usual=usual_of(_totals_of_unit(session.activity.unit_id, result)),
        photos_used_elsewhere=elsewhere.values("image_id").distinct().count(),
    )


def _totals_of_unit(unit_id: int, besides: SessionResult) -> list[int]:
    """人次 on site of the latest confirmed sessions of a unit."""
    rows = Session.objects.filter(activity__unit=unit_id, result__state=ResultState.CONFIRMED)
    latest = list(rows.exclude(pk=besides.pk).order_by("-result__decided_at")[:LATELY])
    return [totals.on_site for totals in totals_of(latest).values() if totals.on_site is not None]


def photos_of_results(result: SessionResult, name: str) -> list[ShownPhoto]:
    """The photos of a session's results in their order."""
    rows = result.photos.select_related("image")
    return [shown_photo(row.image, name=name, caption=row.caption) for row in rows]


def shown_results(activity: Activity) -> list[ShownResults]:
    """What everybody sees of an activity's results: the confirmed, session by session."""
    rows = activity.sessions.live().filter(result__state=ResultState.CONFIRMED).select_related("result")
    sessions = list(rows.order_by("starts_at", "pk"))
    totals = public_totals(sessions)
    photos: dict[int, list[ShownPhoto]] = {}
    for row in ResultPhoto.objects.filter(result__in=[session.pk for session in sessions]).select_related("image"):
        shown = shown_photo(row.image, name=activity.label, caption=row.caption)
        photos.setdefault(row.result_id, []).append(shown)
    return [
        ShownResults(
            when=when_text(session.starts_at, session.ends_at),
            text=session.result.text,
            totals=totals.get(session.pk, PublicTotals()),
            photos=photos.get(session.pk, []),
        )
        for session in sessions
    ]


def days_late(session: Session, now: datetime) -> int:
    """Days of the city since a session ended."""
    return (city_day(now) - city_day(session.ends_at)).days


def results_to_report(actor: Actor, now: datetime) -> Waiting | None:
    """Sessions that the actor's units have held and not reported, the oldest first."""
    if not actor.organizer_of:
        return None
    rows = unreported(actor, now).filter(activity__unit__in=actor.organizer_of)
    shown = with_state(list(rows[:SHOWN]))
    totals = totals_of(shown)
    items = [
        WaitingItem(
            session.activity.title,
            reverse("workspace-activity-results", args=[session.activity.public_id, session.public_id]),
            _note_of(session, totals[session.pk].checked_in, now),
            days_late(session, now) >= LATE_DAYS,
        )
        for session in shown
    ]
    url = f"{reverse('workspace-results')}?tab=report"
    return Waiting(_("待填报结果"), url, counted(rows), items, _("手机上两分钟：人次、1–2 张照片、一段简况。"))


def _note_of(session: Any, checked_in: int, now: datetime) -> str:
    if session.is_sent_back:
        return _("被退回，请按理由修改")
    if checked_in:
        said = {"when": when_text(session.starts_at, session.ends_at), "n": checked_in}
        return _("%(when)s · 已有 %(n)d 人次，缺照片和简况") % said
    days = days_late(session, now)
    ago = ngettext("已过 %(days)d 天", "已过 %(days)d 天", days) % {"days": days} if days else _("今天举办")
    return f"{when_text(session.starts_at, session.ends_at)} · {ago}"


def with_state(sessions: list[Session]) -> list[Any]:
    """Sessions as rows of a list: `reported` is their results or None, `is_sent_back` whether these came back."""
    rows: list[Any] = list(sessions)
    for session in rows:
        session.reported = getattr(session, "result", None)
        session.is_sent_back = session.reported is not None and session.reported.state == ResultState.SENT_BACK
    return rows


def results_to_confirm(actor: Actor, now: datetime) -> Waiting | None:
    """Results on which the actor decides, first reported first."""
    if not actor.reviews:
        return None
    rows = results_queue(actor, now)
    items = [
        WaitingItem(
            session.activity.title,
            reverse("workspace-results-one", args=[session.public_id]),
            f"{session.activity.unit.name} · {when_text(session.starts_at, session.ends_at)}",
        )
        for session in rows[:SHOWN]
    ]
    return Waiting(_("待确认结果"), reverse("workspace-results"), counted(rows), items, _("先填报的在前。"))


def results_waiting(actor: Actor, now: datetime) -> list[Waiting]:
    """What waits for an actor among results, for the front page."""
    found = (results_to_confirm(actor, now), results_to_report(actor, now))
    return [waiting for waiting in found if waiting is not None and waiting.count]

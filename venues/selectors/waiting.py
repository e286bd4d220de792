"""What waits for an actor among the venues: one small function a sort, in the order of the front page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Actor
from core.clock import city_day
from venues.models import ErrorReport, RevisionState, Venue, VenueRevision, VenueStatus
from venues.selectors.review import queue_items, review_queue
from venues.selectors.unreadhours import venues_with_unread_hours
from venues.selectors.verification import verification_due, verification_overdue
from venues.tablequery import UNREAD

SHOWN = 5
COUNTED_TO = 1_000  # more than a thousand is told as a thousand


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One thing to do and the page where it is done."""

    label: str
    url: str
    note: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """Things of one sort that wait: how many (at most COUNTED_TO), and the first of them. `url` may be empty."""

    title: str
    url: str
    count: int
    items: list[WaitingItem]
    hint: str = ""


Sort = Callable[[Actor, datetime], Waiting | None]


def waiting_for(actor: Actor, now: datetime) -> list[Waiting]:
    """The sorts of which something waits."""
    found = (sort(actor, now) for sort in SORTS)
    return [waiting for waiting in found if waiting is not None and waiting.count]


def counted(rows: QuerySet) -> int:
    """How many rows there are, counted no farther than COUNTED_TO."""
    return rows.order_by()[:COUNTED_TO].count()


def to_review(actor: Actor, now: datetime) -> Waiting | None:
    """What others have handed in; the escalated first for the office."""
    if not actor.reviews:
        return None
    queue = review_queue(actor, now)
    items = [
        WaitingItem(
            item.venue.name,
            reverse("workspace-review-one", args=[item.venue.public_id]),
            (_("修改") if item.revision else _("新场馆"))
            + " · "
            + ngettext("已等 %(days)d 天", "已等 %(days)d 天", item.days) % {"days": item.days},
            item.is_escalated,
        )
        for item in queue_items(list(queue[:SHOWN]), now)
    ]
    return Waiting(_("待您审核"), reverse("workspace-review"), counted(queue), items, _("先提交的在前。"))


def returned_venues(actor: Actor, now: datetime) -> Waiting | None:
    """Venues that came back with a reason, to those who run them."""
    rows = _run_by(actor).filter(status=VenueStatus.RETURNED).order_by("-updated_at")
    return Waiting(_("被退回的场馆"), "", counted(rows), _venues(rows), _("按理由修改后可以重新提交。"))


def returned_changes(actor: Actor, now: datetime) -> Waiting | None:
    """Changes that came back with a reason."""
    rows = _changes(actor, RevisionState.RETURNED)
    return Waiting(_("被退回的修改"), "", counted(rows), _of_changes(rows), _("按理由修改后可以重新提交。"))


def to_verify(actor: Actor, now: datetime) -> Waiting | None:
    """Due entries for who runs them, overdue ones for who reviews them."""
    today = city_day(now)
    if actor.reviews:
        rows = verification_overdue(actor, today)
        title = _("逾期没有核实")
    else:
        rows = verification_due(actor, today)
        title = _("待核实")
    items = [
        WaitingItem(
            venue.name,
            reverse("workspace-venue", args=[venue.public_id]),
            _("上次核实 %(day)s") % {"day": venue.verified_on.isoformat()} if venue.verified_on else _("从未核实"),
        )
        for venue in rows[:SHOWN]
    ]
    hint = _("每年一次，确认公众看到的信息仍然准确。")
    return Waiting(title, reverse("workspace-verification"), counted(rows), items, hint)


def drafts(actor: Actor, now: datetime) -> Waiting | None:
    """Venues that have been begun and not handed in."""
    rows = _run_by(actor).filter(status=VenueStatus.DRAFT).order_by("-updated_at")
    return Waiting(_("没有提交的草稿"), "", counted(rows), _venues(rows), _("补全后提交审核，才会出现在地图上。"))


def begun_changes(actor: Actor, now: datetime) -> Waiting | None:
    """Changes that have been begun and not handed in."""
    rows = _changes(actor, RevisionState.DRAFT)
    return Waiting(_("没有提交的修改"), "", counted(rows), _of_changes(rows), _("提交后才会生效。"))


def open_reports(actor: Actor, now: datetime) -> Waiting | None:
    """What the public says is wrong with venues that the actor keeps; the oldest first."""
    rows = ErrorReport.objects.kept_by(actor).open().select_related("venue").defer("contact").order_by("created_at")
    items = [
        WaitingItem(row.venue.name, reverse("workspace-report", args=[row.public_id]), str(row.get_kind_display()))
        for row in rows[:SHOWN]
    ]
    return Waiting(_("公众报错"), reverse("workspace-reports"), counted(rows), items, _("核对后更正，并写一句答复。"))


def hours_to_mend(actor: Actor, now: datetime) -> Waiting | None:
    """Venues whose stored hours can't be read, to their keepers and to the office."""
    rows = venues_with_unread_hours(actor)
    items = [
        WaitingItem(venue.name, reverse("workspace-venue", args=[venue.public_id]), venue.hours.expression)
        for venue in rows[:SHOWN]
        if venue.hours
    ]
    url = f"{reverse('workspace-venues')}?hours={UNREAD}"
    hint = _("公众看到的是“开放时间不详”。请重新填写。")
    return Waiting(_("开放时间读不出来"), url, counted(rows), items, hint)


SORTS: list[Sort] = [
    to_review,
    returned_venues,
    returned_changes,
    open_reports,
    hours_to_mend,
    to_verify,
    drafts,
    begun_changes,
]


def _run_by(actor: Actor) -> QuerySet[Venue]:
    """An organizer's venues; what nobody's unit runs is its reviewers' own."""
    kept = Venue.objects.kept_by(actor)
    return (
        kept.filter(operator=None)
        if actor.reviews and not actor.organizer_of
        else kept.filter(operator__in=actor.organizer_of)
    )


def _venues(rows: QuerySet[Venue]) -> list[WaitingItem]:
    return [WaitingItem(venue.name, reverse("workspace-venue", args=[venue.public_id])) for venue in rows[:SHOWN]]


def _changes(actor: Actor, state: RevisionState) -> QuerySet[VenueRevision]:
    """Changes that the actor has written, or that concern what the actor's units run."""
    rows = VenueRevision.objects.kept_by(actor).filter(state=state).select_related("venue")
    mine = rows.filter(author=actor.user_id) | rows.filter(venue__operator__in=actor.organizer_of)
    return mine.order_by("-updated_at")


def _of_changes(rows: QuerySet[VenueRevision]) -> list[WaitingItem]:
    return [WaitingItem(row.venue.name, reverse("workspace-venue", args=[row.venue.public_id])) for row in rows[:SHOWN]]

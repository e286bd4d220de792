"""Reading what was done with an activity, and where it and its sessions stand."""

from dataclasses import dataclass
from datetime import datetime

from activities.models import Activity, ActivityStep, Session, SessionResult, Step
from activities.selectors.holding import Holding
from activities.standing import SessionStanding, Standing, can_be_restored, standing_of
from core.clock import city_time

MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A session for its keepers. `result` is the state of its results, empty without any.

    `holding`: what it has, where that was asked for, and it was held.
    """

    session: Session
    result: str
    result_label: str
    is_over: bool
    can_be_restored: bool = False
    holding: Holding | None = None

    @property
    def start(self) -> datetime:
        return city_time(self.session.starts_at)

    @property
    def end(self) -> datetime:
        return city_time(self.session.ends_at)

    @property
    def is_long(self) -> bool:
        """Whether it ends on another day."""
        return self.start.date() != self.end.date()


def reason_of_return(activity: Activity) -> str:
    """Why an activity was sent back last; empty where it never was."""
    found = ActivityStep.objects.filter(activity=activity, step=Step.RETURNED).order_by("-at", "-id").first()
    return found.reason if found else ""


def steps_of(activity: Activity) -> list[ActivityStep]:
    """The latest deeds, the last one first."""
    rows = ActivityStep.objects.filter(activity=activity).select_related("by", "session").order_by("-at", "-id")
    return list(rows[:MOST_STEPS])


def standing_and_cards(activity: Activity, now: datetime) -> tuple[Standing, list[SessionCard]]:
    """Where an activity stands at a moment, and its sessions; two queries."""
    sessions = list(activity.sessions.select_related("venue", "activity").order_by("starts_at", "pk"))
    results = {row.session_id: row for row in SessionResult.objects.filter(session__activity=activity)}
    cards = [_card(session, results.get(session.pk), now) for session in sessions]
    standings = [
        SessionStanding(
            ends_at=card.session.ends_at,
            is_cancelled=card.session.cancelled_at is not None,
            is_moved=card.session.first_starts_at is not None,
            result=card.result,
        )
        for card in cards
    ]
    return standing_of(activity.status, standings, now), cards


def _card(session: Session, result: SessionResult | None, now: datetime) -> SessionCard:
    state = str(result.state) if result else ""
    label = str(result.get_state_display()) if result else ""
    restorable = can_be_restored(session.cancelled_at, now)
    return SessionCard(session, state, label, is_over=session.ends_at <= now, can_be_restored=restorable)

"""Volunteers at a session, as devices need them: who serves, and their comings and goings in a batch.

Volunteers stand to the right of this app, which fills in the two questions when it is there.
"""

from collections.abc import Callable, Sequence
from typing import Any

from activities.checkins import Answer
from activities.models import Session
from activities.services.ledger import Source

FIELD = "service"  # by which an entry of this sort is known
# Lines of a roster by the session's key; answers for entries, in their order.
WhoServes = Callable[[Sequence[Session]], dict[int, list[dict[str, Any]]]]
Take = Callable[[Sequence[dict[str, Any]], Source], list[Answer]]
_asked: list[tuple[WhoServes, Take]] = []


def serve_with(who: WhoServes, take: Take) -> None:
    """Ask these from now on."""
    _asked[:] = [(who, take)]


def who_serves(sessions: Sequence[Session]) -> dict[int, list[dict[str, Any]]]:
    """Who serves at each session."""
    return _asked[0][0](sessions) if _asked else {}


def is_service(sent: Any) -> bool:
    """Whether an entry of a batch is a volunteer's coming or going."""
    return bool(_asked) and isinstance(sent, dict) and FIELD in sent


def take_services(sent: Sequence[dict[str, Any]], source: Source) -> list[Answer]:
    """Take such entries in; what can't be taken waits in quarantine."""
    return _asked[0][1](sent, source) if sent else []

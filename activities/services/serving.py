"""Volunteers at a session, as devices need them: who serves, and their comings and goings in a batch.

Volunteers stand to the right of this app, which fills in the two questions when it is there.
"""

from collections.abc import Callable, Sequence
from typing import Any

from activities.checkins import Answer
from activities.models import Session
from activities.services.ledger import Source

FIELD = "service"  # by which an entry of this sort is known
# Lines of a device's roster by the session's key; answers for entries, in their order.
WhoServes = Callable[[Sequence[Session], int], dict[int, list[dict[str, Any]]]]
Take = Callable[[Sequence[dict[str, Any]], Source], list[Answer]]
_asked: list[tuple[WhoServes, Take]] = []


def serve_with(who: WhoServes, take: Take) -> None:
    """Ask these from now on."""
    _asked[:] = [(who, take)]


def who_serves(sessions: Sequence[Session], device_id: int) -> dict[int, list[dict[str, Any]]]:
    """Who serves at each session, of those whom a device may sign in and out."""
    return _asked[0][0](sessions, device_id) if _asked else {}


def is_service(sent: Any) -> bool:
    """Whether an entry of a batch is a volunteer's coming or going."""
    return bool(_asked) and isinstance(sent, dict) and FIELD in sent


def take_services(sent: Sequence[dict[str, Any]], source: Source) -> list[Answer]:
    """Take such entries in; what can't be taken waits in quarantine."""
    return _asked[0][1](sent, source) if sent else []

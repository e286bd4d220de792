"""What is kept of an entry that waits: all that came in, in a form that any database takes. Pure."""

import json
import uuid
from typing import Any

from activities import tickets
from core.identifiers import is_public_id

MOST_FIELDS, MOST_KEPT, MOST_NUMBER = 20, 200, 10**15
UNSAYABLE = "…"
OF_NOBODY = uuid.UUID("7b0f7a52-25d1-5d0c-8f29-0f3f0a1f5f8e")  # the namespace of entries without an id of their own


def id_of(sent: Any) -> uuid.UUID:
    """An id for what has none: the same again is the same."""
    try:
        text = json.dumps(sent, sort_keys=True, default=str)
    except (RecursionError, ValueError):
        text = UNSAYABLE
    return uuid.uuid5(OF_NOBODY, text)


def as_kept(sent: Any) -> dict[str, Any]:
    """What is kept of an entry that waits: without a ticket's signature, and bounded."""
    given = dict(sent) if isinstance(sent, dict) else {"sent": sent}
    ticket = given.get("ticket")
    if isinstance(ticket, str) and not is_public_id(ticket):
        read = tickets.read(ticket)
        given["ticket"] = read.registration if read else "?"
    return {plain(name): plain(value) for name, value in list(given.items())[:MOST_FIELDS]}


def plain(value: Any) -> Any:
    """A value that any database takes: numbers as they are, all else as short text."""
    if value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < MOST_NUMBER):
        return value
    try:
        text = str(value)[:MOST_KEPT]
    except (RecursionError, ValueError):  # nested without end, or digits without end
        text = UNSAYABLE
    return text.encode("utf-8", "replace").decode().replace("\x00", "")

"""The forms of the scanner devices' interfaces in OpenAPI's words."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from activities.checkins import MOST_AT_ONCE, MOST_ENTRIES, Code, Status
from core.web.problems import MEDIA_TYPE
from venues.api.schema import PROBLEM, Schema, closed, nullable

MOMENT: Schema = {"type": "string", "format": "date-time"}
ENTRY: Schema = {
    "type": "object",
    "required": ["id", "session", "occurred_at"],
    "properties": {
        "id": {"type": "string", "format": "uuid", "description": "UUID v7, made by the device."},
        "session": {"type": "string", "description": "Public id of the session."},
        "ticket": nullable("string", description="A signed ticket, or a registration's id out of the roster."),
        "count": {"type": "integer", "minimum": 1, "maximum": MOST_AT_ONCE, "default": 1},
        "audience": {"type": "string", "description": "Of the vocabulary; a signed ticket brings its own."},
        "method": {"enum": ["ticket", "poster", "screen", "turnstile", "paper"]},
        "occurred_at": {**MOMENT, "description": "By the device's clock."},
        "undo_of": nullable("string", format="uuid", description="The entry that this one takes back."),
        "reason": {"type": "string", "description": "Of taking back."},
        "service": {
            "enum": ["in", "out"],
            "description": "A volunteer's coming or going: only id, session, volunteer, occurred_at are read.",
        },
        "volunteer": {"type": "string", "description": "Of the roster's volunteers; only with service."},
    },
}
BATCH: dict[str, Any] = {
    "application/json": {
        "type": "object",
        "required": ["entries"],
        "properties": {
            "entries": {"type": "array", "maxItems": MOST_ENTRIES, "items": ENTRY},
            "sent_at": {
                **MOMENT,
                "description": "By the clock of the entries, at sending: its error is measured by it.",
            },
            "device_at": {
                **MOMENT,
                "description": "The device's own clock, where it has put the entries' right itself.",
            },
            "unsent": {"type": "integer", "minimum": 0, "description": "Entries that stay behind on the device."},
            "oldest_unsent_at": nullable("string", format="date-time"),
        },
    }
}
FIRST = closed(
    {
        "id": {"type": "string", "format": "uuid"},
        "occurred_at": nullable("string"),
        "device": {"type": "string", "description": "Its name."},
    }
)
ANSWER = closed(
    {
        "id": {"type": "string", "format": "uuid"},
        "status": {"enum": [status.value for status in Status]},
        "code": {"enum": [code.value for code in Code]},
        "detail": {"type": "string"},
        "first": FIRST,
    },
    required=["id", "status"],
)


def replies(body: Schema, *refusals: int) -> dict[Any, Any]:
    """What a device is answered: a body, or a problem."""
    return {(200, "application/json"): body} | {(status, MEDIA_TYPE): PROBLEM for status in refusals}


BATCH_REPLIES = replies(closed({"results": {"type": "array", "items": ANSWER}, "received_at": MOMENT}), 400, 401, 413)
PAIRING: dict[str, Any] = {
    "application/json": {
        "type": "object",
        "required": ["code", "key"],
        "properties": {
            "code": {"type": "string", "description": "Eight digits from the workspace; it works once."},
            "name": {"type": "string", "maxLength": 40, "description": "What the organizer sees the device as."},
            "key": {
                "type": "string",
                "minLength": 43,
                "maxLength": 64,
                "description": "Made by the device of 32 random bytes or more; its bearer token from now on.",
            },
        },
    }
}
PAIRING_REPLIES = replies(closed({"name": {"type": "string"}, "expires_at": MOMENT}), 400, 409, 429)
TEXT: Schema = {"type": "string"}
PARTY = closed(
    {
        "id": TEXT,
        "people": {"type": "integer"},
        "audience": TEXT,
        "name": {**TEXT, "description": "Masked; a group's is whole."},
        "tail": {**TEXT, "description": "Last digits of the phone."},
        "in": nullable("string", format="date-time"),
    }
)
SERVING = closed(
    {
        "id": TEXT,
        "name": {**TEXT, "description": "Masked."},
        "tail": {**TEXT, "description": "Last digits of the number for life."},
        "position": TEXT,
        "starts_at": MOMENT,
        "ends_at": MOMENT,
        "in": nullable("string", format="date-time", description="Since when on site."),
    }
)
SESSION = closed(
    {
        **dict.fromkeys(("id", "activity", "activity_en", "where"), TEXT),
        "starts_at": MOMENT,
        "ends_at": MOMENT,
        "cancelled": {"type": "boolean"},
        "counts_from": {**MOMENT, "description": "What happens before is not counted."},
        "counts_until": {**MOMENT, "description": "What happens after is not counted."},
        "capacity": nullable("integer", description="More at once are not counted."),
        "people": {"type": "integer", "description": "Person-times on site so far."},
        "parties": {"type": "integer", "description": "Of which /scanner/people tells."},
        "version": {**TEXT, "description": "Moves with whatever moves one of the pages of /scanner/people."},
        "volunteers": {"type": "array", "items": SERVING},
    }
)
REPEAT = closed(
    {
        "entry": {"type": "string", "format": "uuid", "description": "This device's own entry."},
        "received_at": MOMENT,
        "device": {**TEXT, "description": "Which one took the same person in once more."},
    }
)
KEY = closed(dict.fromkeys(("kty", "crv", "use", "alg", "kid", "x"), TEXT))
ROSTER = closed(
    {
        "device": closed({"name": TEXT, "expires_at": MOMENT, "only_volunteers": {"type": "boolean"}}),
        "repeats": {"type": "array", "items": REPEAT},
        "audiences": {"type": "array", "items": closed({"id": TEXT, "zh": TEXT, "en": TEXT})},
        "sessions": {"type": "array", "items": SESSION},
        "keys": {"type": "array", "items": KEY},
    }
)
ROSTER_REPLIES = replies(ROSTER, 400, 401)
OF_SESSION = OpenApiParameter("session", str, required=True, description="Public id of one of the roster's sessions.")
AFTER = OpenApiParameter("after", str, description="`next` of the page before.")
PEOPLE = closed({"people": {"type": "array", "items": PARTY}, "next": nullable("string")})
PEOPLE_REPLIES = replies(PEOPLE, 400, 401, 404)

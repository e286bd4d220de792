"""What a scanner device asks for: to be paired, and the roster to work without a line."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema

from activities.api import deviceschema as schema
from activities.api.devices import DeviceView, Scanner, read_json
from activities.selectors.roster import people_at, roster, session_of, sessions_of
from activities.services import note_roster, pair_device
from activities.tickets import jwk
from core.clock import city_time
from core.ratelimit import client_address, require
from core.web.conditional import etag_of, not_modified
from venues.api.schema import LANG

# A code is one of a hundred million and lives a quarter of an hour.
PAIRING_RATE = "10/minute;40/hour"


class PairView(DeviceView):
    """Makes who shows a pairing code a scanner. The same code with the same key may be sent again."""

    needs_pairing = False

    @extend_schema(
        operation_id="scanner_pair", parameters=[LANG], request=schema.PAIRING, responses=schema.PAIRING_REPLIES
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        require("pair", client_address(request), PAIRING_RATE)
        said = read_json(request)
        code, name, key = (_text(said.get(field)) for field in ("code", "name", "key"))
        device = pair_device(code=code, name=name, key=key, now=timezone.now())
        return JsonResponse({"name": device.name, "expires_at": city_time(device.expires_at).isoformat()})


def _text(given: Any) -> str:
    return given[:200] if isinstance(given, str) else ""


class RosterView(DeviceView):
    """The sessions of a device, how many are expected and in, and the keys by which a ticket is told."""

    @extend_schema(operation_id="scanner_roster", parameters=[LANG], responses=schema.ROSTER_REPLIES)
    def get(self, request: HttpRequest, scanner: Scanner) -> HttpResponse:
        sessions = sessions_of(scanner, timezone.now())
        return _answer(request, roster(scanner, sessions) | {"keys": [jwk()]})


class PeopleView(DeviceView):
    """A page of who is expected at one session, as a device keeps it."""

    @extend_schema(
        operation_id="scanner_people",
        parameters=[schema.OF_SESSION, schema.AFTER, LANG],
        responses=schema.PEOPLE_REPLIES,
    )
    def get(self, request: HttpRequest, scanner: Scanner) -> HttpResponse:
        session = session_of(scanner, request.GET.get("session", ""))
        people, more = people_at(scanner, session, request.GET.get("after", ""))
        if people:
            note_roster(device=scanner.device, session=session, now=timezone.now())
        return _answer(request, {"people": people, "next": more})


def _answer(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    """What was asked for, or that the device has it already."""
    body = json.dumps(said, ensure_ascii=False)
    etag = etag_of(body)
    if not_modified(request, etag):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    return response

"""What a scanner device asks for: to be paired, and the roster to work without a line."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema

from activities.api import deviceschema as schema
from activities.api.devices import DeviceView, Scanner, read_json
from activities.selectors.roster import expected_at, roster, sessions_of
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
    """The sessions of a device, who is expected, who is in, and the keys by which a ticket is told."""

    @extend_schema(operation_id="scanner_roster", parameters=[LANG], responses=schema.ROSTER_REPLIES)
    def get(self, request: HttpRequest, scanner: Scanner) -> HttpResponse:
        now = timezone.now()
        sessions = sessions_of(scanner, now)
        expected = expected_at(scanner, sessions)
        body = json.dumps(roster(scanner, sessions, expected) | {"keys": [jwk()]}, ensure_ascii=False)
        etag = etag_of(body)
        if not_modified(request, etag):
            response = HttpResponse(status=304)
            del response["Content-Type"]
        else:
            note_roster(device=scanner.device, counts={one: len(expected.get(one.pk, ())) for one in sessions}, now=now)
            response = HttpResponse(body, content_type="application/json")
        response["ETag"] = etag
        return response

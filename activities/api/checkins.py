"""`POST /api/v1/checkins/`: batches from scanner devices."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from activities.api import deviceschema as schema
from activities.api.devices import DeviceView, Scanner, read_json
from activities.checkins import MOST_ENTRIES, Answer, read_entry, read_moment
from activities.models import Method
from activities.services import hear_from
from activities.services.batches import record_batch, take_batch
from activities.services.ledger import Source
from activities.services.serving import is_service, take_services
from core.errors import Invalid
from venues.models import Vocabulary
from venues.selectors.vocabulary import words

log = structlog.get_logger(__name__)  # the short way has no request log

# A head count is confirmed by a reviewer and views come from a report: a device sends neither.
FROM_DEVICES = frozenset({Method.TICKET, Method.SCREEN, Method.POSTER, Method.TURNSTILE, Method.PAPER})
LONGEST_OFFSET = timedelta(days=2)
SMALL_OFFSET = timedelta(seconds=2)  # the line's own delay
MOST_UNSENT = 1_000_000
LARGEST_ERROR_S = 2**31 - 1


class CheckInsView(DeviceView):
    """Takes entries in; each is answered in its place, and a batch can be sent as often as one likes."""

    @extend_schema(operation_id="checkins_create", request=schema.BATCH, responses=schema.BATCH_REPLIES)
    def post(self, request: HttpRequest, scanner: Scanner) -> HttpResponse:
        now = timezone.now()
        said = read_json(request)
        entries = said.get("entries")
        if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
            sentence = _("entries 要是一个列表，一次最多 %(most)d 条。") % {"most": MOST_ENTRIES}
            raise Invalid("bad_batch", sentence, fields={"entries": [sentence]})
        offset = offset_of(said.get("sent_at"), now)
        source = Source(
            now=now,
            device_id=scanner.device.pk,
            activities=scanner.activities,
            sessions=scanner.sessions,
            offset=offset,
        )
        answers = _take(entries, scanner, source)
        _hear(scanner, said, now)
        statuses = Counter(answer.status.value for answer in answers)
        log.info("checkins_taken", device=scanner.device.public_id, **statuses)
        return JsonResponse({"results": [answer_json(answer) for answer in answers], "received_at": now.isoformat()})


def _take(entries: list[Any], scanner: Scanner, source: Source) -> list[Answer]:
    """An answer for each entry in its place: check-ins into the ledger, volunteers' comings and goings to theirs."""
    served = [place for place, sent in enumerate(entries) if is_service(sent)]
    signs = take_batch(sent=[entries[place] for place in served], take=take_services, source=source)
    answers = dict(zip(served, signs, strict=True))
    rest = [place for place in range(len(entries)) if place not in answers]
    audiences = words().terms[Vocabulary.AUDIENCE]
    given = [(read_entry(entries[place], methods=FROM_DEVICES, audiences=audiences), entries[place]) for place in rest]
    if scanner.only_volunteers:  # its check-ins wait for who keeps the activity
        source = replace(source, activities=frozenset())
    answers |= dict(zip(rest, record_batch(given=given, source=source), strict=True))
    return [answers[place] for place in range(len(entries))]


def offset_of(sent_at: Any, now: datetime) -> timedelta | None:
    """By how much a device's clock is behind; None where it doesn't say, or is out of all reckoning."""
    moment = read_moment(sent_at)
    if moment is None or abs(now - moment) > LONGEST_OFFSET:
        return None
    offset = now - moment
    return offset if abs(offset) > SMALL_OFFSET else timedelta()


def _hear(scanner: Scanner, said: dict[str, Any], now: datetime) -> None:
    unsent = said.get("unsent")
    hear_from(
        device_id=scanner.device.pk,
        now=now,
        unsent=unsent if isinstance(unsent, int) and not isinstance(unsent, bool) and 0 <= unsent <= MOST_UNSENT else 0,
        oldest_unsent_at=read_moment(said.get("oldest_unsent_at")),
        clock_offset=clock_error(said, now),
    )


def clock_error(said: dict[str, Any], now: datetime) -> int:
    """By how many seconds the device's own clock is behind, however far; what it put right itself is told of too."""
    told = said.get("device_at") or said.get("sent_at")
    moment = read_moment(told)
    if moment is None or (told is said.get("sent_at") and offset_of(told, now) is None):
        return 0
    behind = now - moment
    seconds = round(behind.total_seconds()) if abs(behind) > SMALL_OFFSET else 0
    return max(-LARGEST_ERROR_S, min(LARGEST_ERROR_S, seconds))


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as the contract has it."""
    body: dict[str, Any] = {"id": str(answer.id), "status": answer.status}
    if answer.code is not None:
        body |= {"code": answer.code, "detail": str(answer.code.sentence)}
    if answer.first is not None:
        moment = answer.first.occurred_at
        body["first"] = {
            "id": str(answer.first.id),
            "occurred_at": moment.isoformat() if moment else None,
            "device": answer.first.device,
        }
    return body

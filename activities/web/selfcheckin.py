"""`/c/<token>`: people check in by a code on site, without an account."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import uuid6
from django.conf import settings
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from activities.checkins import Answer, Code, Entry, Flag, Status
from activities.codes import Permit, SiteCode, Use, permit_text, read_code, read_permit
from activities.models import ActivityStatus, CheckIn, QuarantinedEntry, QuarantineState, Session
from activities.onsite import CORRECT_WITHIN, MOST_OF_US, is_far, why_not_by_oneself
from activities.selectors.arrivals import Who, arrival_of, session_on_site, waiting_of, who_is_there
from activities.selectors.offers import audiences_of
from activities.services import check_in_oneself, correct_own_checkin
from activities.services.selfcheckin import BY_CODES, correct_own_waiting
from activities.web.checkinform import CheckInForm
from activities.web.crowds import is_burst
from activities.web.private import private_page
from activities.web.registering import OWN
from activities.web.sections import sections_on_site
from activities.wording import when_text, where_text
from core.errors import Conflict
from core.geo import lonlat
from core.identifiers import is_public_id, new_public_id
from core.ratelimit import client_address, require
from core.web.problems import status_of
from venues.models import Vocabulary
from venues.selectors.vocabulary import words

COOKIE = "visitor"  # a random number, nothing else
COOKIE_AGE = 2 * 365 * 24 * 3600
COOKIE_SALT = "activities.visitor"
RATE_OF_ADDRESS = "6000/hour"  # posts; how many people of an address are believed is in crowds.py


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """The form for who has scanned a good code, and what became of it."""
    now = timezone.now()
    code = read_code(token, now, Use.CHECK_IN)
    session = session_on_site(code.session) if code else None
    if code is None or session is None:
        raise Http404
    known = known_visitor(request)
    visitor = known or new_public_id() + secrets.token_hex(4)
    page = _Page(request, session, code, token, visitor, now)
    response = page.post() if request.method == "POST" else page.get()
    if known is None and not page.is_lost:
        response.set_signed_cookie(
            COOKIE,
            page.visitor,
            salt=COOKIE_SALT,
            max_age=COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def known_visitor(request: HttpRequest) -> str | None:
    """The browser by its cookie; None for none, or one that is not ours."""
    try:
        found = request.get_signed_cookie(COOKIE, salt=COOKIE_SALT, max_age=COOKIE_AGE)
    except (KeyError, BadSignature):
        return None
    return found if found and is_public_id(found[:10]) else None


class _Page:
    """One request: who stands there, what is known of them, and the page they get."""

    def __init__(
        self, request: HttpRequest, session: Session, code: SiteCode, token: str, visitor: str, now: datetime
    ) -> None:
        self.token = token
        self.request, self.session, self.code, self.visitor, self.now = request, session, code, visitor, now
        self.is_lost = False

    def who(self) -> Who:
        own = self.request.session.get(OWN, [])
        return who_is_there(self.session, user_id=self.request.user.pk, own=own, visitor=self.visitor)

    def closed(self) -> str | None:
        session, activity = self.session, self.session.activity
        sentence = why_not_by_oneself(
            is_published=activity.status == ActivityStatus.PUBLISHED,
            is_off=session.cancelled_at is not None or activity.status == ActivityStatus.CANCELLED,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            now=self.now,
        )
        return str(sentence) if sentence else None

    def get(self) -> HttpResponse:
        who = self.who()
        told = self.standing(who)
        if told is not None:
            return told
        if not self.code.is_good:
            return self.expired()
        return self.form(CheckInForm(session=self.session, who=who), self.permit())

    def standing(self, who: Who, *, is_new: bool = False) -> HttpResponse | None:
        """What is known of who stands there: in, or waiting to be confirmed."""
        row = arrival_of(self.session, who)
        if row is not None:
            return self.arrived(row, is_new=is_new)
        waits = waiting_of(self.session, who)
        return self.waiting(waits) if waits is not None else None

    def permit(self, undo: UUID | None = None) -> Permit:
        undo_id, entry = uuid6.uuid7(), uuid6.uuid7()
        permit = Permit(self.token, self.code.method, self.visitor, entry, self.now)
        return replace(permit, undo=undo, undo_id=undo_id) if undo is not None else permit

    def post(self) -> HttpResponse:
        require("checkin-address", client_address(self.request), RATE_OF_ADDRESS)
        permit = read_permit(self.request.POST.get("permit", ""), Use.CHECK_IN)
        # A form counts under the code and in the browser that opened it, and not when it is handed on.
        if permit is None or not permit.is_of(self.token, known_visitor(self.request)):
            return self.expired()
        told = self.told_before(permit)
        if told is not None:
            return told
        return self.written(permit) if permit.holds(self.now) else self.expired()

    def told_before(self, permit: Permit) -> HttpResponse | None:
        """The reply was lost, and this is the same form: what became of it, however long ago."""
        row = _recorded(permit.entry)
        waits = QuarantinedEntry.objects.filter(pk=permit.entry).first() if row is None else None
        if row is None and waits is None:
            return None
        standing = self.standing(self.who(), is_new=row is not None)
        if standing is not None:
            return standing
        return self.arrived(row, is_new=True) if row is not None else self.waiting(waits)

    def away(self) -> tuple[Flag, ...]:
        """What a position says, if the organizer asks for it: only whether it is far is kept."""
        session = self.session
        here = self.request.POST.get("here", "")
        if not here or not session.activity.asks_position or session.point is None:
            return ()
        return (Flag.FAR,) if is_far(here, lonlat(session.point)) else ()

    def written(self, permit: Permit) -> HttpResponse:
        who = self.who()
        form = CheckInForm(self.request.POST, session=self.session, who=who)
        if self.closed() or not form.is_valid():
            return self.form(form, permit, status=400)
        entry = Entry(
            id=permit.entry,
            session=self.session.public_id,
            method=permit.method,
            count=form.cleaned_data["people"],
            audience=form.cleaned_data["audience"],
            occurred_at=self.now,
            registration=who.registration.public_id if who.registration else "",
            subject=who.subject,
            flags=self.away(),
        )
        try:
            return self.recorded(entry, permit, who)
        except Conflict as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.form(form, permit, status=status_of(refusal))

    def recorded(self, entry: Entry, permit: Permit, who: Who) -> HttpResponse:
        if permit.undo is None or permit.undo_id is None:
            told = self.standing(who)
            if told is not None:
                return told
            return self.answered(check_in_oneself(entry=entry, is_burst=self.burst(entry, who), now=self.now), entry.id)
        facts: dict[str, Any] = {"subjects": who.subjects, "is_burst": self.burst(entry, who), "now": self.now}
        if QuarantinedEntry.objects.filter(pk=permit.undo).exists():
            return self.answered(correct_own_waiting(entry=entry, target_id=permit.undo, **facts), entry.id)
        target = CheckIn.objects.filter(pk=permit.undo).first()
        if target is not None and target.subject is not None:  # what they were in as, they stay
            registration = entry.registration if target.registration_id else ""
            entry = replace(entry, subject=bytes(target.subject), registration=registration)
        facts |= {"target_id": permit.undo, "undo_id": permit.undo_id}
        return self.answered(correct_own_checkin(entry=entry, **facts), entry.id)

    def burst(self, entry: Entry, who: Who) -> bool:
        registered = who.registration.people if who.registration else 0
        return is_burst(self.request, self.session, entry.method, entry.count - registered)

    def answered(self, answer: Answer, own_id: UUID) -> HttpResponse:
        if answer.status is Status.QUARANTINED:
            return self.waiting(QuarantinedEntry.objects.filter(pk=answer.id).first())
        row = _recorded(answer.first.id if answer.first else own_id)
        assert row is not None, "what is answered as in is in the ledger"
        return self.arrived(row, is_new=answer.status is Status.ACCEPTED)

    def waiting(self, row: QuarantinedEntry | None) -> HttpResponse:
        """What somebody said is kept, and counts once the organizer says so; until then it can be put right."""
        assert row is not None, "what waits is kept"
        is_open = row.state == QuarantineState.WAITING
        context: dict[str, Any] = {
            "row": row,
            "is_open": is_open,
            "why": str(Code(row.code).sentence) if row.code in set(Code) else "",
            "people": row.sent.get("count"),
        }
        if is_open and self.now <= row.received_at + CORRECT_WITHIN and not self.closed():
            said = {"people": row.sent.get("count"), "audience": row.sent.get("audience")}
            context |= self.correcting(row.pk, said)
        return self.render("checkin_waits.html", context)

    def correcting(self, undo: UUID, said: dict[str, Any]) -> dict[str, Any]:
        form = CheckInForm(session=self.session, who=self.who(), initial=said)
        return {"form": form, "permit": permit_text(self.permit(undo), Use.CHECK_IN), "most": MOST_OF_US}

    def form(self, form: CheckInForm, permit: Permit, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "permit": permit_text(permit, Use.CHECK_IN),
            "closed": self.closed(),
            "is_correction": permit.undo is not None,
            "most": MOST_OF_US,
            "sections": sections_on_site(self.session, self.token, self.now),
        }
        return self.render("checkin.html", context, status)

    def arrived(self, row: CheckIn, *, is_new: bool) -> HttpResponse:
        can_correct = (
            row.method in BY_CODES
            and row.device_id is None
            and self.now <= row.received_at + CORRECT_WITHIN
            and not self.closed()
        )
        context: dict[str, Any] = {
            "row": row,
            "is_new": is_new,
            "audience": words().term(Vocabulary.AUDIENCE, row.audience),
            "can_correct": can_correct,
        }
        if can_correct:
            context |= self.correcting(row.pk, {"people": row.count, "audience": row.audience})
        return self.render("checkin_done.html", context)

    def expired(self) -> HttpResponse:
        self.is_lost = True
        return self.render("checkin_expired.html", {}, 410)

    def render(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        session = self.session
        frame = {
            "session": session,
            "activity": session.activity,
            "when": when_text(session.starts_at, session.ends_at),
            "where": where_text(session),
            "audiences": audiences_of(session),
        }
        return render(self.request, f"activities/{template}", {**frame, **context}, status=status)


def _recorded(entry: UUID) -> CheckIn | None:
    """The row of an entry, or the one that it repeats."""
    found = CheckIn.objects.filter(pk=entry).first()
    return found or CheckIn.objects.filter(repeats__pk=entry).first()

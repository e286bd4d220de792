"""Certificates: anybody checks one, its volunteer and its issuer fetch it."""

import re
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.web.access import actor_of
from activities.permissions import can_post_for
from activities.web.private import private_page
from core.clock import city_day
from core.crypto import Unreadable
from core.ratelimit import client_address, require
from volunteers.certifying import Content, content_of, draw_certificate, masked_name
from volunteers.models import Certificate
from volunteers.selectors.corrected import corrected_since

CODE = re.compile(r"[0-9a-f]{32}")
RATE = "60/minute;600/hour"  # 128 bits are not guessed; this keeps a crawler from trying


@require_safe
@private_page
def verify(request: HttpRequest) -> HttpResponse:
    """Asks for a code and leads to what it certifies."""
    typed = re.sub(r"[\s-]", "", request.GET.get("code", "")[:80]).lower()
    if CODE.fullmatch(typed):
        return redirect("verify-one", typed)
    return render(request, "volunteers/verify.html", {"typed": typed}, status=404 if typed else 200)


@require_safe
@private_page
def verify_one(request: HttpRequest, code: str) -> HttpResponse:
    """What was certified, whether it still holds and what was corrected since, with the name masked; nothing more."""
    require("verify", client_address(request), RATE)
    found = Certificate.objects.defer("content").select_related("unit").filter(code=code.lower()).first()
    if found is None:
        return render(request, "volunteers/verify.html", {"typed": code[:40]}, status=404)
    content = opened_content(found)
    corrected = corrected_since([found])[found.pk]
    context: dict[str, Any] = {
        "certificate": found,
        "name": masked_name(content.name) if content else "",
        "corrected": corrected,
        "minutes_now": found.minutes + sum(line.after - line.before for line in corrected),
    }
    return render(request, "volunteers/verified.html", context)


def opened_content(certificate: Certificate) -> Content | None:
    """What a certificate says; None where its owner has had it erased, or its key is gone."""
    try:
        return content_of(certificate.content) if certificate.content else None
    except Unreadable:
        return None


def address_of(certificate: Certificate) -> str:
    """Where anybody checks a certificate."""
    with translation.override("zh-hans"):
        return settings.SITE_URL + reverse("verify-one", args=[certificate.code])


@private_page
@require_safe
@cache_control(private=True, no_store=True)
def certificate(request: HttpRequest, public_id: str) -> HttpResponse:
    """A certificate as PDF, for its volunteer and for who issues in its unit's name."""
    found = (
        Certificate.objects.defer("content")
        .select_related("unit", "volunteer")
        .filter(public_id=public_id[:20])
        .first()
    )
    if found is None:
        raise Http404
    actor = actor_of(request)
    is_own = actor.user_id is not None and found.volunteer.user_id == actor.user_id
    content = opened_content(found) if is_own or can_post_for(actor, found.unit) else None
    if content is None:
        raise Http404
    revoked = city_day(found.revoked_at).isoformat() if found.revoked_at else ""
    pdf = draw_certificate(content, code=found.code, address=address_of(found), revoked_on=revoked)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.serial}.pdf"'
    return response

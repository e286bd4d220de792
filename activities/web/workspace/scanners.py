"""The devices that check people in at an activity: paired here, seen here, stopped here."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.web.access import actor_of, staff_page
from activities.models import Activity
from activities.selectors.live import devices_of
from activities.selectors.tickets import qr_of
from activities.services import make_pairing_code, revoke_device
from activities.services.devices import CODE_LIVES, LONGEST_LIFE
from activities.web.workspace.record import kept_activity
from core.clock import ZONE, city_day
from core.errors import DomainError

AFTER_THE_LAST = timedelta(days=2)  # for what was gathered without a line


class PairingForm(forms.Form):
    """Until when the device works."""

    until = forms.DateField(
        label=gettext_lazy("设备用到哪一天"),
        widget=forms.DateInput(attrs={"type": "date", "class": "field"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("到这一天结束为止，最长 60 天。活动结束后留一两天，好把没信号时签的到传上来。"),
    )


@staff_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def scanners(request: HttpRequest, public_id: str) -> HttpResponse:
    """The devices; a POST makes a code, which is shown once."""
    actor, now = actor_of(request), timezone.now()
    activity = kept_activity(public_id, actor)
    form = PairingForm(request.POST or None, initial={"until": _suggested(activity, now)})
    code = ""
    if request.method == "POST" and form.is_valid():
        until = datetime.combine(form.cleaned_data["until"], time(23, 59, 59), ZONE)
        try:
            code = make_pairing_code(activity_ids=[activity.pk], device_until=until, by=actor, now=now)
        except DomainError as error:
            form.add_error("until", str(error.sentence))
    context: dict[str, Any] = {"activity": activity, "form": form, "devices": devices_of(activity, now)}
    if code:
        address = f"{settings.SITE_URL}{reverse('scan')}"
        context |= {
            "code": f"{code[:4]} {code[4:]}",
            "qr": qr_of(f"{address}#{code}"),  # what follows # stays with the phone
            "scan_address": address.partition("://")[2],
            "minutes": int(CODE_LIVES.total_seconds()) // 60,
        }
    status = 400 if form.errors else 200
    return render(request, "activities/workspace/scanners.html", context, status=status)


def _suggested(activity: Activity, now: datetime) -> date:
    last = activity.sessions.order_by("-ends_at").first()
    ends = max(last.ends_at if last else now, now) + AFTER_THE_LAST
    return city_day(min(ends, now + LONGEST_LIFE - timedelta(days=1)))


@staff_page
@require_POST
def stop(request: HttpRequest, public_id: str, device_id: str) -> HttpResponse:
    """Stop a device at once."""
    actor = actor_of(request)
    activity = kept_activity(public_id, actor)
    device = activity.devices.filter(public_id=device_id).first()
    if device is None:
        raise Http404
    revoke_device(device_id=device.pk, by=actor, now=timezone.now())
    messages.success(request, _("“%(name)s”已停用。") % {"name": device.name})
    return redirect("workspace-activity-scanners", public_id)

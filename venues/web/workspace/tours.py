"""Caravans' tours as their keepers see them: a week at a time."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.web.access import actor_of, staff_page
from core.errors import Conflict, Invalid
from core.web.problems import status_of
from venues.models import TourStop, Venue
from venues.permissions import can_publish_venue
from venues.selectors.tours import caravans_kept_by, stop_card, tours_of_week, week_frame
from venues.services import cancel_stop, copy_week, save_stop
from venues.stops import Week
from venues.web.tours import shown_week
from venues.web.workspace.tourform import StopForm, initial_of

WEEKS_OFFERED = 8


@require_safe
@staff_page
def week(request: HttpRequest) -> HttpResponse:
    """The week of every caravan that the actor keeps."""
    now = timezone.now()
    chosen = shown_week(request, now)
    targets = [week_frame(chosen.moved(number), now) for number in range(1, WEEKS_OFFERED + 1)]
    tours = tours_of_week(actor_of(request), chosen, now)
    context = {**week_frame(chosen, now), "tours": tours, "targets": targets, "monday": chosen.monday}
    return render(request, "venues/workspace/tours.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def new(request: HttpRequest) -> HttpResponse:
    """A further stop of a caravan."""
    actor = actor_of(request)
    caravans = [caravan for caravan in caravans_kept_by(actor) if can_publish_venue(actor, caravan)]
    chosen = request.POST.get("caravan") or request.GET.get("caravan", "")
    caravan = next((one for one in caravans if one.public_id == chosen), caravans[0] if caravans else None)
    if request.method != "POST" or caravan is None:
        form = StopForm(initial={"day": request.GET.get("day", "")[:10], "start": "09:30", "until": "11:30"})
        return _page(request, form, caravan=caravan, caravans=caravans)
    if chosen != caravan.public_id:
        caravan = _kept_caravan(request, chosen)
    return _save(request, StopForm(request.POST), caravan, caravans=caravans)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def stop(request: HttpRequest, public_id: str) -> HttpResponse:
    """One stop: correct it, or call it off."""
    found = _kept_stop(request, public_id)
    if request.method == "POST":
        return _save(request, StopForm(request.POST), found.caravan, stop=found)
    return _page(request, StopForm(initial=initial_of(found)), caravan=found.caravan, stop=found)


@require_POST
@staff_page
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Call a stop off, with the reason that the public reads."""
    found = _kept_stop(request, public_id)
    reason = request.POST.get("reason", "")
    try:
        cancel_stop(stop_id=found.pk, reason=reason, by=actor_of(request), now=timezone.now())
    except Invalid as error:
        form = StopForm(initial=initial_of(found))
        extra = {"reason_wrong": str(error.sentence), "reason": reason[:500]}
        return _page(request, form, caravan=found.caravan, stop=found, status=400, extra=extra)
    messages.success(request, _("已取消“%(name)s”这一站，公众能看到原因。") % {"name": found.name})
    return redirect(_week_address(Week.of(found.starts_at)))


@require_POST
@staff_page
def copy(request: HttpRequest) -> HttpResponse:
    """Add one week's stops to another week."""
    caravan = _kept_caravan(request, request.POST.get("caravan", ""))
    source, target = (Week.parse(request.POST.get(name, "")) for name in ("source", "target"))
    if source is None or target is None:
        raise Invalid("bad_week", _("没有这个星期；写法如 2026-W48。"))
    now = timezone.now()
    added, taken = copy_week(caravan_id=caravan.pk, source=source, target=target, by=actor_of(request), now=now)
    said = ngettext("已复制 %(added)d 站。", "已复制 %(added)d 站。", added) % {"added": added}
    if taken:
        said += ngettext(
            "另有 %(taken)d 站因时间已被占用没有复制。", "另有 %(taken)d 站因时间已被占用没有复制。", taken
        ) % {"taken": taken}
    messages.success(request, said)
    return redirect(_week_address(target))


def _save(
    request: HttpRequest, form: StopForm, caravan: Venue, *, stop: TourStop | None = None, caravans: Any = ()
) -> HttpResponse:
    status = 400
    if form.is_valid():
        try:
            saved = save_stop(
                caravan_id=caravan.pk,
                facts=form.facts(),
                by=actor_of(request),
                now=timezone.now(),
                stop_id=stop.pk if stop else None,
            )
        except (Invalid, Conflict) as error:
            form.show(error)
            status = status_of(error)
        else:
            messages.success(request, _("“%(name)s”这一站已保存并发布。") % {"name": saved.name})
            return redirect(_week_address(Week.of(saved.starts_at)))
    return _page(request, form, caravan=caravan, stop=stop, caravans=caravans, status=status)


def _page(
    request: HttpRequest,
    form: StopForm,
    *,
    caravan: Venue | None,
    stop: TourStop | None = None,
    caravans: Any = (),
    status: int = 200,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": form,
        "caravan": caravan,
        "caravans": caravans,
        "stop": stop,
        "card": stop_card(stop, now) if stop else None,
        "back": _week_address(Week.of(stop.starts_at if stop else now)),
        "may_write": caravan is not None and can_publish_venue(actor_of(request), caravan),
        **(extra or {}),
    }
    return render(request, "venues/workspace/tour_stop.html", context, status=status)


def _kept_stop(request: HttpRequest, public_id: str) -> TourStop:
    found = TourStop.objects.kept_by(actor_of(request)).for_display().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _kept_caravan(request: HttpRequest, public_id: str) -> Venue:
    found = next((one for one in caravans_kept_by(actor_of(request)) if one.public_id == public_id), None)
    if found is None:
        raise Http404
    return found


def _week_address(chosen: Week) -> str:
    return f"{reverse('workspace-tours')}?week={chosen}"

"""What is done with a venue by one button; each returns to the page that it was pressed on."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from core.errors import DomainError, Invalid, NotAllowed, NotFound, Sentence
from core.numbers import whole_number
from core.web.sure import asks_first
from venues import services
from venues.models import EDITED_IN_PLACE, Venue, VenueStatus
from venues.web.workspace.finding import kept_venue


def _submit(venue: Venue, given: Any, by: Actor, now: datetime) -> Sentence:
    if venue.status == VenueStatus.PUBLISHED:
        revision = services.submit_revision(venue_id=venue.pk, by=by, now=now)
        return _("已提交修改，等待审核。") if revision.state == "submitted" else _("修改已生效。")
    done = services.submit_venue(venue_id=venue.pk, by=by, now=now)
    return _("已提交，等待审核。") if done.status == VenueStatus.SUBMITTED else _("已发布到地图。")


def _withdraw(venue: Venue, given: Any, by: Actor, now: datetime) -> Sentence:
    withdraw = services.withdraw_venue if venue.status in EDITED_IN_PLACE else services.withdraw_revision
    withdraw(venue_id=venue.pk, by=by, now=now)
    return _("已撤回，可以继续修改。")


def _publish(venue: Venue, given: Any, by: Actor, now: datetime) -> Sentence:
    services.publish_venue(venue_id=venue.pk, by=by, now=now)
    return _("已发布到地图。")


def _hide(venue: Venue, given: Any, by: Actor, now: datetime) -> Sentence:
    services.hide_venue(venue_id=venue.pk, reason=given.get("reason", ""), by=by, now=now)
    return _("已隐藏，公众暂时看不到。")


def _close(venue: Venue, given: Any, by: Actor, now: datetime) -> Sentence:
    closed_on = _day(given.get("closed_on", ""))
    services.close_venue(venue_id=venue.pk, closed_on=closed_on, reason=given.get("reason", ""), by=by, now=now)
    return _("已关闭。")


def _verify(venue: Venue, given: Any, by: Actor, now: datetime) -> Sentence:
    services.verify_venue(venue_id=venue.pk, by=by, now=now)
    return _("已记录：“%(name)s”的信息今天仍然准确。") % {"name": venue.name}


def _discard(venue: Venue, given: Any, by: Actor, now: datetime) -> Sentence:
    services.discard_revision(venue_id=venue.pk, by=by, now=now)
    return _("已放弃这份修改。")


def _day(text: str) -> date:
    """A day as a form's field sends it. Raises Invalid."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        sentence = _("请填写关闭日期。")
        raise Invalid("closed_on", sentence, fields={"closed_on": [sentence]}) from None


def _asks_to_hide(request: HttpRequest, venue: Venue) -> HttpResponse | None:
    happens = [
        _("公众马上看不到这处场馆：地图、列表、搜索和场馆页里都没有。"),
        _("在这里举行的活动还在，只是不再链到场馆页。"),
    ]
    return _asks(request, venue, _("隐藏“%(name)s”？"), [*happens, _("以后可以再发布。")], _("隐藏"))


def _asks_to_close(request: HttpRequest, venue: Venue) -> HttpResponse | None:
    _day(request.POST.get("closed_on", ""))
    happens = [_("从关闭日期起，这处场馆从地图上拿下，不再统计为现有场馆。"), _("原来的资料和历次改动都留着。")]
    return _asks(request, venue, _("关闭“%(name)s”？"), happens, _("关闭"))


def _asks(
    request: HttpRequest, venue: Venue, title: str, happens: Sequence[Sentence], button: Sentence
) -> HttpResponse | None:
    """The page that asks; None where it was answered, or where nothing is stated and the deed is refused anyway."""
    if not request.POST.get("reason", "").strip():
        return None
    back = reverse("workspace-venue", args=[venue.public_id])
    return asks_first(request, title=title % {"name": venue.name}, happens=happens, button=button, back=back)


Asks = Callable[[HttpRequest, Venue], HttpResponse | None]


def _page(
    do: Callable[[Venue, Any, Actor, datetime], Sentence], asks: Asks | None = None
) -> Callable[..., HttpResponse]:
    """A view that does one deed, after `asks` where that can't be undone by the next click.

    What a rule refuses is told on the page; what is not allowed is a 403.
    """

    @staff_page
    @require_POST
    def deed(request: HttpRequest, public_id: str) -> HttpResponse:
        venue = kept_venue(public_id, actor_of(request))
        try:
            if asks is not None and (asked := asks(request, venue)):
                return asked
            messages.success(request, str(do(venue, request.POST, actor_of(request), timezone.now())))
        except NotAllowed:
            raise
        except NotFound as error:  # the venue is there: it is the change that has gone
            messages.error(request, str(error.sentence))
        except DomainError as error:
            sentences = [text for texts in error.fields.values() for text in texts] or [error.sentence]
            messages.error(request, " ".join(str(text) for text in sentences))
        return _back(request, venue)

    page: Callable[..., HttpResponse] = deed
    return page


def _back(request: HttpRequest, venue: Venue) -> HttpResponseRedirect:
    if request.POST.get("back") == "verification":
        page = whole_number(request.POST.get("page"))
        query = "" if page is None else f"?page={page}"
        return HttpResponseRedirect(reverse("workspace-verification") + query)
    return redirect("workspace-venue", public_id=venue.public_id)


submit, withdraw, publish = _page(_submit), _page(_withdraw), _page(_publish)
hide, close, verify, discard = (
    _page(_hide, _asks_to_hide),
    _page(_close, _asks_to_close),
    _page(_verify),
    _page(_discard),
)

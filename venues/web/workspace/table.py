"""The venues that the actor keeps, as a table and as files."""

from tempfile import TemporaryFile

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import SavedView
from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from core.clock import city_day
from core.web.leftout import leave_out
from core.web.params import Params
from venues.exports import MOST_ROWS, Format, write_venues
from venues.selectors.table import exported, filtered, table_page, units_of
from venues.services.bulk import MOST_AT_ONCE, Deed
from venues.tablequery import TableQuery
from venues.web.workspace import tableparts
from venues.web.workspace.tableparams import address_of, parse_table, read_table

PAGE_CODE = "venues"  # of the saved views


@require_safe
@staff_page
def table(request: HttpRequest) -> HttpResponse:
    """One page of the table, with its tabs, filters and saved views."""
    actor = actor_of(request)
    params = Params(request.GET.dict())
    query = read_table(params)
    leave_out(request, params)
    page = table_page(actor, query, city_day(timezone.now()))
    here = address_of(query)
    views = list(SavedView.objects.of(actor.user_id, PAGE_CODE))
    filters = tableparts.filters(query, units_of(actor))
    context = {
        "query": query,
        "page": page,
        "tabs": tableparts.tabs(query, page),
        "filters": filters,
        "chosen": [one for one in filters if one["chosen"]],
        "without_text": address_of(query, q=""),
        "columns": tableparts.columns(query),
        "pages": tableparts.pages(query, page),
        "views": views,
        "current_view": next((view for view in views if view.query == here), None),
        "here": here,
        "page_code": PAGE_CODE,
        "formats": list(Format),
        "deeds": deeds_of(actor),
        "most_rows": MOST_ROWS,
        "most_at_once": MOST_AT_ONCE,
    }
    return render(request, "venues/workspace/table.html", context)


def deeds_of(actor: Actor) -> list[Deed]:
    """What is offered for many at once: deciding is for who reviews or publishes; the services have the last word."""
    decides = actor.reviews or bool(actor.publishes_for)
    return [deed for deed in Deed if decides or deed not in {Deed.PUBLISH, Deed.RETURN}]


@require_safe
@staff_page
def export(request: HttpRequest, form: str) -> HttpResponse:
    """All that the filters leave, as a file."""
    if form not in set(Format):
        raise Http404
    return as_file(request, Format(form), parse_table(request.GET.dict()))


def as_file(request: HttpRequest, form: Format, query: TableQuery) -> HttpResponse:
    """A query's venues as a file; where they are too many, the table again with a sentence."""
    actor, today = actor_of(request), city_day(timezone.now())
    count = filtered(actor, query, today).count()
    if count > MOST_ROWS:
        sentence = _("筛选出 %(count)d 个场馆，一次最多导出 %(most)d 个。请先缩小范围，例如按县区分批导出。")
        messages.error(request, sentence % {"count": count, "most": MOST_ROWS})
        return HttpResponseRedirect(f"{reverse('workspace-venues')}?{address_of(query)}")
    # Written whole before the first byte is sent: what breaks off is an error, never half a list.
    stream = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_venues(stream, form, exported(actor, query, today, most=MOST_ROWS))
    stream.seek(0)
    name = f"{_('场馆')}-{today.isoformat()}.{form.value}"
    return FileResponse(  # type: ignore[return-value] # streams, as the others do not
        stream, as_attachment=True, filename=name, content_type=form.media_type
    )

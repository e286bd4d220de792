"""Information officers of villages and communities, for the offices."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.web.private import private_page
from core.crypto import Unreadable
from core.errors import DomainError
from core.masking import masked_phone
from core.web.paging import page_of
from venues.selectors.vocabulary import words
from volunteers.certifying import masked_name
from volunteers.models import InformationOfficer
from volunteers.permissions import may_see_volunteers
from volunteers.services.officers import add_officer, end_officer
from volunteers.web.told import Told
from volunteers.web.workspace.forms import line

A_PAGE = 50


class OfficerForm(Told):
    """An officer of a village or community."""

    county = forms.ChoiceField(label=gettext_lazy("县区"), widget=forms.Select(attrs={"class": "field"}))
    place = line(gettext_lazy("村或社区"), 60)
    name = line(gettext_lazy("姓名"), 40, autocomplete="off")
    phone = line(gettext_lazy("手机号"), 24, type="tel", autocomplete="off")

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data)
        field = self.fields["county"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (county.code, county.label)
            for county in words().choices()
            if actor.sees_all or county.code in actor.reviewer_of_counties
        ]


@private_page
@staff_page(may=may_see_volunteers)
@require_http_methods(["GET", "HEAD", "POST"])
def officers(request: HttpRequest) -> HttpResponse:
    """Who serves, by county, how many places they cover, and adding one."""
    actor = actor_of(request)
    form = OfficerForm(request.POST or None, actor=actor)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            add_officer(**form.cleaned_data, by=actor, now=timezone.now())
        except DomainError as refusal:
            status = form.refuse(refusal)
        else:
            messages.success(request, _("信息员已登记。"))
            return redirect("workspace-officers")
    kept = InformationOfficer.objects.kept_by(actor).serving()
    places = kept.order_by().values("county").annotate(n=Count("place", distinct=True)).order_by("county")
    regions = words().regions
    page = page_of(request, kept.select_related("county"), A_PAGE)
    context = {
        "form": form,
        "page": page,
        "rows": [_line(row) for row in page.object_list],
        "covered": [(regions[row["county"]].label, row["n"]) for row in places],
    }
    return render(request, "volunteers/workspace/officers.html", context, status=status)


def _line(row: InformationOfficer) -> dict[str, Any]:
    try:
        return {"officer": row, "name": masked_name(row.name or ""), "phone": masked_phone(row.phone or "")}
    except Unreadable:
        return {"officer": row, "name": "—", "phone": "—"}


@private_page
@staff_page(may=may_see_volunteers)
@require_POST
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """End an officer's service."""
    found = InformationOfficer.objects.kept_by(actor_of(request)).defer("name", "phone")
    officer = found.filter(public_id=public_id[:20]).first()
    if officer is None:
        raise Http404
    end_officer(officer_id=officer.pk, by=actor_of(request), now=timezone.now())
    messages.success(request, _("已结束，姓名和手机号已删除。"))
    return redirect("workspace-officers")

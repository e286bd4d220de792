"""Writing a year's targets: the city's by the office, a county's own by its office; taken over from another year."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.models import Campaign
from activities.web.private import private_page
from core.errors import DomainError
from insights.figures import FIGURES
from insights.models import Comparison, Target
from insights.selectors.targets import TYPED, year_to_copy
from insights.services.targets import TargetForm, can_keep_target, copy_targets, remove_target, save_target
from insights.sources import STATED
from venues.selectors.vocabulary import words
from volunteers.web.told import Told
from volunteers.web.workspace.forms import REQUIRED, line

SELECT: Any = {"widget": forms.Select(attrs={"class": "field"})}
COMPARISONS = (
    (Comparison.AT_LEAST.value, gettext_lazy("不少于（≥）")),
    (Comparison.MORE.value, gettext_lazy("超过（>）")),
)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "field"}, format="%Y-%m-%d")
    return forms.DateField(label=label, error_messages=REQUIRED, widget=widget)


class TargetFields(Told):
    """A target of a year."""

    name = line(gettext_lazy("名称"), 100)
    name_en = line(gettext_lazy("英文名称"), 200, required=False)
    figure = forms.ChoiceField(label=gettext_lazy("指标"), **SELECT)
    comparison = forms.ChoiceField(label=gettext_lazy("比较"), choices=COMPARISONS, **SELECT)
    value = forms.DecimalField(
        label=gettext_lazy("目标值"),
        max_digits=12,
        decimal_places=2,
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"class": "field", "inputmode": "decimal"}),
    )
    first = _day(gettext_lazy("自"))
    last = _day(gettext_lazy("至"))
    campaign_id = forms.TypedChoiceField(
        label=gettext_lazy("活动品牌"), required=False, coerce=int, empty_value=None, **SELECT
    )
    venue_kind = forms.ChoiceField(label=gettext_lazy("场馆类型"), required=False, **SELECT)
    county = forms.ChoiceField(label=gettext_lazy("谁的目标"), required=False, **SELECT)

    def __init__(self, *args: Any, year: int, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields
        figures = [(one.key, one.name) for one in FIGURES.values() if one.source is not STATED]
        chosen["figure"].choices = [*figures, (TYPED, _("填报的数（调查结果等，连同来源）"))]
        chosen["campaign_id"].choices = [("", _("全部")), *_campaigns(year)]
        chosen["venue_kind"].choices = [
            ("", _("全部")),
            *((kind.identifier, kind.label) for kind in words().kinds.values()),
        ]
        own = [(one.code, one.label) for one in words().choices() if can_keep_target(actor, one.code)]
        chosen["county"].choices = [*([("", _("全市"))] if actor.sees_all else []), *own]

    def stated(self) -> TargetForm:
        return TargetForm(**self.cleaned_data)


def _campaigns(year: int) -> list[tuple[int, str]]:
    return [(row.pk, row.label) for row in Campaign.objects.filter(plan=year).order_by("rank")]


def _initial(target: Target | None, year: int) -> dict[str, Any]:
    if target is None:
        return {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    names = "name name_en figure comparison value first last campaign_id venue_kind".split()
    return {name: getattr(target, name) for name in names} | {"county": target.county_id or ""}


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, year: int, target_id: int | None = None) -> HttpResponse:
    """A new target of a year, or a known one. Raises Http404 for one that is not the actor's."""
    actor = actor_of(request)
    target = Target.objects.filter(pk=target_id, plan=year).first() if target_id else None
    if (
        target_id and (target is None or not can_keep_target(actor, target.county_id or ""))
    ) or not 2015 <= year <= 2100:
        raise Http404
    form = TargetFields(request.POST or None, year=year, actor=actor, initial=_initial(target, year))
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            save_target(year=year, facts=form.stated(), by=actor, target_id=target_id)
        except DomainError as refusal:
            status = form.refuse(refusal)
        else:
            messages.success(request, _("目标已保存。"))
            return redirect(f"{reverse('workspace-targets')}?year={year}")
    return render(request, "insights/target_form.html", {"form": form, "year": year, "target": target}, status=status)


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_POST
def remove(request: HttpRequest, year: int, target_id: int) -> HttpResponse:
    """Take a target out. Raises Http404 for one that is not the actor's."""
    try:
        remove_target(target_id=target_id, by=actor_of(request))
    except DomainError:
        raise Http404 from None
    messages.success(request, _("目标已删除。"))
    return redirect(f"{reverse('workspace-targets')}?year={year}")


@private_page
@staff_page(may=lambda actor: actor.sees_all)
@require_POST
def copy(request: HttpRequest, year: int) -> HttpResponse:
    """Take the targets of the latest year before over into this one."""
    source = year_to_copy(year)
    if source is None:
        raise Http404
    try:
        added = copy_targets(from_year=source, to_year=year, by=actor_of(request))
    except DomainError as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("已从 %(year)d 年带入 %(n)d 个目标，请核对数值。") % {"year": source, "n": added})
    return redirect(f"{reverse('workspace-targets')}?year={year}")

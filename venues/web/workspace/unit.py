"""A unit as the office keeps it: what it is from which day, what it was, and into which unit it went."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Membership, Unit, UnitKind
from accounts.services import UnitSays, change_unit, merge_unit
from accounts.web.access import actor_of, staff_page
from core.clock import city_day
from core.errors import DomainError
from core.web.problems import status_of
from core.web.sure import asks_first
from venues.models import RegionLevel
from venues.selectors.units import unit_kinds
from venues.selectors.vocabulary import words
from venues.web.workspace.units import sees_all

SAID = ("name", "short_name", "name_en", "kind", "county_code")
CHOSEN = {RegionLevel.COUNTY, RegionLevel.FUNCTIONAL_ZONE}


class UnitForm(forms.Form):
    """What a unit is, and from which day; without a day what stands is corrected."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    short_name = forms.CharField(label=gettext_lazy("简称"), max_length=40, required=False)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("性质"))
    county_code = forms.ChoiceField(
        label=gettext_lazy("县区"), required=False, help_text=gettext_lazy("市直单位不选；管委会选它的功能区。")
    )
    since = forms.DateField(
        label=gettext_lazy("从哪一天起"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=gettext_lazy("改名、换县区要填：这一天以前的统计仍按原来的。只是原来写错了，就留空。"),
    )
    note = forms.CharField(
        label=gettext_lazy("依据"), max_length=200, required=False, help_text=gettext_lazy("例如机构改革文件的文号。")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = unit_kinds()
        regions = [(one.code, one.label) for one in words().choices() if one.level in CHOSEN]
        fields["county_code"].choices = [("", _("市直，不属于哪个县区")), *regions]
        for field in fields.values():
            field.widget.attrs |= {"class": "field"}

    def says(self) -> UnitSays:
        given = self.cleaned_data
        return UnitSays(**{name: given[name] for name in SAID if name != "kind"}, kind=UnitKind(given["kind"]))

    def show(self, error: DomainError) -> None:
        """Put a service's refusal where the person sees it."""
        if not error.fields:
            self.add_error(None, str(error.sentence))
        for name, sentences in error.fields.items():
            self.add_error(name if name in self.fields else None, [str(sentence) for sentence in sentences])


def _unit(public_id: str) -> Unit:
    """Raises Http404."""
    found = Unit.objects.select_related("successor").filter(public_id=public_id[:20]).first()
    if found is None:
        raise Http404
    return found


@staff_page(may=sees_all)
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a unit was and is; a POST changes it from a day on."""
    known, today = _unit(public_id), city_day(timezone.now())
    if request.method != "POST":
        initial = {name: getattr(known, name) for name in SAID}
        return _page(request, known, UnitForm(initial=initial))
    form = UnitForm(request.POST)
    if not form.is_valid():
        return _page(request, known, form, status=400)
    given = form.cleaned_data
    try:
        change_unit(
            unit_id=known.pk,
            says=form.says(),
            since=given["since"],
            note=given["note"],
            by=actor_of(request),
            today=today,
        )
    except DomainError as refusal:
        form.show(refusal)
        return _page(request, known, form, status=status_of(refusal))
    messages.success(request, _("已保存。"))
    return redirect("workspace-unit", known.public_id)


@staff_page(may=sees_all)
@require_POST
def merge(request: HttpRequest, public_id: str) -> HttpResponse:
    """State into which unit this one went, and when; an empty choice takes it back."""
    known = _unit(public_id)
    day = forms.DateField(required=False)
    into = Unit.objects.filter(public_id=request.POST.get("into", "")[:20]).values_list("pk", flat=True).first()
    try:
        on = day.clean(request.POST.get("on", ""))
        if into is not None and on is None:
            raise forms.ValidationError(_("请填写并入的日期。"))
        if into is not None and (asked := _asks_to_merge(request, known)):
            return asked
        merge_unit(unit_id=known.pk, into_id=into, on=on, by=actor_of(request), today=city_day(timezone.now()))
    except (DomainError, forms.ValidationError) as refusal:
        said = refusal.sentence if isinstance(refusal, DomainError) else " ".join(refusal.messages)
        messages.error(request, str(said))
    else:
        messages.success(request, _("已保存。"))
    return redirect("workspace-unit", known.public_id)


def _asks_to_merge(request: HttpRequest, known: Unit) -> HttpResponse | None:
    people = Membership.objects.filter(unit=known, until=None).count()
    return asks_first(
        request,
        title=_("把“%(unit)s”并入别的单位？") % {"unit": known.name},
        happens=[
            _("从那一天起，它的场馆、活动和统计都算在新的单位名下；以前的统计不变。"),
            _("现在属于它的账号有 %(n)d 个。") % {"n": people},
            _("填错了可以清空后再存，就撤回了。"),
        ],
        button=_("并入"),
        back=reverse("workspace-unit", args=[known.public_id]),
    )


def _page(request: HttpRequest, known: Unit, form: UnitForm, status: int = 200) -> HttpResponse:
    regions = words().regions
    known.refresh_from_db()
    context = {
        "unit": known,
        "form": form,
        "periods": [(one, regions.get(one.county_code)) for one in known.periods.all()],
        "others": Unit.objects.filter(successor=None).exclude(pk=known.pk).order_by("kind", "name"),
        "predecessors": known.predecessors.order_by("merged_on"),
    }
    return render(request, "venues/workspace/unit.html", context, status=status)

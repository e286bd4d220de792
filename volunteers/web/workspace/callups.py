"""Emergency call-ups of the office: who is asked, and who comes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.web.private import private_page
from core.errors import DomainError
from core.geo import LonLat, lonlat
from core.web.paging import page_of
from core.web.params import finite_number
from venues.models import Vocabulary
from venues.selectors.vocabulary import words
from volunteers.models import CallUp
from volunteers.selectors.teams import shown_name
from volunteers.services.callups import CallUpFacts, close_call_up, make_call_up
from volunteers.web.told import Told
from volunteers.web.workspace.forms import REQUIRED, line

A_PAGE = 30
MOST_SHOWN = 1000


def _office(actor: Actor) -> bool:
    return actor.sees_all


class CallUpForm(Told):
    """What is to be done where, and who is asked."""

    text = forms.CharField(
        label=gettext_lazy("要做什么"),
        max_length=300,
        error_messages=REQUIRED,
        widget=forms.Textarea(attrs={"class": "field", "rows": 3}),
    )
    place = line(gettext_lazy("集合地点"), 100)
    county = forms.ChoiceField(label=gettext_lazy("地点所在县区"), widget=forms.Select(attrs={"class": "field"}))
    position = line(
        gettext_lazy("地点的经度,纬度（WGS 84；不填按县区中心）"), 40, required=False, placeholder="109.42,24.33"
    )
    radius_km = forms.IntegerField(
        label=gettext_lazy("召集多少公里以内的县区"),
        initial=30,
        error_messages=REQUIRED,
        widget=forms.NumberInput(attrs={"class": "field", "inputmode": "numeric"}),
    )
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("需要的特长（不选则不限）"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        known = words()
        for name, choices in (
            ("county", [(county.code, county.label) for county in known.choices() if county.label_point]),
            ("skills", [(term.identifier, term.label) for term in known.terms[Vocabulary.VOLUNTEER_SKILL].values()]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean_position(self) -> LonLat | None:
        said = self.cleaned_data["position"].strip()
        if not said:
            return None
        numbers = [finite_number(part) for part in said.replace("，", ",").split(",", 2)]
        place = LonLat(*(float("nan") if n is None else n for n in numbers)) if len(numbers) == 2 else None
        if place is None or not place.is_on_earth():
            raise forms.ValidationError(_("要是两个数：经度,纬度，例如 109.42,24.33。"))
        return place

    def facts(self) -> CallUpFacts:
        """What was stated; the form is valid."""
        said = self.cleaned_data
        centre = words().regions[said["county"]].label_point
        assert centre is not None
        return CallUpFacts(
            text=said["text"],
            place=said["place"],
            place_at=said["position"] or lonlat(centre),
            radius_km=said["radius_km"],
            skills=tuple(said["skills"]),
        )

    def lines(self) -> list[forms.BoundField]:
        return [self[name] for name in ("text", "place", "county", "position", "radius_km")]


@private_page
@staff_page(may=_office)
@require_http_methods(["GET", "HEAD", "POST"])
def call_ups(request: HttpRequest) -> HttpResponse:
    """Call-ups so far, and the form of another."""
    form = CallUpForm(request.POST or None)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            made = make_call_up(facts=form.facts(), by=actor_of(request), now=timezone.now())
        except DomainError as refusal:
            status = form.refuse(refusal)
        else:
            messages.success(request, _("召集已发出，答复会出现在这里。"))
            return redirect("workspace-call-up", made.public_id)
    page = page_of(request, CallUp.objects.all(), A_PAGE)
    return render(request, "volunteers/workspace/call_ups.html", {"form": form, "page": page}, status=status)


def _found(public_id: str) -> CallUp:
    found = CallUp.objects.filter(public_id=public_id[:20]).first()
    if found is None:
        raise Http404
    return found


@private_page
@staff_page(may=_office)
@require_safe
def call_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who comes, who doesn't, and who has not answered; names whole, since somebody has to be met."""
    found = _found(public_id)
    rows: list[dict[str, Any]] = [
        {"answer": row, "name": shown_name(row.volunteer, whole=True)}
        for row in found.answers.select_related("volunteer__county").order_by("answered_at", "pk")[:MOST_SHOWN]
    ]
    known = words()
    context = {
        "call_up": found,
        "skills": [known.term(Vocabulary.VOLUNTEER_SKILL, skill) for skill in found.skills],
        "coming": [row for row in rows if row["answer"].comes],
        "not_coming": [row for row in rows if row["answer"].comes is False],
        "silent": [row for row in rows if row["answer"].comes is None],
    }
    return render(request, "volunteers/workspace/call_up.html", context)


@private_page
@staff_page(may=_office)
@require_POST
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """End a call-up."""
    close_call_up(call_up_id=_found(public_id).pk, by=actor_of(request), now=timezone.now())
    messages.success(request, _("召集已结束。"))
    return redirect("workspace-call-up", public_id)

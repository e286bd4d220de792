"""Courses of the units that an actor keeps, and who attended them."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Unit
from accounts.web.access import actor_of, staff_page
from activities.selectors.units import units_posted_for
from activities.web.private import private_page
from core.errors import DomainError
from core.web.paging import page_of
from volunteers.models import Course
from volunteers.selectors.teams import shown_name
from volunteers.services.training import record_attendance, save_course
from volunteers.web.told import Told
from volunteers.web.workspace.forms import REQUIRED, line

A_PAGE = 50


class CourseForm(Told):
    """A course of one of the actor's units."""

    title = line(gettext_lazy("名称"), 60)
    unit = forms.ChoiceField(label=gettext_lazy("单位"), widget=forms.Select(attrs={"class": "field"}))
    hours = forms.IntegerField(
        label=gettext_lazy("学时"), error_messages=REQUIRED, widget=forms.NumberInput(attrs={"class": "field"})
    )
    about = forms.CharField(
        label=gettext_lazy("内容"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"class": "field", "rows": 3}),
    )

    def __init__(self, data: Any = None, *, units: list[Unit], course: Course | None = None) -> None:
        first: dict[str, Any] = {}
        if course is not None:
            first = {"title": course.title, "unit": course.unit.public_id, "hours": course.hours, "about": course.about}
        super().__init__(data, initial=first)
        self.units = {unit.public_id: unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(unit.public_id, unit.name) for unit in units]


class AttendanceForm(Told):
    """Who attended on a day."""

    held_on = forms.DateField(
        label=gettext_lazy("日期"),
        error_messages=REQUIRED,
        widget=forms.DateInput(attrs={"type": "date", "class": "field"}, format="%Y-%m-%d"),
    )
    numbers = forms.CharField(
        label=gettext_lazy("志愿者编号，一行一个"),
        max_length=8000,
        error_messages=REQUIRED,
        widget=forms.Textarea(attrs={"class": "field", "rows": 5, "placeholder": "V2026…"}),
    )


@private_page
@staff_page
@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """The courses that the actor keeps."""
    rows = (
        Course.objects.kept_by(actor_of(request))
        .select_related("unit")
        .annotate(people=Count("attendances"))
        .order_by("title")
    )
    return render(request, "volunteers/workspace/courses.html", {"page": page_of(request, rows, A_PAGE)})


@private_page
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new course."""
    units = list(units_posted_for(actor_of(request)))
    form = CourseForm(request.POST or None, units=units)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = save_course(
                title=said["title"],
                about=said["about"],
                hours=said["hours"],
                unit_id=form.units[said["unit"]].pk,
                by=actor_of(request),
            )
        except DomainError as refusal:
            status = form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s”已保存。") % {"name": made.title})
            return redirect("workspace-course", made.public_id)
    return render(request, "volunteers/workspace/course_form.html", {"form": form}, status=status)


@private_page
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def course(request: HttpRequest, public_id: str) -> HttpResponse:
    """A course, who attended, and recording more."""
    actor, now = actor_of(request), timezone.now()
    found = Course.objects.kept_by(actor).select_related("unit").filter(public_id=public_id[:20]).first()
    if found is None:
        raise Http404
    form = AttendanceForm(request.POST or None)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        held_on: date = form.cleaned_data["held_on"]
        numbers = form.cleaned_data["numbers"].split()
        try:
            added, unknown = record_attendance(course_id=found.pk, numbers=numbers, held_on=held_on, by=actor, now=now)
        except DomainError as refusal:
            status = form.refuse(refusal)
        else:
            if not unknown:
                messages.success(request, _("已登记 %(n)d 人。") % {"n": added})
                return redirect("workspace-course", public_id)
            form.add_error(
                "numbers", _("没有这些编号的志愿者，都没有登记：%(numbers)s") % {"numbers": "、".join(unknown[:20])}
            )
    rows = page_of(request, found.attendances.select_related("volunteer"), A_PAGE)
    context = {
        "course": found,
        "form": form,
        "page": rows,
        "lines": [{"row": row, "name": shown_name(row.volunteer)} for row in rows.object_list],
    }
    return render(request, "volunteers/workspace/course.html", context, status=status)

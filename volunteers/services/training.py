"""Courses and who attended them."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.permissions import Actor
from activities.permissions import can_post_for
from core.clock import city_day
from core.errors import Invalid, NotAllowed, NotFound, Sentence
from volunteers.models import Attendance, Course, Volunteer

MOST_AT_ONCE = 300
LONGEST_TITLE = 60


@transaction.atomic
def save_course(*, title: str, about: str, hours: int, unit_id: int, by: Actor, course_id: int | None = None) -> Course:
    """Create or change a course. Raises Invalid by field, NotAllowed, NotFound."""
    course = _kept(course_id, by) if course_id is not None else Course()
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or not can_post_for(by, unit):
        raise NotAllowed("course_unit", _("您只能为本单位开课程。"))
    wrong: dict[str, list[Sentence]] = {}
    if not 2 <= len(title.strip()) <= LONGEST_TITLE:
        wrong["title"] = [_("名称要有 2 到 60 个字。")]
    elif Course.objects.filter(title=title.strip()).exclude(pk=course.pk or 0).exists():
        wrong["title"] = [_("已经有同名的课程。")]
    if not 1 <= hours <= 200:
        wrong["hours"] = [_("学时要是 1 到 200。")]
    if wrong:
        raise Invalid("course_invalid", next(iter(wrong.values()))[0], fields=wrong)
    course.title, course.about, course.hours, course.unit = title.strip(), about.strip(), hours, unit
    course.save()
    return course


def _kept(course_id: int, by: Actor) -> Course:
    found = Course.objects.kept_by(by).select_for_update(of=("self",)).filter(pk=course_id).first()
    if found is None:
        raise NotFound("course", _("没有找到这个课程。"))
    return found


@transaction.atomic
def record_attendance(
    *, course_id: int, numbers: Collection[str], held_on: date, by: Actor, now: datetime
) -> tuple[int, list[str]]:
    """Record who attended on a day of the city; how many are new, and the numbers that are nobody's.

    The same again adds nothing. Nothing is written while a number is wrong. Raises Invalid, NotFound.
    """
    course = _kept(course_id, by)
    wanted = list(dict.fromkeys(number.strip().upper() for number in numbers if number.strip()))
    if not wanted or len(wanted) > MOST_AT_ONCE:
        sentence = _("请填写 1 到 300 个志愿者编号，一行一个。")
        raise Invalid("attendance_numbers", sentence, fields={"numbers": [sentence]})
    if held_on > city_day(now):
        sentence = _("还没有举行的培训不能登记。")
        raise Invalid("attendance_day", sentence, fields={"held_on": [sentence]})
    known = dict(Volunteer.objects.active().filter(number__in=wanted).values_list("number", "pk"))
    unknown = [number for number in wanted if number not in known]
    if unknown:
        return 0, unknown
    before = course.attendances.count()
    Attendance.objects.bulk_create(
        [
            Attendance(
                course=course, volunteer_id=known[number], held_on=held_on, recorded_by_id=by.user_id, recorded_at=now
            )
            for number in wanted
        ],
        ignore_conflicts=True,
    )
    return course.attendances.count() - before, []

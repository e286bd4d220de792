import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.permissions import Actor
from core.audit import APPEND_ONLY
from core.fields import public_id_field
from volunteers.models.volunteer import Volunteer


class CourseQuerySet(models.QuerySet["Course"]):
    def kept_by(self, actor: Actor) -> "CourseQuerySet":
        """The courses of an actor's units or counties, or all."""
        if actor.sees_all:
            return self
        own = models.Q(unit__in=actor.organizer_of)
        return self.filter(
            own | models.Q(unit__county_code__in=actor.reviewer_of_counties) & ~models.Q(unit__county_code="")
        )


@pghistory.track()
class Course(models.Model):
    """培训课程 — what a unit trains volunteers in; a position may ask for it."""

    public_id = public_id_field()
    title = models.CharField(_("名称"), max_length=60, unique=True)
    about = models.CharField(_("内容"), max_length=500, blank=True)
    hours = models.PositiveSmallIntegerField(_("学时"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="courses", verbose_name=_("单位"))
    closed_at = models.DateTimeField(_("停办于"), null=True, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("培训课程")
        verbose_name_plural = _("培训课程")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """培训记录 — that a volunteer attended a course on a day of the city. Rows are added, never changed."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="attendances", verbose_name=_("课程"))
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, related_name="attendances", verbose_name=_("志愿者")
    )
    held_on = models.DateField(_("日期"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField(_("登记于"))

    class Meta:
        verbose_name = _("培训记录")
        verbose_name_plural = _("培训记录")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "volunteer", "held_on"], name="volunteers_attended_once")
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.course_id} {self.volunteer_id} {self.held_on}"

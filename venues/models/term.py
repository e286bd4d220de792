from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.language import in_language


class Vocabulary(StrEnum):
    """The small controlled lists that venues and activities refer to by identifier."""

    AUDIENCE = "audience"
    ACCESSIBILITY = "accessibility"
    ADMISSION = "admission"
    DESIGNATION_LEVEL = "designation_level"
    ACTIVITY_FORM = "activity_form"
    TOPIC = "topic"
    SETTING = "setting"
    JOINT_ACTION = "joint_action"
    VOLUNTEER_GROUP = "volunteer_group"
    VOLUNTEER_SKILL = "volunteer_skill"
    VOLUNTEER_LANGUAGE = "volunteer_language"


class Term(models.Model):
    """词条 — an entry of a controlled list of the reference data."""

    vocabulary = models.CharField(max_length=30)
    identifier = models.CharField(max_length=40)
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("词条")
        verbose_name_plural = _("词条")
        ordering = ["vocabulary", "rank"]
        constraints = [models.UniqueConstraint(fields=["vocabulary", "identifier"], name="venues_term_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)

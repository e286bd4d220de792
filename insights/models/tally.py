from django.db import models
from django.utils.translation import gettext_lazy as _


class Counted(models.Model):
    """Person-times of one audience at one session on one day of the city, by how they were obtained.

    `session_id` has no foreign key: the ledger's own keeps the session, and a check on each delta would
    cost what the tally is for.
    """

    session_id = models.BigIntegerField()
    day = models.DateField(_("日期"))
    audience = models.CharField(_("人群"), max_length=40)
    method = models.CharField(_("方式"), max_length=30)
    count = models.BigIntegerField(_("人次"))

    class Meta:
        abstract = True


class TallyDelta(Counted):
    """未归并的增量 — what a statement on the ledger has added: written by its trigger in the same transaction."""

    class Meta:
        verbose_name = _("统计增量")
        verbose_name_plural = _("统计增量")

    def __str__(self) -> str:
        return f"{self.session_id} {self.day} {self.count:+}"


class SessionTally(Counted):
    """场次统计 — folded deltas. What a reader is told is this and the deltas together, in one statement."""

    class Meta:
        verbose_name = _("场次统计")
        verbose_name_plural = _("场次统计")
        constraints = [
            models.UniqueConstraint(fields=["session_id", "day", "audience", "method"], name="insights_tally_once")
        ]
        indexes = [models.Index(fields=["day"], name="insights_tally_day")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.day} {self.count}"

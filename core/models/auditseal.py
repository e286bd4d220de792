from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditSeal(models.Model):
    """封存记录 — a link of the audit chain: a stretch of one history table's rows and their digest.

    `hash` covers this link and the one before, so that no row, and no link, can be altered, added
    or left out unseen; the head's hash also goes to the log, outside of the database.
    """

    source = models.CharField(_("表"), max_length=63)
    columns = ArrayField(models.CharField(max_length=63), verbose_name=_("列"))
    from_id = models.BigIntegerField(_("起"))
    to_id = models.BigIntegerField(_("止"))
    rows = models.IntegerField(_("行数"))
    digest = models.CharField(_("摘要"), max_length=64)
    sealed_at = models.DateTimeField(_("封存于"))
    hash = models.CharField(_("链值"), max_length=64)

    class Meta:
        verbose_name = _("封存记录")
        verbose_name_plural = _("封存记录")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "from_id"], name="core_seal_once"),
            models.CheckConstraint(condition=models.Q(to_id__gte=models.F("from_id")), name="core_seal_order"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.from_id}–{self.to_id}"

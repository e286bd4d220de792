from enum import StrEnum

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from core.fields import CodeField, public_id_field
from venues.models.venue import Venue


class RevisionState(StrEnum):
    """Where a change of a public venue stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    DISCARDED = "discarded"

    @property
    def label(self) -> object:
        return REVISION_STATE_LABELS[self]


REVISION_STATE_LABELS = {
    RevisionState.DRAFT: _("修改中"),
    RevisionState.SUBMITTED: _("待审核"),
    RevisionState.RETURNED: _("已退回"),
    RevisionState.ACCEPTED: _("已采纳"),
    RevisionState.DISCARDED: _("已放弃"),
}
OPEN_STATES = frozenset({RevisionState.DRAFT, RevisionState.SUBMITTED, RevisionState.RETURNED})


class RevisionQuerySet(models.QuerySet["VenueRevision"]):
    def open(self) -> "RevisionQuerySet":
        return self.filter(state__in=[state.value for state in OPEN_STATES])

    def kept_by(self, actor: Actor) -> "RevisionQuerySet":
        return self.filter(venue__in=Venue.objects.kept_by(actor))


@pghistory.track()
class VenueRevision(models.Model):
    """修改稿 — the working copy of a venue that the public can see; a venue has one open at most.

    `base` is what the venue said when the work began, `proposed` what it shall say, both facts as
    JSON (`venues.factsjson`). What is changed is where the two differ, so a fact that somebody
    else has corrected meanwhile is not undone.
    """

    public_id = public_id_field()
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="revisions", verbose_name=_("场馆"))
    state = CodeField(RevisionState, verbose_name=_("状态"), default=RevisionState.DRAFT)
    base = models.JSONField(_("原来"))
    proposed = models.JSONField(_("改为"))
    version = models.PositiveIntegerField(_("版本"), default=1)
    reason = models.CharField(_("退回理由"), max_length=500, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("修改人"),
    )
    created_at = models.DateTimeField(_("建立于"))
    updated_at = models.DateTimeField(_("更新于"))
    submitted_at = models.DateTimeField(_("提交于"), null=True, blank=True)
    decided_at = models.DateTimeField(_("办结于"), null=True, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("修改稿")
        verbose_name_plural = _("修改稿")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["venue"],
                condition=Q(state__in=["draft", "submitted", "returned"]),
                name="venues_one_open_revision",
            )
        ]
        indexes = [models.Index(fields=["submitted_at"], name="venues_revision_queue", condition=Q(state="submitted"))]

    def __str__(self) -> str:
        return f"{self.venue} · {self.state}"

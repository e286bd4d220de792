from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.language import in_language


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user_id: int | None) -> "NoticeQuerySet":
        """An account's; none of nobody's."""
        return self.none() if user_id is None else self.filter(user=user_id)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(models.Model):
    """通知 — a sentence for one account with the page where to act; no personal data of others in it.

    `key` tells what it is about: the same is not told to the same account twice.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", verbose_name=_("账号")
    )
    key = models.CharField(max_length=120)
    title = models.CharField(_("内容"), max_length=300)
    title_en = models.CharField(_("英文内容"), max_length=300)
    path = models.CharField(_("页面"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("已读于"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="accounts_notice_once")]
        indexes = [models.Index(fields=["user", "-created_at"], name="accounts_notice_of_user")]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """The sentence in the language of the moment."""
        return in_language(self.title, self.title_en)

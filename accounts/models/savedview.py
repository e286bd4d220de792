from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def of(self, user_id: int | None, page: str) -> "SavedViewQuerySet":
        """An account's views of one page, in the order in which they were kept."""
        return self.filter(user_id=user_id, page=page).order_by("pk")


class SavedView(models.Model):
    """常用视图 — filters and order of a table, kept by an account under a name.

    `page` is the table's code and `query` what stands behind the “?” of its address.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views", verbose_name=_("账号")
    )
    page = models.CharField(_("页面"), max_length=30)
    name = models.CharField(_("名称"), max_length=30)
    query = models.CharField(_("筛选"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("建立于"))

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("常用视图")
        verbose_name_plural = _("常用视图")
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="accounts_saved_view_once")]

    def __str__(self) -> str:
        return self.name

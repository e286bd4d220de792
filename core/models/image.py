from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import public_id_field


class StoredImage(models.Model):
    """照片文件 — a re-encoded photo in the storage, and its smaller sizes as they get ready.

    `key` is its path in the storage. `sizes` holds, by the size's name, its `key`, `width` and
    `height` in pixels. A row is written only after its file.
    """

    public_id = public_id_field()
    key = models.CharField(_("存放路径"), max_length=100, unique=True)
    width = models.PositiveIntegerField(_("宽度（像素）"))
    height = models.PositiveIntegerField(_("高度（像素）"))
    bytes = models.PositiveIntegerField(_("字节数"))
    sha256 = models.CharField(_("校验值"), max_length=64)
    sizes = models.JSONField(_("各种尺寸"), default=dict, blank=True)
    created_at = models.DateTimeField(_("上传于"), db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("上传人"),
    )

    class Meta:
        verbose_name = _("照片文件")
        verbose_name_plural = _("照片文件")

    def __str__(self) -> str:
        return self.public_id

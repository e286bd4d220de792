import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import StoredImage
from venues.models.venue import Venue


@pghistory.track()
class VenuePhoto(models.Model):
    """场馆照片 — a photo of a venue, with what it shows and who took it; the first by rank stands for the venue."""

    venue = models.ForeignKey(
        Venue, on_delete=models.CASCADE, related_name="photos", db_index=False, verbose_name=_("场馆")
    )
    image = models.ForeignKey(StoredImage, on_delete=models.PROTECT, related_name="+", verbose_name=_("照片文件"))
    caption = models.CharField(_("照片说明"), max_length=100, blank=True)
    credit = models.CharField(_("拍摄者或来源"), max_length=60, blank=True)
    rank = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = _("场馆照片")
        verbose_name_plural = _("场馆照片")
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["venue", "image"], name="venues_photo_once")]
        indexes = [models.Index(fields=["venue", "rank"], name="venues_photo_rank")]

    def __str__(self) -> str:
        return self.caption or str(self.venue)

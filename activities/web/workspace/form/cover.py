"""Step 6: the cover photo."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.facts import ActivityFacts
from venues.facts import GivenPhoto
from venues.web.workspace.form.photos import PhotosForm, photo_rows


class CoverForm(PhotosForm):
    """One photo for lists, the page and the poster; who took it is told in the caption."""

    decides = ("cover", "cover_caption")
    rows_class = photo_rows(1, credit=False)

    added = forms.FileField(
        label=_("封面照片"),
        required=False,
        help_text=_("一张横的照片最好：JPEG、PNG、WebP 或手机的 HEIC。照片里的拍摄地点等信息会去掉。"),
    )

    @staticmethod
    def photos_of(facts: ActivityFacts) -> tuple[GivenPhoto, ...]:
        return (GivenPhoto(facts.cover, facts.cover_caption),) if facts.cover else ()

    def said(self) -> dict[str, Any]:
        photos = super().said()["photos"]
        cover = photos[-1] if photos else GivenPhoto("")  # one that was added without scripts takes the place
        return {"cover": cover.image, "cover_caption": cover.caption}

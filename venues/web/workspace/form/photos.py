"""Step 5: photos, in their order, with what they show and who took them."""

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from core.errors import DomainError
from core.identifiers import is_public_id
from core.images import ImageSize, store_photo
from venues.facts import GivenPhoto
from venues.rules import LONGEST_CAPTION, LONGEST_CREDIT, MOST_PHOTOS
from venues.selectors.photos import image_for, photo_path
from venues.web.workspace.form.stepform import StepForm


class PhotoRow(forms.Form):
    """A photo that was uploaded already, by its identifier."""

    image = forms.CharField(widget=forms.HiddenInput, max_length=40)
    caption = forms.CharField(label=_("照片说明"), required=False, max_length=LONGEST_CAPTION)
    credit = forms.CharField(label=_("拍摄者或来源"), required=False, max_length=LONGEST_CREDIT)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in {"caption", "credit"} & self.fields.keys():
            self.fields[name].widget.attrs["class"] = "field"

    @property
    def url(self) -> str:
        """The address of the photo, for what may be one."""
        known = str(self["image"].value() or "")
        return photo_path(known, ImageSize.PAGE) if is_public_id(known) else ""


class PlainPhotoRow(PhotoRow):
    """A photo of which it is not asked who took it."""

    credit = None  # type: ignore[assignment]


def photo_rows(most: int, *, credit: bool = True) -> Any:
    """A formset class for up to `most` photos in their order."""
    return forms.formset_factory(
        PhotoRow if credit else PlainPhotoRow,
        extra=0,
        max_num=most,
        absolute_max=2 * most,
        validate_max=True,
        can_delete=True,
        can_order=True,
    )


class PhotosForm(StepForm):
    """The photos; without scripts one more comes along with the form itself."""

    decides: ClassVar[tuple[str, ...]] = ("photos",)
    rows_class = photo_rows(MOST_PHOTOS)

    added = forms.FileField(
        label=_("添加照片"),
        required=False,
        help_text=_("JPEG、PNG、WebP 或手机的 HEIC，最多 12 张。照片里的拍摄地点等信息会去掉。"),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        facts: Any,
        actor: Actor,
    ) -> None:
        super().__init__(data, files, facts=facts, actor=actor)
        stated = [{"image": one.image, "caption": one.caption, "credit": one.credit} for one in self.photos_of(facts)]
        self.rows = self.rows_class(data, prefix="photos", initial=stated)

    @staticmethod
    def photos_of(facts: Any) -> tuple[GivenPhoto, ...]:
        """The photos among the facts."""
        photos: tuple[GivenPhoto, ...] = facts.photos
        return photos

    def initial_of(self, facts: Any) -> dict[str, Any]:
        return {}

    def is_valid(self) -> bool:
        return super().is_valid() & bool(self.rows.is_valid())

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data.get("added")
        if given is not None:
            try:
                image = store_photo(given=given.file, by_user_id=self.actor.user_id, now=timezone.now())
            except DomainError as error:
                self.add_error("added", str(error.sentence))
            else:
                self.cleaned_data["stored"] = image.public_id
        if self.rows.is_valid() and not all(self._may_show(photo.image) for photo in self._stated()):
            self.add_error("added", _("有一张照片已经不在了，请重新上传。"))
        return self.cleaned_data

    def _may_show(self, public_id: str) -> bool:
        """What the venue shows already, or what the person may see."""
        if any(photo.image == public_id for photo in self.photos_of(self.before)):
            return True
        return is_public_id(public_id) and image_for(public_id, self.actor) is not None

    def _stated(self) -> list[GivenPhoto]:
        rows = [row.cleaned_data for row in self.rows.ordered_forms]
        return [GivenPhoto(row["image"], row["caption"], row.get("credit", "")) for row in rows]

    def said(self) -> dict[str, Any]:
        photos = self._stated()
        stored = self.cleaned_data.get("stored")
        if stored and all(photo.image != stored for photo in photos):
            photos.append(GivenPhoto(stored))
        return {"photos": tuple(photos)}

"""Photos of venues: who may see which, and how a page shows them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.permissions import Actor
from core.images import ImageSize, shown_measures
from core.models import StoredImage
from venues.facts import GivenPhoto
from venues.models import ErrorReport, Venue, VenuePhoto, VenueRevision


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo on a page; widths and heights are pixels."""

    urls: dict[str, str]
    widths: dict[str, int]
    width: int
    height: int
    alt: str
    caption: str
    credit: str


# Who else shows photos says to whom: of a photo, whether the actor may see it; None asks for everybody.
ShowQuestion = Callable[[str, Actor | None], bool]

_questions: list[ShowQuestion] = []


def register_showing(question: ShowQuestion) -> ShowQuestion:
    """Have a question asked before a photo is refused."""
    if question not in _questions:
        _questions.append(question)
    return question


def public_image(public_id: str) -> StoredImage | None:
    """A photo that everybody may see: a published venue shows it, or another app's page does."""
    shown = VenuePhoto.objects.filter(image__public_id=public_id, venue__in=Venue.objects.published())
    photo = shown.select_related("image").first()
    if photo is not None:
        return photo.image
    if any(question(public_id, None) for question in _questions):
        return StoredImage.objects.filter(public_id=public_id).first()
    return None


def image_for(public_id: str, actor: Actor) -> StoredImage | None:
    """A photo that an actor may see: their own, one of a venue they may see, or sent in for what they keep."""
    image = StoredImage.objects.filter(public_id=public_id).first()
    if image is None:
        return None
    if actor.user_id is not None and image.created_by_id == actor.user_id:
        return image
    if any(question(public_id, actor) for question in _questions):
        return image
    shown = VenuePhoto.objects.filter(image=image, venue__in=Venue.objects.visible_to(actor))
    proposed = VenueRevision.objects.open().kept_by(actor).filter(proposing(public_id))
    reported = ErrorReport.objects.kept_by(actor).filter(photo=image)
    return image if shown.exists() or (actor.is_staff and (proposed.exists() or reported.exists())) else None


def proposing(public_id: str) -> Q:
    """Revisions that propose a photo, or began with it."""
    member = [{"image": public_id}]
    return Q(proposed__photos__contains=member) | Q(base__photos__contains=member)


def photos_in_use(public_ids: Collection[str]) -> set[str]:
    """Of photos, those that a venue shows or an open revision proposes."""
    shown = VenuePhoto.objects.filter(image__public_id__in=public_ids).values_list("image__public_id", flat=True)
    found = set(shown)
    for revision in VenueRevision.objects.open().only("base", "proposed").iterator(chunk_size=200):
        stated = [*(revision.base.get("photos") or ()), *(revision.proposed.get("photos") or ())]
        found |= {photo["image"] for photo in stated} & set(public_ids)
    return found


def given_photos(venue: Venue) -> tuple[GivenPhoto, ...]:
    """A stored venue's photos as the facts that would state them again."""
    return photos_of([venue.pk]).get(venue.pk, ()) if venue.pk else ()


def photos_of(venue_ids: Collection[int]) -> dict[int, tuple[GivenPhoto, ...]]:
    """`given_photos` of many venues by one statement; those without are left out."""
    found: dict[int, tuple[GivenPhoto, ...]] = {}
    for row in VenuePhoto.objects.filter(venue__in=venue_ids).select_related("image"):
        found[row.venue_id] = (*found.get(row.venue_id, ()), GivenPhoto(row.image.public_id, row.caption, row.credit))
    return found


def shown_photos(venue: Venue) -> list[ShownPhoto]:
    """A venue's photos in their order; without a caption the venue's name stands in as the alternative text."""
    rows = venue.photos.select_related("image")
    return [shown_photo(row.image, name=venue.label, caption=row.caption, credit=row.credit) for row in rows]


def shown_photo(image: StoredImage, *, name: str, caption: str = "", credit: str = "") -> ShownPhoto:
    """A stored photo on a page; without a caption `name` stands in as the alternative text."""
    width, height = shown_measures(image, ImageSize.PAGE)
    return ShownPhoto(
        urls={size.value: photo_path(image.public_id, size) for size in ImageSize},
        widths={size.value: shown_measures(image, size)[0] for size in ImageSize},
        width=width,
        height=height,
        alt=caption or name,
        caption=caption,
        credit=credit,
    )


def photo_path(public_id: str, size: ImageSize) -> str:
    """The address of a photo within the site."""
    return reverse("photo", args=[public_id, size.value])


def stored_answer(image: StoredImage) -> dict[str, Any]:
    """What an upload is answered with."""
    width, height = shown_measures(image, ImageSize.PAGE)
    url = photo_path(image.public_id, ImageSize.PAGE)
    return {"id": image.public_id, "url": url, "width": width, "height": height}

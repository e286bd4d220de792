"""A venue's photos, as its facts state them."""

from django.utils.translation import gettext as _

from core.errors import Invalid
from core.models import StoredImage
from venues.facts import GivenPhoto, VenueFacts
from venues.models import Venue, VenuePhoto


def set_photos(venue: Venue, facts: VenueFacts) -> None:
    """Make a venue show exactly the photos stated, in that order; the caller holds its lock.

    Nothing is written where nothing differs. Raises Invalid for a photo that is not in the storage.
    """
    rows = {row.image.public_id: row for row in venue.photos.select_related("image")}
    stated = {photo.image for photo in facts.photos}
    # The lock keeps a photo from being swept while it is taken up.
    images = StoredImage.objects.select_for_update(no_key=True).in_bulk(stated - set(rows), field_name="public_id")
    for public_id in set(rows) - stated:
        rows[public_id].delete()
    for rank, photo in enumerate(facts.photos):
        row = rows.get(photo.image) or VenuePhoto(venue=venue, image=_image(images, photo))
        if row.pk is None or (row.caption, row.credit, row.rank) != (photo.caption, photo.credit, rank):
            row.caption, row.credit, row.rank = photo.caption, photo.credit, rank
            row.save()


def _image(images: dict[str, StoredImage], photo: GivenPhoto) -> StoredImage:
    image = images.get(photo.image)
    if image is None:
        sentence = _("有一张照片已经不在了，请重新上传。")
        raise Invalid("venue_invalid", sentence, fields={"photos": [sentence]})
    return image

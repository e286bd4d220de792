"""Photos of activities: which are in use, and who may see them."""

from collections.abc import Collection

from accounts.permissions import Actor
from activities.models import Activity, CheckIn, ResultPhoto, ResultState

OF_PAPER = "photo:"  # how the ledger names a list's photo


def photos_of_activities(public_ids: Collection[str]) -> set[str]:
    """Of photos, those that an activity or a session's results show."""
    covers = Activity.objects.filter(cover__public_id__in=public_ids).values_list("cover__public_id", flat=True)
    photos = ResultPhoto.objects.filter(image__public_id__in=public_ids).values_list("image__public_id", flat=True)
    return set(covers) | set(photos) | _papers(public_ids)


def _papers(public_ids: Collection[str]) -> set[str]:
    """Of photos, those of lists that were entered."""
    named = [f"{OF_PAPER}{public_id}" for public_id in public_ids]
    found = CheckIn.objects.filter(evidence__in=named).exclude(evidence="").values_list("evidence", flat=True)
    return {evidence.removeprefix(OF_PAPER) for evidence in found.distinct()}


def shows_photo(public_id: str, actor: Actor | None) -> bool:
    """Whether an actor sees a photo with an activity; None asks for everybody.

    A list on paper is for the activity's keepers alone. A cover goes with its activity.
    Photos of results are public once the results are confirmed.
    """
    photos = ResultPhoto.objects.filter(image__public_id=public_id)
    if actor is None:
        public = Activity.objects.public()
        confirmed = photos.filter(result__state=ResultState.CONFIRMED, result__session__activity__in=public)
        return public.filter(cover__public_id=public_id).exists() or confirmed.exists()
    kept = Activity.objects.kept_by(actor)
    lists = CheckIn.objects.filter(evidence=f"{OF_PAPER}{public_id}", session__activity__in=kept).exclude(evidence="")
    return (
        kept.filter(cover__public_id=public_id).exists()
        or photos.filter(result__session__activity__in=kept).exists()
        or lists.exists()
    )

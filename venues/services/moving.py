"""What takes place at a venue follows when its place is corrected.

An app registers with `follows_move` what it has to move, and is called in the writing's own transaction with
the venues whose point, county, zone or township differ, as they are now.
"""

from collections.abc import Callable, Sequence

from venues.models import Venue

PLACE = frozenset({"point", "county_id", "zone_id", "township_id"})
Follower = Callable[[Sequence[Venue]], None]
_followers: list[Follower] = []


def follows_move(follower: Follower) -> Follower:
    """Register what is called with venues that were moved. Twice is once."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def tell_followers(venues: Sequence[Venue]) -> None:
    """Let everything follow the venues."""
    if venues:
        for follower in _followers:
            follower(venues)

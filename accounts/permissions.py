"""The vocabulary of permissions: what a person is, asked in one place.

`Actor` is read once a request and then knows without queries; permission functions of the
apps take it and the thing, and never see a request.
"""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AnonymousUser

from accounts.models import Membership, Role, User


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the account and its roles of the day."""

    user_id: int | None = None
    is_administrator: bool = False
    is_office: bool = False
    organizer_of: frozenset[int] = field(default_factory=frozenset)
    reviewer_of_counties: frozenset[str] = field(default_factory=frozenset)
    publishes_for: frozenset[int] = field(default_factory=frozenset)  # units that need no review

    @property
    def is_staff(self) -> bool:
        """Whether the account can change what others rely on: a second factor is due."""
        return bool(self.is_administrator or self.is_office or self.organizer_of or self.reviewer_of_counties)

    @property
    def reviews(self) -> bool:
        """Whether the account decides on what others submit."""
        return self.sees_all or bool(self.reviewer_of_counties)

    @property
    def sees_all(self) -> bool:
        return self.is_administrator or self.is_office


VISITOR = Actor()


def actor_for(user: User | AnonymousUser, day: date) -> Actor:
    """The actor that an account is on a day of the city; one query."""
    if not isinstance(user, User) or not user.is_active:
        return VISITOR
    held = list(Membership.objects.on(day).filter(user=user).select_related("unit"))
    return Actor(
        user_id=user.pk,
        is_administrator=user.is_superuser,
        is_office=any(membership.role == Role.OFFICE for membership in held),
        organizer_of=frozenset(m.unit_id for m in held if m.role == Role.ORGANIZER),
        publishes_for=frozenset(m.unit_id for m in held if m.role == Role.ORGANIZER and m.unit.publishes_itself),
        reviewer_of_counties=frozenset(
            m.unit.county_code for m in held if m.role == Role.COUNTY_REVIEWER and m.unit.county_code
        ),
    )


# Commands and tasks that act for the product itself.
SYSTEM = Actor(is_administrator=True)

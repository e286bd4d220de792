from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, Unit, UnitKind, User
from accounts.permissions import SYSTEM
from accounts.services import give_role
from activities.models import Activity
from core.history import attributed
from portal.demonstration.tour import make_demonstration_tour
from portal.demonstration.volunteers import show_volunteers
from portal.demonstration.workspace import show_activities, show_work_in_the_workspace
from venues.models import Region, VenueStatus
from volunteers.models import Volunteer

# Published with the product, so they exist only where the setting allows and waive the second factor.
PASSWORD = "sciencemap-demo"  # noqa: S105
SINCE = date(2020, 1, 1)
LOGINS = (
    ("demo-admin", "演示管理员", None),
    ("demo-office", "演示办公室", Role.OFFICE),
    ("demo-county", "演示县区审核员", Role.COUNTY_REVIEWER),
    ("demo-organizer", "演示组织者", Role.ORGANIZER),
    ("demo-member", "演示会员", None),
)


class Command(BaseCommand):
    """Makes the demonstration accounts of a development server, one for each role, and a caravan's tour."""

    help = "Create the demonstration accounts and a caravan's tour (never in production); --show prints the logins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--show", action="store_true", help="print the logins that exist, create none")

    @transaction.atomic
    def handle(self, *, show: bool, **_: Any) -> None:
        if not settings.DEMONSTRATION_ACCOUNTS:
            if show:
                return
            raise CommandError("demonstration accounts are not allowed here (DEMONSTRATION_ACCOUNTS)")
        if not show:
            with attributed(command="load_demo"):
                for username, name, role in LOGINS:
                    self._make(username, name, role)
                self._fill(timezone.now())
                make_demonstration_tour(unit=self._unit(Role.ORGANIZER))
        existing = set(User.objects.filter(is_demonstration=True).values_list("username", flat=True))
        for username, name, _role in LOGINS:
            if username in existing:
                self.stdout.write(f"{username} / {PASSWORD}  ({name})")

    def _make(self, username: str, name: str, role: Role | None) -> None:
        administrator = username == "demo-admin"
        user, created = User.objects.get_or_create(
            username=username,
            defaults={
                "name": name,
                "email": f"{username}@example.org",
                "is_demonstration": True,
                "is_staff": administrator,
                "is_superuser": administrator,
            },
        )
        if created:
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
        if role is not None:
            give_role(user=user, unit=self._unit(role), role=role, since=SINCE, by=SYSTEM)

    def _unit(self, role: Role) -> Unit:
        """A unit in which the role makes sense: a county office for its reviewer, one with venues for an organizer."""
        if role == Role.COUNTY_REVIEWER:
            units = Unit.objects.filter(kind=UnitKind.COUNTY_OFFICE)
        elif role == Role.ORGANIZER:  # one with something to keep
            units = Unit.objects.filter(venues__status=VenueStatus.PUBLISHED, venues__is_demonstration=False).distinct()
        else:
            units = Unit.objects.filter(kind=UnitKind.LEADING_GROUP_MEMBER)
        unit = units.order_by("pk").first()
        if unit is None:
            raise CommandError("load_reference must run first: there are no units yet")
        return unit

    def _fill(self, now: datetime) -> None:
        """Work for the accounts and activities for the calendar, once."""
        unit = self._unit(Role.ORGANIZER)
        if not Activity.objects.filter(is_demonstration=True).exists():
            show_work_in_the_workspace(unit=unit, now=now)
            show_activities(unit=unit, now=now)
        if not Volunteer.objects.filter(is_demonstration=True).exists():
            activities = Activity.objects.filter(is_demonstration=True, sessions__starts_at__gt=now + timedelta(days=1))
            member = User.objects.get(username="demo-member")
            county = Region.objects.counties().order_by("rank")[0].code
            show_volunteers(unit=unit, activities=list(activities), member=member, county=county, now=now)

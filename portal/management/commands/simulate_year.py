from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Actor
from activities.models import Activity, PlanYear
from activities.services.takingover import take_over_activities
from core.history import attributed
from insights.services.publishing import publish_figures
from insights.services.settlements import save_settlement
from insights.services.tally import fold_deltas
from portal.demonstration.year import ground_of, past_activities, settlements_of
from portal.demonstration.yearpeople import past_positions, past_volunteers
from volunteers.services.takingover import take_over_service, take_over_volunteers


class Command(BaseCommand):
    """Makes a believable year of demonstration data; once for each year."""

    help = "Fill a planned year with demonstration activities, check-ins, results and service (never in production)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, default=2020, help="a year with a plan (default 2020)")
        parser.add_argument("--seed", type=int, default=1, help="the same year and seed make the same figures")

    @transaction.atomic
    def handle(self, *, year: int, seed: int, **_: Any) -> None:
        if not settings.DEMONSTRATION_ACCOUNTS:
            raise CommandError("demonstration data is not allowed here (DEMONSTRATION_ACCOUNTS)")
        if not PlanYear.objects.filter(year=year).exists():
            raise CommandError(f"there is no plan of {year}: load_reference brings that of the city's reference data")
        if Activity.objects.filter(reference__startswith=f"demonstration-{year}-").exists():
            self.stdout.write(f"the demonstration year {year} is there already")
            return
        office, second = (self._account(name) for name in ("demo-office", "demo-organizer"))
        with attributed(command="simulate_year"):
            self._make(year, Random(seed), Actor(user_id=office.pk, is_office=True), second)  # noqa: S311

    def _account(self, name: str) -> User:
        found = User.objects.filter(username=name).first()
        if found is None:
            raise CommandError("load_demo must run first: it makes the accounts that confirm")
        return found

    def _make(self, year: int, random: Random, by: Actor, second: User) -> None:
        now = timezone.now()
        ground = ground_of(year, random)
        items = past_activities(year, random, ground, now)
        activities = take_over_activities(items=items, by=by, now=now)
        for facts in settlements_of(ground, random):
            save_settlement(facts=facts, by=by)
        people = past_volunteers(year, random)
        volunteers = take_over_volunteers(items=people, by=by, is_demonstration=True, below=random.randrange)
        positions = past_positions(activities, volunteers, random, now)
        served = take_over_service(positions=positions, proposed_by=second.pk, by=by, now=now)
        fold_deltas()
        publish_figures(now=now, all_years=True)
        self.stdout.write(f"activities: {len(activities)}, volunteers: {len(volunteers)}, records of service: {served}")

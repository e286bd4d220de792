from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.permissions import SYSTEM
from accounts.reference import read_units
from accounts.selectors.unitnames import units_by_name
from accounts.services import save_units
from activities.models import Session
from activities.reference import read_plans
from activities.services.plan import save_plan
from activities.services.rural import renew_rural
from core.history import attributed
from core.reference import reference_folder
from insights.reference import read_targets
from insights.services.targets import save_targets
from venues.facts import VenueToSave
from venues.models import Region, SpecialDay, Venue
from venues.reference import read_boundaries, read_special_days, read_venues, read_vocabulary
from venues.services import save_rows, save_venues, set_boundaries, set_special_days


class Command(BaseCommand):
    """Loads the city's folder of reference data. Repeating it changes nothing."""

    help = "Load regions, kinds, units, special days and venues of the city that SCIENCEMAP_CITY names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--without-demonstration", action="store_true", help="leave out the entries marked as demonstration"
        )
        parser.add_argument(
            "--refresh",
            action="store_true",
            help="load boundaries again although all regions have theirs, and special days of years that have some",
        )

    @transaction.atomic
    def handle(self, *, without_demonstration: bool, refresh: bool, **_: Any) -> None:
        with attributed(command="load_reference"):
            self._load(without_demonstration=without_demonstration, refresh=refresh)

    def _load(self, *, without_demonstration: bool, refresh: bool) -> None:
        folder = reference_folder()
        for model, rows in read_vocabulary(folder):
            changed = save_rows(model=model, rows=rows, by=SYSTEM)
            self._tell(str(model._meta.verbose_name_plural), len(rows), changed)
            if changed and model is Region:  # a township may have been marked as town or country
                self._tell("sessions' ground", Session.objects.count(), renew_rural(Session.objects.all()))
        units = read_units(folder)
        self._tell("units", len(units), save_units(units=units, by=SYSTEM))
        if refresh or Region.objects.bounded().filter(boundary=None).exists():
            self._tell("boundaries", set_boundaries(boundaries=read_boundaries(), by=SYSTEM), None)
        # A year that somebody keeps in the admin is theirs.
        kept = set() if refresh else {day.year for day in SpecialDay.objects.values_list("date", flat=True)}
        days = {day: info for day, info in read_special_days(folder).items() if day.year not in kept}
        self._tell("special days", len(days), set_special_days(days=days, by=SYSTEM))
        self._venues(without_demonstration)
        plans = read_plans(folder)
        self._tell("plans", len(plans), sum(save_plan(plan=plan, by=SYSTEM) for plan in plans))
        targets = read_targets(folder)
        self._tell("targets", len(targets), save_targets(targets=targets, by=SYSTEM))

    def _venues(self, without_demonstration: bool) -> None:
        operators = units_by_name()
        known = dict(Venue.objects.exclude(reference=None).values_list("reference", "pk"))
        stated = [
            facts
            for facts in read_venues(reference_folder(), operators)
            if not (without_demonstration and facts.is_demonstration)
        ]
        # A venue that is here already belongs to the people who keep it.
        new = [VenueToSave(facts) for facts in stated if facts.reference not in known]
        save_venues(items=new, by=SYSTEM, now=timezone.now())
        self._tell("venues", len(stated), len(new))

    def _tell(self, what: str, rows: int, changed: int | None) -> None:
        self.stdout.write(f"{what}: {rows}" + ("" if changed is None else f", changed {changed}"))

"""A believable year, made up and marked as such: the same for the same year and seed.

It goes in by the services for taking over what was held before, so that each rule of the ledger, of results
and of service holds for it as for what people enter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from accounts.models import Unit, UnitKind
from activities.facts import ActivityFacts, RegistrationFacts, RegistrationMode, SessionFacts, Where
from activities.models import Campaign, Method, ResultState, Task
from activities.past import PastActivity, PastCrowd, PastParty, PastResult, PastSession
from activities.results import Count, ResultFacts
from core.clock import day_start
from core.geo import LonLat
from insights.models import SettlementKind
from insights.services.settlements import SettlementFacts
from portal.demonstration.yearwords import ABOUT, SORTS, Sort
from venues.facts import GivenPlace
from venues.models import Region, Venue

ACTIVITIES = 900
PERSON_TIMES = 660_000  # of which nine tenths are confirmed
BY_ITSELF = {Method.TICKET, Method.SCREEN, Method.PAPER}  # counted on site, beside what is reported
MARK, MARK_EN = "演示·", "Demonstration · "
VILLAGES = 10  # of a county
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the year takes place on."""

    units: Sequence[Unit]
    counties: Sequence[Region]
    venues: Sequence[Venue]
    campaigns: dict[str, Campaign]
    tasks: Sequence[Task]
    villages: dict[str, list[Where]]  # by the county's code


def ground_of(year: int, random: Random) -> Ground:
    """Units, counties, venues and plan as they are here; villages are made up within the counties' outlines."""
    counties = list(Region.objects.counties().exclude(boundary=None).order_by("code"))
    kinds = [UnitKind.LEADING_GROUP_MEMBER, UnitKind.COUNTY_OFFICE, UnitKind.VENUE_OPERATOR]
    tasks = Task.objects.filter(project__plan=year).select_related("project").order_by("project__number", "number")
    return Ground(
        units=list(Unit.objects.filter(kind__in=kinds).order_by("kind", "name")),
        counties=counties,
        venues=list(Venue.objects.published().exclude(point=None).order_by("reference", "pk")),
        campaigns={row.identifier: row for row in Campaign.objects.filter(plan=year).order_by("rank")},
        tasks=list(tasks),
        villages={county.code: _villages(county, random) for county in counties},
    )


def _villages(county: Region, random: Random) -> list[Where]:
    assert county.boundary is not None and county.label_point is not None
    west, south, east, north = county.boundary.extent
    found: list[Where] = []
    while len(found) < VILLAGES:
        # Squeezed towards the label, which lies inside.
        part = 0.15 + 0.6 * random.random()
        lon = county.label_point.x + part * (random.uniform(west, east) - county.label_point.x)
        lat = county.label_point.y + part * (random.uniform(south, north) - county.label_point.y)
        place = LonLat(round(lon, 5), round(lat, 5))
        if county.boundary.covers(county.label_point.__class__(place.lon, place.lat, srid=4326)):
            name = f"演示村 {county.short_name}{len(found) + 1} 号"
            found.append(Where(name=name, address="演示地址", given=GivenPlace(place)))
    return found


def _whole(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def settlements_of(ground: Ground, random: Random) -> list[SettlementFacts]:
    """The made-up villages as places to be reached; of some neither position nor population is known."""
    found = []
    for code, villages in ground.villages.items():
        for n, village in enumerate(villages):
            known = random.random() < 0.9
            found.append(
                SettlementFacts(
                    kind=SettlementKind.SCHOOL if n == 0 else SettlementKind.VILLAGE,
                    name=village.name,
                    county=code,
                    given=village.given if random.random() < 0.97 else None,
                    population=round(random.lognormvariate(7.6, 0.5)) if known else None,
                    source="演示数据",
                    is_demonstration=True,
                )
            )
    return found


def past_activities(year: int, random: Random, ground: Ground, now: datetime) -> list[PastActivity]:
    """The year's activities; 人次 on site come to about PERSON_TIMES."""
    sorts = random.choices(SORTS, weights=[sort.share for sort in SORTS], k=ACTIVITIES)
    drafts = [_Draft(n, sort, year, random, ground) for n, sort in enumerate(sorts, 1)]
    fixed = sum(sum(d.people) for d in drafts if d.sort.counted in BY_ITSELF)
    counted = sum(sum(d.people) for d in drafts if d.sort.counted is Method.HEADCOUNT)
    for draft in drafts:
        if draft.sort.counted is Method.HEADCOUNT:
            draft.people = [max(3, round(n * (PERSON_TIMES - fixed) / counted)) for n in draft.people]
    return [draft.made(now) for draft in drafts]


class _Draft:
    """One activity while its numbers are still being weighed against the others'."""

    def __init__(self, n: int, sort: Sort, year: int, random: Random, ground: Ground) -> None:
        self.n, self.sort, self.year, self.random, self.ground = n, sort, year, random, ground
        self.unit = random.choice(ground.units)
        codes = {county.code: county for county in ground.counties}
        self.county = codes.get(self.unit.county_code) or random.choice(ground.counties)
        # A functional zone lies on a county's ground and is named besides.
        self.zone = "" if self.unit.county_code in codes else self.unit.county_code
        self.campaigns = [ground.campaigns[key] for key in sort.campaigns if key in ground.campaigns]
        self.campaigns = self.campaigns if random.random() < 0.35 else self.campaigns[:1]
        self.days = self._days(random.choice(sort.sessions))
        self.people = [max(3, round(sort.people * random.lognormvariate(0, 0.45))) for _day in self.days]
        self.hours = random.choice(sort.hours)
        self.first_hour = random.choice((9, 9, 10, 14, 15))

    def _days(self, sessions: int) -> list[date]:
        first = max([row.starts_on for row in self.campaigns], default=date(self.year, 1, 1))
        last = min([row.ends_on for row in self.campaigns], default=date(self.year, 12, 31))
        if first > last:  # two brands whose windows do not meet
            self.campaigns = self.campaigns[:1]
            first, last = self.campaigns[0].starts_on, self.campaigns[0].ends_on
        first = max(first, date(self.year, 1, 6))
        day = first + timedelta(days=self.random.randrange((last - first).days + 1))
        if day.weekday() < 4 and self.random.random() < 0.5:
            day += timedelta(days=5 - day.weekday())
        day = min(day, last)
        return [min(day + timedelta(days=7 * k), last) for k in range(sessions)] if sessions > 1 else [day]

    def made(self, now: datetime) -> PastActivity:
        random, sort = self.random, self.sort
        topic, title, title_en = random.choice(ABOUT[sort.form])
        sessions = [self._session(day, place) for place, day in enumerate(self.days)]
        rural = sort.setting == "village"
        others = [unit.pk for unit in random.sample(self.ground.units, k=3) if unit.pk != self.unit.pk]
        serving = [task.pk for task in self.ground.tasks if task.project.number == sort.project]
        # A brand that the plan makes a task of has that task's window.
        windows = {(row.starts_on, row.ends_on) for row in self.campaigns} - {_whole(self.year)}
        branded = [task.pk for task in self.ground.tasks if (task.starts_on, task.ends_on) in windows]
        facts = ActivityFacts(
            title=f"{MARK}{title} {self.n:03d}",
            title_en=f"{MARK_EN}{title_en} {self.n:03d}",
            summary="演示数据，用来展示系统功能，没有真的举行。",
            summary_en="A demonstration: it shows what the system does and did not take place.",
            unit_id=self.unit.pk,
            co_unit_ids=tuple(others[: random.choice((0, 0, 1, 2))]),
            campaign_ids=tuple(row.pk for row in self.campaigns),
            task_ids=tuple({*branded, *random.sample(serving, k=min(len(serving), random.choice((1, 1, 2))))}),
            joint_action=sort.joint_action if "bagui" in sort.campaigns else "",
            form=sort.form,
            topics=(topic,),
            audiences=sort.audiences,
            setting=sort.setting,
            rural_stated=rural,
            rural_reason="演示数据",
            online=sort.form == "online",
            where=self._where(),
            registration=RegistrationFacts(
                mode=RegistrationMode.OPEN if sort.counted is Method.TICKET else RegistrationMode.NONE
            ),
            sessions=tuple(sessions),
            reference=f"demonstration-{self.year}-{self.n:04d}",
            is_demonstration=True,
        )
        published = day_start(min(self.days)) - timedelta(days=random.randrange(5, 25)) + 10 * HOUR
        came = tuple(self._came(session, n, now) for session, n in zip(sessions, self.people, strict=True))
        return PastActivity(facts, published, came)

    def _session(self, day: date, place: int) -> SessionFacts:
        starts = day_start(day) + (self.first_hour + place % 2) * HOUR
        capacity = self.people[place] + 20 if self.sort.counted is Method.TICKET else None
        return SessionFacts(starts, starts + self.hours * HOUR, capacity=capacity)

    def _where(self) -> Where:
        if self.sort.form == "online":
            return Where()
        if self.sort.kinds:
            fitting = [venue for venue in self.ground.venues if venue.kind_id in self.sort.kinds]
            near = [venue for venue in fitting if venue.county_id == self.county.code] or fitting
            if near:
                return Where(venue_id=self.random.choice(near).pk)
        if self.sort.setting in {"village", "school"}:
            return replace(self.random.choice(self.ground.villages[self.county.code]), zone=self.zone)
        here = [venue for venue in self.ground.venues if venue.county_id == self.county.code]
        return Where(venue_id=self.random.choice(here or self.ground.venues).pk)

    def _came(self, session: SessionFacts, people: int, now: datetime) -> PastSession:
        if session.ends_at > now:
            return PastSession()
        if self.sort.counted is Method.TICKET:
            return PastSession(parties=self._parties(session, people))
        if self.sort.counted in BY_ITSELF:
            return PastSession(crowds=self._crowds(session, people))
        return PastSession(result=self._result(session, people, now))

    def _moment(self, session: SessionFacts) -> datetime:
        return session.starts_at + timedelta(seconds=self.random.randrange(-900, 3600))

    def _parties(self, session: SessionFacts, people: int) -> tuple[PastParty, ...]:
        parties: list[PastParty] = []
        while people > 0:
            size = min(people, self.random.choice((1, 1, 2, 2, 3, 4)))
            came = self._moment(session) if self.random.random() < 0.9 else None
            parties.append(PastParty(size, self.random.choice(self.sort.audiences), came))
            people -= size
        return tuple(parties)

    def _crowds(self, session: SessionFacts, people: int) -> tuple[PastCrowd, ...]:
        if self.sort.counted is Method.SCREEN:
            return tuple(
                PastCrowd(1, self.random.choice(self.sort.audiences), Method.SCREEN, self._moment(session))
                for _one in range(people)
            )
        return tuple(PastCrowd(n, who, Method.PAPER, session.starts_at) for who, n in self._split(people))

    def _split(self, people: int) -> list[tuple[str, int]]:
        """So many people by audience; the first one is the most."""
        rest, split = people, []
        for who in self.sort.audiences[1:]:
            part = round(people * self.random.uniform(0.1, 0.3))
            split.append((who, part))
            rest -= part
        return [(who, n) for who, n in [(self.sort.audiences[0], rest), *split] if n > 0]

    def _result(self, session: SessionFacts, people: int, now: datetime) -> PastResult | None:
        """Most are reported within days, some late, some sent back, some not at all; a few are suspiciously round."""
        chance = self.random.random()
        if chance < 0.05:
            return None
        state, reason = ResultState.CONFIRMED, ""
        if chance < 0.09:
            state = ResultState.REPORTED
        elif chance < 0.11:
            state, reason = ResultState.SENT_BACK, "人次和照片对不上，请核对。"
        people = max(1000, round(people, -3)) if chance > 0.97 else people
        days = self.random.choice((1, 1, 2, 3, 5, 8, 40))
        reported = min(session.ends_at + timedelta(days=days), now)
        online = self.sort.counted is Method.ONLINE
        counts = tuple(Count(who, n, online) for who, n in self._split(people))
        return PastResult(ResultFacts(counts, "按计划举行（演示数据）。"), state, reported, reason)

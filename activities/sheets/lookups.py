"""What a sheet's cells refer to, found in a few queries however many rows there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.models import Activity, Campaign, PlanYear, Task
from activities.sheets.entries import Entry
from core.clock import city_day
from venues.models import Venue
from venues.sheets.cells import CLEAR, LIST_MARKS, plain
from venues.sheets.rows import StatedRow


def find_activities(entries: Sequence[Entry], by: Actor, *, lock: bool) -> None:
    """The activity of each entry by its own number or the external one; locked until the transaction ends."""
    own = {entry.first.text("id") for entry in entries} - {""}
    references = {entry.first.text("reference") for entry in entries} - {""}
    found = Activity.objects.filter(Q(public_id__in=own) | Q(reference__in=references)).order_by("pk")
    found = found.select_related("unit", "cover").prefetch_related("sessions")
    rows = list(found.select_for_update(of=("self",)) if lock else found)
    kept = set(Activity.objects.kept_by(by).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    by_id = {row.public_id: row for row in rows}
    by_reference = {row.reference: row for row in rows}
    first_of: dict[int, int] = {}
    for entry in entries:
        first, reference = entry.first, entry.first.text("reference")
        named = by_id.get(first.text("id"))
        same = by_reference.get(reference) if reference else None
        if first.text("id") and named is None:
            first.add_problem("id", _("没有这个编号的活动。新活动请把这一格留空。"))
        elif named is not None and same is not None and named != same:
            first.add_problem("reference", _("这个外部编号已经是另一个活动的。"))
        entry.activity = named or same
        if entry.activity is not None and entry.activity.pk not in kept:
            first.add_problem("id" if named else "reference", _("这个编号的活动不归您管理。"))
            entry.activity = None
        if entry.activity is not None:
            number = first_of.setdefault(entry.activity.pk, first.number)
            if number != first.number:  # as two they would undo each other
                sentence = _("与第 %(row)d 行是同一个活动，请在各行写同一个编号。")
                first.add_problem("id" if named else "reference", sentence % {"row": number})


def find_venues(rows: Iterable[StatedRow], by: Actor) -> None:
    """Set each row's `venue_id` to the key of the venue that it names, None where it says that there is none."""
    named = [row for row in rows if "venue" in row.values or "venue_id" in row.values]
    ids = {row.text("venue_id") for row in named} - {""}
    names = {row.text("venue") for row in named} - {""}
    seen = Venue.objects.visible_to(by).exclude(status="merged")
    found = list(seen.filter(Q(public_id__in=ids) | Q(name__in=names)).only("public_id", "name", "status"))
    by_id = {venue.public_id: venue for venue in found}
    by_name: dict[str, list[Venue]] = defaultdict(list)
    for venue in found:
        by_name[venue.name].append(venue)
    for row in named:
        _set_venue(row, by_id, by_name)


def _set_venue(row: StatedRow, by_id: Mapping[str, Venue], by_name: Mapping[str, Sequence[Venue]]) -> None:
    own, name = row.text("venue_id"), row.text("venue")
    row.values.pop("venue_id", None)
    if own:
        venue = by_id.get(own)
        if venue is None or (name and venue.name != name):
            row.add_problem("venue_id", _("没有这个编号的场馆，或者它不叫所写的名称。"))
        else:
            row.values["venue_id"] = venue.pk
    elif not name:
        row.values["venue_id"] = None
    else:
        same = by_name.get(name, ())
        if len(same) == 1:
            row.values["venue_id"] = same[0].pk
        elif same:
            row.add_problem("venue", _("有几个场馆叫这个名称，请另写场馆编号。"))
        else:
            row.add_problem("venue", _("没有找到叫这个名称的场馆。不在场馆就写地点名称。"))


@dataclass(slots=True)
class PlanPieces:
    """The campaigns and tasks of the years that a sheet concerns, read once a year."""

    _years: dict[int, "_Year"] = field(default_factory=dict)

    def links_of(self, entry: Entry, day: date) -> dict[str, Sequence[int]]:
        """The keys of what an entry's rows name of the plan in force on a day; what it lacks is told on the row."""
        if day.year not in self._years:
            self._years[day.year] = _Year(PlanYear.objects.current(day))
        known = self._years[day.year]
        return {
            "campaign_ids": self._found(entry, "campaigns", known.campaigns, known.year),
            "task_ids": self._found(entry, "tasks", known.tasks, known.year),
        }

    def _found(self, entry: Entry, column: str, known: Mapping[Any, int], year: int | None) -> list[int]:
        said = entry.values.get(column)
        if said is None or said is CLEAR:
            return []
        keys = said if isinstance(said, tuple) else _campaigns(said, known)
        unknown = [key for key in keys if key not in known]
        if unknown:
            words = "、".join(key if isinstance(key, str) else "-".join(map(str, key)) for key in unknown)
            row = next(row for row in entry.rows if column in row.values)
            sentence = _("%(year)d 年的计划里没有“%(words)s”。") if year else _("还没有年度计划，写不了“%(words)s”。")
            row.add_problem(column, sentence % {"year": year, "words": words[:60]})
        return [known[key] for key in keys if key in known]


def _campaigns(said: str, known: Mapping[Any, int]) -> list[str]:
    """The names in a cell; one that holds a mark of a list is known as a whole."""
    whole = plain(said)
    return [whole] if whole in known else [plain(part) for part in LIST_MARKS.split(said) if part.strip()]


class _Year:
    """A plan's campaigns by what they may be called, and tasks by their numbers."""

    def __init__(self, plan: PlanYear | None) -> None:
        self.year = plan.year if plan else None
        self.campaigns: dict[Any, int] = {}
        for campaign in Campaign.objects.filter(plan=plan).order_by("rank", "pk"):
            for word in (campaign.name, campaign.name_en, campaign.identifier, campaign.name.split("·")[0]):
                if word:
                    self.campaigns.setdefault(plain(word), campaign.pk)
        tasks = Task.objects.filter(project__plan=plan).select_related("project")
        self.tasks: dict[Any, int] = {(task.project.number, task.number): task.pk for task in tasks}


def day_of(entry: Entry, today: date) -> date:
    """The day whose plan an entry serves: its first session's, as stated or as it stands, else this one."""
    stated = [day for row in entry.rows if isinstance(day := row.values.get("day"), date)]
    stands = [city_day(session.starts_at) for session in entry.before.sessions] if entry.before else []
    return min([*stated, *stands], default=today)

"""What the rows of a sheet will do to the venues, judged for who sent it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.permissions import SYSTEM, Actor
from core.importplans import Plan, PlannedRow, Progress
from core.models import ImportJob, RowAction
from core.sheets.reading import Table
from venues.facts import VenueFacts, VenueToSave
from venues.factsjson import facts_from_json
from venues.models import EDITED_IN_PLACE, Venue, VenueRevision, VenueStatus
from venues.permissions import can_edit_venue, can_publish_venue
from venues.rules import what_is_wrong
from venues.selectors.photos import photos_of
from venues.selectors.vocabulary import known_vocabulary, words
from venues.selectors.workingcopy import facts_of
from venues.services.weighing import Weighed, weigh
from venues.sheets.columns import VENUE_COLUMNS, sheet_words
from venues.sheets.differing import Wordings, differing
from venues.sheets.doubles import doubles_nearby
from venues.sheets.intake import owner_of, stated_rows, tell
from venues.sheets.kinds import SUBMIT
from venues.sheets.rows import StatedRow, laid_over

CHUNK = 500


@dataclass(slots=True)
class Deed:
    """One row on its way: what it states, the venue it concerns, facts before and after."""

    stated: StatedRow
    venue: Venue | None = None
    before: VenueFacts | None = None
    after: VenueFacts | None = None
    is_revision: bool = False
    weighed: Weighed | None = None

    @property
    def differs(self) -> bool:
        return self.before != self.after


def plan_venues(job: ImportJob, table: Table, *, now: datetime, lock: bool, progress: Progress) -> Plan:
    """Read every row, find its venue and weigh it. Raises Invalid for a sheet that can't be read at all."""
    by = owner_of(job, now)
    units = list(Unit.objects.all())
    vocabulary = sheet_words(words(), units)
    rows, notes = stated_rows(job, table, vocabulary)
    deeds = [Deed(row) for row in rows]
    _refuse_repeated(deeds)
    _find_venues(deeds, by, job.unit_id, lock=lock)
    _set_status(deeds, submit=job.options.get("then") == SUBMIT)
    _weigh(deeds, by, progress)
    _remark(deeds)
    wordings = Wordings(words(), {unit.pk: unit.name for unit in units})
    return Plan([_planned(deed, wordings) for deed in deeds], notes, deeds)


def _refuse_repeated(deeds: Sequence[Deed]) -> None:
    """Two rows can't be one venue."""
    for name in ("reference", "id"):
        first: dict[str, int] = {}
        for deed in deeds:
            said = deed.stated.text(name)
            if said and first.setdefault(said, deed.stated.number) != deed.stated.number:
                deed.stated.add_problem(name, _("与第 %(row)d 行重复。") % {"row": first[said]})


def _find_venues(deeds: Sequence[Deed], by: Actor, unit_id: int | None, *, lock: bool) -> None:
    """The venue of each row by its external id or its own, and the facts before and after."""
    references = {deed.stated.text("reference") for deed in deeds} - {""}
    ids = {deed.stated.text("id") for deed in deeds} - {""}
    queryset = Venue.objects.filter(Q(reference__in=references) | Q(public_id__in=ids)).order_by("pk")
    queryset = queryset.select_related("hours").prefetch_related("designations")
    found = list(queryset.select_for_update(of=("self",)) if lock else queryset)
    by_reference = {venue.reference: venue for venue in found}
    by_id = {venue.public_id: venue for venue in found}
    photos = photos_of([venue.pk for venue in found])
    revisions = {row.venue_id: row for row in VenueRevision.objects.open().filter(venue__in=found)}
    for deed in deeds:
        stated = deed.stated
        venue = by_id.get(stated.text("id")) or by_reference.get(stated.text("reference"))
        if venue is not None and (venue.status == VenueStatus.MERGED or not can_edit_venue(by, venue)):
            stated.add_problem("id" if stated.text("id") else "reference", _("这个编号的场馆不归您维护。"))
        elif venue is None and stated.text("id"):
            stated.add_problem("id", _("没有这个编号的场馆。新场馆请把这一格留空。"))
        deed.venue = venue
        deed.before = VenueFacts("", "", operator_id=unit_id)
        if venue is not None:
            deed.is_revision = venue.status not in EDITED_IN_PLACE and not can_publish_venue(by, venue)
            revision = revisions.get(venue.pk) if deed.is_revision else None
            deed.before = facts_from_json(revision.proposed) if revision else facts_of(venue, photos.get(venue.pk, ()))
        deed.after = laid_over(deed.before, stated.values)


def _set_status(deeds: Sequence[Deed], *, submit: bool) -> None:
    """Whoever hands in has what is not public yet handed in too; else all stays where it stands."""
    waiting = {VenueStatus.DRAFT, VenueStatus.RETURNED}
    for deed in deeds:
        if submit and deed.after is not None and deed.after.status in waiting:
            deed.after = replace(deed.after, status=VenueStatus.SUBMITTED)


def to_save(deed: Deed) -> VenueToSave:
    """A row as the service takes it."""
    assert deed.after is not None
    return VenueToSave(deed.after, deed.venue.pk if deed.venue else None)


def _weigh(deeds: Sequence[Deed], by: Actor, progress: Progress) -> None:
    """Judge what can be read; a revision's facts are judged as if in force, since others decide on it."""
    sound = [deed for deed in deeds if not deed.stated.problems]
    for start in range(0, len(sound), CHUNK):
        chunk = sound[start : start + CHUNK]
        for is_revision, actor in ((False, by), (True, SYSTEM)):
            mine = [deed for deed in chunk if deed.is_revision is is_revision]
            for deed, weighed in zip(mine, weigh(list(map(to_save, mine)), by=actor, lock=False), strict=True):
                deed.weighed = weighed
                if weighed.error is not None and (deed.differs or deed.venue is None):
                    tell(deed.stated, weighed.error)
        progress(start + len(chunk), len(deeds))
    for deed in sound:
        _publish_own(deed, by)
    _tell_the_rest(deeds)


def _tell_the_rest(deeds: Sequence[Deed]) -> None:
    """Rows with cells that can't be read are not weighed; what else is wrong in them is told all the same."""
    known = known_vocabulary()
    for deed in deeds:
        if deed.weighed is not None or deed.after is None:
            continue
        before = deed.before.opening_hours if deed.before else ""
        told = {part for problem in deed.stated.problems for part in problem["column"].split("、")}
        for name, sentences in what_is_wrong(deed.after, known, hours_before=before).items():
            if not told & set(VENUE_COLUMNS.titles_of(name).split("、")):
                deed.stated.add_problem(name, sentences[0])


def _publish_own(deed: Deed, by: Actor) -> None:
    """What somebody hands in who may publish it is published at once."""
    if deed.weighed is None or deed.weighed.error is not None or deed.after is None or not deed.differs:
        return
    if deed.after.status is VenueStatus.SUBMITTED and can_publish_venue(by, deed.weighed.venue):
        deed.after = replace(deed.after, status=VenueStatus.PUBLISHED)


def _remark(deeds: Sequence[Deed]) -> None:
    """What a person should look at, though it can be imported."""
    regions = words().regions
    fresh = []
    for deed in deeds:
        stated, venue = deed.stated, deed.weighed.venue if deed.weighed else None
        named = stated.values.get("county")
        if venue is not None and isinstance(named, str) and venue.county_id and venue.county_id != named:
            said = {"found": regions[venue.county_id].name, "named": regions[named].name}
            stated.warnings.append(_("坐标落在%(found)s，与所写的%(named)s不一致。") % said)
        if deed.venue is None and not stated.text("reference"):
            stated.warnings.append(_("没有外部编号：再次导入这一行会又新建一个场馆。"))
        if deed.venue is None and venue is not None and venue.point:
            fresh.append(deed)
    found = [deed.weighed.venue for deed in fresh if deed.weighed]
    places = [(venue.name, venue.point) for venue in found if venue.point]
    for deed, name in zip(fresh, doubles_nearby(places), strict=True):
        if name:
            deed.stated.warnings.append(_("300 米内已有名称相近的场馆“%(name)s”，可能重复。") % {"name": name})


def _planned(deed: Deed, wordings: "Wordings") -> PlannedRow:
    stated = deed.stated
    after: Any = deed.after
    action = RowAction.PROBLEM if stated.problems else RowAction.NEW if deed.venue is None else RowAction.CHANGE
    if action is RowAction.CHANGE and not deed.differs:
        action = RowAction.SAME
    changes = differing(deed.before, after, wordings) if action is RowAction.CHANGE and deed.before else []
    if action is RowAction.CHANGE and deed.is_revision:
        stated.warnings.append(_("这个场馆已公开：修改会提交审核，通过后生效。"))
    return PlannedRow(
        number=stated.number,
        action=action,
        key=(stated.text("reference") or stated.text("id"))[:80],
        label=(after.name or stated.text("name"))[:200],
        differences=changes,
        problems=stated.problems,
        warnings=stated.warnings,
    )

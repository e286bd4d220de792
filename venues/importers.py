"""How sheets of venues are imported."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Actor
from core.history import attributed
from core.importplans import Plan, Progress, register_importer
from core.models import ImportJob
from core.outbox import record
from core.sheets.reading import Table
from core.undoing import made_key, take_each_back
from venues.models import Step, Venue, VenueStatus
from venues.selectors.workingcopy import working_copy
from venues.services import hide_venue, save_venues, save_working_copy, submit_revision, withdraw_venue
from venues.services.removing import remove_draft
from venues.services.steps import take_steps
from venues.sheets.columns import VENUE_COLUMNS
from venues.sheets.intake import owner_of
from venues.sheets.kinds import ImportKind, register_import_kind
from venues.sheets.planning import CHUNK, Deed, plan_venues, to_save
from venues.sheets.template import write_template

KIND = "venues"
TAKEN = {VenueStatus.SUBMITTED: Step.SUBMITTED, VenueStatus.PUBLISHED: Step.PUBLISHED}


class VenueImporter:
    """Rows become venues through the services that forms use: drafts, handed-in ones, changes, revisions."""

    columns = VENUE_COLUMNS

    def plan(self, job: ImportJob, table: Table, *, now: datetime, lock: bool, progress: Progress) -> Plan:
        """What the rows will do for the job's owner."""
        return plan_venues(job, table, now=now, lock=lock, progress=progress)

    def apply(self, job: ImportJob, plan: Plan, *, now: datetime, progress: Progress) -> dict[int, str]:
        """Do it; the history says that the owner did, by this import."""
        by = owner_of(job, now)
        made: dict[int, str] = {}
        deeds = [deed for deed in plan.deeds if deed.differs or deed.venue is None]
        with attributed(user=by.user_id, path=f"import {job.public_id}"):
            direct = [deed for deed in deeds if not deed.is_revision]
            for start in range(0, len(direct), CHUNK):
                made |= _save(job, direct[start : start + CHUNK], by, now)
                progress(min(start + CHUNK, len(direct)), len(deeds))
            for number, deed in enumerate((deed for deed in deeds if deed.is_revision), start=1):
                _propose(deed, by, now)
                progress(len(direct) + number, len(deeds))
        return made

    def undo(self, job: ImportJob, made: Mapping[int, str], *, now: datetime) -> dict[int, str]:
        """Remove the drafts, take back what was handed in, hide what is public."""
        by = owner_of(job, now)
        keys = [key.partition(":")[0] for key in made.values()]
        held = {venue.pk: venue for venue in Venue.objects.select_for_update(of=("self",)).filter(pk__in=keys)}

        def take(pk: int) -> None:
            if held[pk].status == VenueStatus.PUBLISHED:
                hide_venue(venue_id=pk, reason=_("撤销导入"), by=by, now=now)
            elif held[pk].status == VenueStatus.SUBMITTED:
                withdraw_venue(venue_id=pk, by=by, now=now)
            else:
                remove_draft(venue_id=pk, by=by)

        with attributed(user=by.user_id, path=f"import {job.public_id}"):
            return take_each_back(made, {pk: venue.version for pk, venue in held.items()}, take)


def _save(job: ImportJob, deeds: Sequence[Deed], by: Actor, now: datetime) -> dict[int, str]:
    """Save, and leave in the record how the new ones came; the others' steps are the service's."""
    saved = save_venues(items=[to_save(deed) for deed in deeds], by=by, now=now)
    for status, step in TAKEN.items():
        new = [venue for venue, deed in zip(saved, deeds, strict=True) if deed.venue is None and venue.status == status]
        take_steps(new, step, by=by, now=now)
    handed_in = [
        venue
        for venue, deed in zip(saved, deeds, strict=True)
        if venue.status == VenueStatus.SUBMITTED and (deed.before is None or deed.before.status != venue.status)
    ]
    if handed_in:
        _tell_reviewers(job, handed_in)
    pairs = zip(saved, deeds, strict=True)
    return {deed.stated.number: made_key(venue.pk, venue.version) for venue, deed in pairs if deed.venue is None}


def _tell_reviewers(job: ImportJob, venues: Sequence[Venue]) -> None:
    """One word for all venues of a county: a notice for each would bury the reviewer."""
    grounds = sorted({(venue.county_id or "", venue.zone_id or "") for venue in venues})
    for county, zone in grounds:
        record("venues.imported", job=job.pk, county=county, zone=zone)


def _propose(deed: Deed, by: Actor, now: datetime) -> None:
    """A change of a public venue by who may not publish it is handed in for review."""
    assert deed.venue is not None and deed.after is not None
    copy = working_copy(deed.venue)
    save_working_copy(venue_id=deed.venue.pk, facts=deed.after, expect_version=copy.version, by=by, now=now)
    submit_revision(venue_id=deed.venue.pk, by=by, now=now)


register_importer(KIND, VenueImporter())
register_import_kind(
    ImportKind(
        kind=KIND,
        label=gettext_lazy("场馆"),
        columns=VENUE_COLUMNS,
        write_template=write_template,
        unit_label=gettext_lazy("新场馆的运营单位"),
        unit_hint=gettext_lazy("表格里“运营单位”空着的新场馆归这个单位。"),
        then_draft=gettext_lazy("存为草稿，以后再提交"),
        then_submit=gettext_lazy("直接提交审核；您有权发布的会直接发布"),
        rules=(
            gettext_lazy("一行一个场馆，第一行是标题；列的次序可以变，不用的列可以删去。"),
            gettext_lazy("外部编号相同的行更新原来的场馆，不会重复新建。"),
            gettext_lazy("空格子不改动已有的内容；要去掉已有的内容，请填写（清空）。"),
            gettext_lazy("有坐标就要写坐标系：WGS-84、CGCS2000、高德、腾讯或百度，由系统换算。"),
            gettext_lazy("要么全部成功，要么一行不动。"),
        ),
    )
)

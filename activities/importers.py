"""How a unit's year plan comes in: a sheet with a row for each session."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Actor
from activities.models import Activity, ActivityStatus
from activities.services import cancel_activity, save_activity, submit_activity, withdraw_activity
from activities.services.removing import remove_draft
from activities.sheets.columns import ACTIVITY_COLUMNS
from activities.sheets.entries import Entry
from activities.sheets.planning import plan_activities
from activities.sheets.template import write_template
from core.history import attributed
from core.importplans import Plan, Progress, register_importer
from core.models import ImportJob
from core.outbox import record
from core.sheets.reading import Table
from core.undoing import made_key, take_each_back
from venues.sheets.intake import owner_of
from venues.sheets.kinds import ImportKind, register_import_kind

KIND = "activities"
STEP = 20


class ActivityImporter:
    """Rows become activities through the services that forms use."""

    columns = ACTIVITY_COLUMNS

    def plan(self, job: ImportJob, table: Table, *, now: datetime, lock: bool, progress: Progress) -> Plan:
        """What the rows will do for the job's owner."""
        return plan_activities(job, table, now=now, lock=lock, progress=progress)

    def apply(self, job: ImportJob, plan: Plan, *, now: datetime, progress: Progress) -> dict[int, str]:
        """Do it; the history says that the owner did, by this import."""
        by = owner_of(job, now)
        entries = [entry for entry in plan.deeds if entry.differs]
        handed_in, made = [], {}
        with attributed(user=by.user_id, path=f"import {job.public_id}"):
            for number, entry in enumerate(entries, start=1):
                activity = _save(entry, by, now)
                if entry.activity is None:
                    made[entry.first.number] = made_key(activity.pk, activity.version)
                if entry.hands_in and activity.status == ActivityStatus.SUBMITTED:
                    handed_in.append(activity)
                if number % STEP == 0 or number == len(entries):
                    progress(number, len(entries))
        _tell_reviewers(job, handed_in)
        return made

    def undo(self, job: ImportJob, made: Mapping[int, str], *, now: datetime) -> dict[int, str]:
        """Remove the drafts, take back what was handed in, cancel what is public."""
        by = owner_of(job, now)
        keys = [key.partition(":")[0] for key in made.values()]
        held = {row.pk: row for row in Activity.objects.select_for_update(of=("self",)).filter(pk__in=keys)}

        def take(pk: int) -> None:
            if held[pk].status == ActivityStatus.PUBLISHED:
                cancel_activity(activity_id=pk, reason=_("撤销导入"), by=by, now=now)
            elif held[pk].status == ActivityStatus.SUBMITTED:
                withdraw_activity(activity_id=pk, by=by, now=now)
            else:
                remove_draft(activity_id=pk, by=by)

        with attributed(user=by.user_id, path=f"import {job.public_id}"):
            return take_each_back(made, {pk: row.version for pk, row in held.items()}, take)


def _save(entry: Entry, by: Actor, now: datetime) -> Activity:
    assert entry.after is not None
    stands = entry.activity
    activity = save_activity(facts=entry.after, by=by, now=now, activity_id=stands.pk if stands else None)
    if entry.hands_in:
        activity = submit_activity(activity_id=activity.pk, by=by, now=now, tell_reviewers=False)
    return activity


def _tell_reviewers(job: ImportJob, activities: Sequence[Activity]) -> None:
    """One word for all activities of a county: a notice for each would bury the reviewer."""
    for county in sorted({activity.unit.county_code for activity in activities}):
        record("activities.imported", job=job.pk, county=county)


register_importer(KIND, ActivityImporter())
register_import_kind(
    ImportKind(
        kind=KIND,
        label=gettext_lazy("活动计划"),
        columns=ACTIVITY_COLUMNS,
        write_template=write_template,
        unit_label=gettext_lazy("新活动的主办单位"),
        unit_hint=gettext_lazy("表格里“主办单位”空着的新活动归这个单位。"),
        then_draft=gettext_lazy("存为草稿，以后再提交"),
        then_submit=gettext_lazy("直接提交审核；您有权发布的会直接发布"),
        rules=(
            gettext_lazy("一行一场，外部编号相同的几行是同一个活动的几场；活动的内容只写在第一行就行。"),
            gettext_lazy("再次导入时，外部编号相同的活动会更新，不会重复新建；表里没有的场次保持不变。"),
            gettext_lazy("空格子不改动已有的内容；要去掉已有的内容，请填写（清空）。"),
            gettext_lazy("场馆写名称；不在场馆的写地点名称和坐标，并写明坐标系。"),
            gettext_lazy("要么全部成功，要么一行不动。"),
        ),
    )
)

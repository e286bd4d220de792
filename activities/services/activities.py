"""Writing activities: one way for forms, imports, copies and commands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import nh3
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from accounts.permissions import Actor
from activities.facts import ActivityFacts
from activities.models import Activity, ActivityStatus, Campaign, Task
from activities.permissions import can_edit_activity, can_post_for
from activities.rules import what_is_wrong
from activities.selectors.vocabulary import known_words
from activities.services.filing import filing_of, keep_filing
from activities.services.places import placed
from activities.services.searching import index_activities
from activities.services.sessions import set_sessions
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.models import StoredImage

STALE = gettext_lazy("您打开以后，别人改过这个活动。请对照后再保存。")
SAME = (
    "title title_en summary summary_en joint_action form setting online contact asks_position series"
    " cover_caption is_demonstration"
).split()
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h3", "h4", "a", "blockquote"}


@transaction.atomic
def save_activity(
    *,
    facts: ActivityFacts,
    by: Actor,
    now: datetime,
    activity_id: int | None = None,
    expect_version: int | None = None,
) -> Activity:
    """Create an activity as a draft, or make an existing one say what `facts` say; its status stays.

    Sessions become those stated. A published activity's moved times and places are told to the
    people concerned. Nothing is written where nothing differs. What is confirmed is filed otherwise
    by a reviewer alone. Raises Invalid by field, NotAllowed, NotFound, Conflict.
    """
    activity = locked_activity(activity_id, by=by) if activity_id is not None else Activity(status=ActivityStatus.DRAFT)
    if expect_version is not None and activity.version != expect_version:
        raise Conflict("activity_stale", STALE, version=activity.version)
    public = activity.status == ActivityStatus.PUBLISHED
    wrong = what_is_wrong(facts, known_words(), complete=public or activity.status == ActivityStatus.SUBMITTED)
    if wrong:
        raise Invalid("activity_invalid", next(iter(wrong.values()))[0], fields=wrong)
    _unit_allowed(facts.unit_id, by)
    filed = filing_of(activity) if activity_id is not None else None
    place = placed(facts.where)
    values = activity_values(facts, place)
    changed = activity_id is None or any(getattr(activity, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(activity, name, value)
    if activity_id is None:
        activity.created_at, activity.updated_at, activity.created_by_id = now, now, by.user_id
        activity.save()
    related = _set_related(activity, facts)
    sessions = set_sessions(activity, facts.sessions, place, now=now)
    if changed or related or sessions:
        _write(activity, now)
        keep_filing(filed, activity, by=by, now=now)
        if public:
            index_activities([activity.pk], now)
    return activity


def locked_activity(activity_id: int, *, by: Actor) -> Activity:
    """An activity that the actor keeps, locked until the transaction ends. Raises NotFound."""
    found = Activity.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=activity_id).first()
    if found is None or not can_edit_activity(by, found):
        raise NotFound("activity", _("没有找到这个活动。"))
    return found


def _unit_allowed(unit_id: int, by: Actor) -> None:
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or not can_post_for(by, unit):
        raise NotAllowed("activity_unit", _("您只能以本单位的名义发布活动。"))


def activity_values(facts: ActivityFacts, place: dict[str, Any]) -> dict[str, Any]:
    """The columns of an activity that says what `facts` say, at a place. Raises Invalid for a cover that is gone."""
    stated = facts.registration
    return {
        **{name: getattr(facts, name) for name in SAME},
        **place,
        "unit_id": facts.unit_id,
        "cover_id": _cover(facts.cover),
        "reference": facts.reference or None,
        "body": nh3.clean(facts.body, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "tel"}),
        "topics": list(facts.topics),
        "audiences": list(facts.audiences),
        "rural_stated": facts.rural_stated,
        "rural_reason": facts.rural_reason if facts.rural_stated is not None else "",
        "registration": stated.mode,
        "party_max": stated.party_max,
        "closes_minutes": stated.closes_minutes,
        "questions": [{"key": q.key, "label": q.label, "required": q.required} for q in stated.questions],
    }


def _cover(public_id: str) -> int | None:
    """The row of a cover photo. The lock keeps it from being swept while it is taken up. Raises Invalid."""
    if not public_id:
        return None
    image = StoredImage.objects.select_for_update(no_key=True).filter(public_id=public_id).first()
    if image is None:
        sentence = _("封面照片已经不在了，请重新上传。")
        raise Invalid("activity_invalid", sentence, fields={"cover": [sentence]})
    return image.pk


def _set_related(activity: Activity, facts: ActivityFacts) -> bool:
    """Make co-units, campaigns and tasks those stated; whether any differed. Raises Invalid."""
    changed = False
    for field, model, ids in (
        ("co_units", Unit, facts.co_unit_ids),
        ("campaigns", Campaign, facts.campaign_ids),
        ("tasks", Task, facts.task_ids),
    ):
        wanted = _known_ids(field, model, ids)
        manager = getattr(activity, field)
        if set(manager.values_list("pk", flat=True)) != wanted:
            manager.set(wanted)
            changed = True
    return changed


def _known_ids(field: str, model: Any, ids: Sequence[int]) -> set[int]:
    known = set(model.objects.filter(pk__in=ids).values_list("pk", flat=True))
    if known != set(ids):
        sentence = _("所选的内容已不存在，请重新选择。")
        raise Invalid("activity_related", sentence, fields={field: [sentence]})
    return known


def _write(activity: Activity, now: datetime) -> None:
    activity.version += 1
    activity.updated_at = now
    activity.save()

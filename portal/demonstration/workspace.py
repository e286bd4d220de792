"""What a development server shows beside its demonstration accounts: work in the workspace, and activities.

All of it is made up, says so in its name and is marked; it is made through the services that people use.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from accounts.models import Unit
from accounts.permissions import SYSTEM, Actor
from activities.facts import ActivityFacts, RegistrationFacts, RegistrationMode, SessionFacts, Where
from activities.models import Activity
from activities.services import save_activity, submit_activity
from core.clock import city_day, day_start
from core.geo import lonlat
from venues.facts import GivenPlace, VenueFacts
from venues.models import Region, Venue
from venues.selectors.workingcopy import working_copy
from venues.services import return_venue, save_venue, save_working_copy, submit_revision, submit_venue

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# Title, form, audience, setting, days from today, hour, hours, places, registration.
ACTIVITIES = (
    ("显微镜下的小世界", "field_teaching", "youth", "public_place", 1, 9, 2, 30, RegistrationMode.OPEN),
    ("防溺水与急救课", "training", "youth", "school", 2, 15, 2, 60, RegistrationMode.OPEN),
    ("社区健康义诊与科普", "consultation", "residents", "community", 3, 9, 3, None, RegistrationMode.NONE),
    ("柑橘病虫害绿色防控", "training", "farmers", "village", 4, 9, 3, 80, RegistrationMode.APPROVAL),
    ("看星星：天文观测夜", "field_teaching", "youth", "public_place", 5, 19, 2, 40, RegistrationMode.OPEN),
    ("机器人开放日", "open_day", "youth", "public_place", 6, 10, 5, None, RegistrationMode.NONE),
    ("识破“量子保健品”", "lecture", "elderly", "community", 8, 9, 2, 100, RegistrationMode.OPEN),
    ("螺蛳粉里的科学", "lecture", "residents", "public_place", 9, 15, 2, 50, RegistrationMode.OPEN),
    ("焊工新技术培训", "training", "urban_workers", "company", 10, 8, 8, 40, RegistrationMode.APPROVAL),
    ("科普剧《水去哪儿了》", "performance", "youth", "school", 12, 15, 1, 200, RegistrationMode.OPEN),
)


def show_work_in_the_workspace(*, unit: Unit, now: datetime) -> None:
    """One venue in each state that waits for somebody, and a change of a public one."""
    organizer = Actor(organizer_of=frozenset({unit.pk}))
    label = Region.objects.counties().exclude(label_point=None).order_by("rank")[0].label_point
    assert label is not None
    place = lonlat(label)
    for name in ("演示·待完善的科普画廊", "演示·待审核的科普活动室", "演示·被退回的青少年工作室"):
        facts = VenueFacts(
            name=name,
            kind="activity_station",
            operator_id=unit.pk,
            address="演示地址",
            given=None if "待完善" in name else GivenPlace(place),
            is_demonstration=True,
        )
        venue = save_venue(facts=facts, by=organizer, now=now)
        if "待完善" not in name:
            submit_venue(venue_id=venue.pk, by=organizer, now=now)
        if "被退回" in name:
            return_venue(venue_id=venue.pk, reason="请补充开放时间和一张门口的照片。", by=SYSTEM, now=now)
    public = Venue.objects.published().filter(operator=unit).order_by("pk").first()
    if public is not None:
        copy = working_copy(public)
        changed = replace(copy.facts, admission_note="演示修改：凭身份证领票")
        save_working_copy(venue_id=public.pk, facts=changed, expect_version=copy.version, by=organizer, now=now)
        submit_revision(venue_id=public.pk, by=organizer, now=now)


def show_activities(*, unit: Unit, now: datetime) -> list[Activity]:
    """Activities of the coming two weeks, marked as demonstration."""
    venues = list(Venue.objects.published().exclude(point=None).order_by("pk")[: len(ACTIVITIES)])
    today = day_start(city_day(now))
    made = []
    for venue, said in zip(venues, ACTIVITIES, strict=False):
        title, form, audience, setting, day, hour, hours, places, mode = said
        starts = today + day * DAY + hour * HOUR
        facts = ActivityFacts(
            title=f"演示·{title}",
            unit_id=unit.pk,
            form=form,
            audiences=(audience,),
            setting=setting,
            rural_stated=setting == "village",  # where the venue's township does not tell
            summary="演示活动，用来展示系统功能，不会真的举行。",
            summary_en="A demonstration: it shows what the system does and does not take place.",
            where=Where(venue_id=venue.pk),
            registration=RegistrationFacts(mode=mode),
            sessions=(SessionFacts(starts, starts + hours * HOUR, capacity=places),),
            is_demonstration=True,
        )
        activity = save_activity(facts=facts, by=SYSTEM, now=now)
        made.append(submit_activity(activity_id=activity.pk, by=SYSTEM, now=now))
    return made

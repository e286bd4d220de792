"""The demonstration year's volunteers and their hours."""

from datetime import date, datetime, timedelta
from random import Random

from accounts.models import User
from activities.models import Activity, Session
from core.clock import day_start
from portal.demonstration.volunteers import demonstration_id
from venues.models import Vocabulary
from venues.selectors.vocabulary import words
from volunteers.facts import AVAILABILITY, VolunteerFacts
from volunteers.models import IdType, Volunteer
from volunteers.services.takingover import PastPosition, PastStint, PastVolunteer

VOLUNTEERS = 1500
HOURS = 30_000
TITLES = ("讲解员", "签到引导", "秩序维护", "实验演示", "宣传摄影")
MINUTE = timedelta(minutes=1)


def past_volunteers(year: int, random: Random) -> list[PastVolunteer]:
    """Accounts that nobody can sign in to, and profiles of nobody's ID numbers."""
    names = [f"demo-{year}-volunteer-{n:04d}" for n in range(1, VOLUNTEERS + 1)]
    rows = [User(username=name, name=f"演示志愿者 {name[-4:]}", is_demonstration=True) for name in names]
    for row in rows:
        row.set_unusable_password()
    users = User.objects.bulk_create(rows, batch_size=500)
    known = words()
    groups = list(known.terms[Vocabulary.VOLUNTEER_GROUP])
    skills = list(known.terms[Vocabulary.VOLUNTEER_SKILL])
    counties = [region.code for region in known.choices()]
    since = day_start(date(year, 1, 1))
    return [
        PastVolunteer(
            user.pk,
            VolunteerFacts(
                name=user.name,
                id_type=IdType.RESIDENT.value,
                id_number=demonstration_id(f"{1950 + n % 50}0{1 + n % 9}{10 + n % 18}", n % 1000),
                county=random.choice(counties),
                groups=(random.choice(groups),),
                skills=tuple(random.sample(skills, k=2)),
                availability=(random.choice(AVAILABILITY),),
                is_emergency=random.random() < 0.12,
                consent=True,
            ),
            since - timedelta(days=random.randrange(1, 200)),
        )
        for n, user in enumerate(users)
    ]


def past_positions(
    activities: list[Activity], volunteers: list[Volunteer], random: Random, now: datetime
) -> list[PastPosition]:
    """Service at sessions in their order until HOURS are reached; volunteers take turns, so that none overlap."""
    held = Session.objects.filter(activity__in=activities, activity__online=False, ends_at__lt=now)
    sessions = list(held.order_by("starts_at", "activity__reference"))
    wanted = HOURS * 60 / max(1, len(sessions))
    turn, made, minutes = 0, [], 0.0
    free: dict[int, datetime] = {}
    for n, session in enumerate(sessions, 1):
        starts, ends = session.starts_at - 30 * MINUTE, session.ends_at + 15 * MINUTE
        length = (ends - starts).total_seconds() / 60
        stints: list[PastStint] = []
        while minutes < n * wanted and len(stints) < 40:
            volunteer = volunteers[turn % len(volunteers)].pk
            turn += 1
            if free.get(volunteer, starts) > starts:
                continue
            free[volunteer] = ends + 60 * MINUTE
            came, went = starts + random.randrange(0, 12) * MINUTE, ends - random.randrange(0, 12) * MINUTE
            stints.append(PastStint(volunteer, came, went, is_added=random.random() < 0.08))
            minutes += (went - came).total_seconds() / 60
        if stints and length > 0:
            made.append(PastPosition(session.pk, random.choice(TITLES), starts, ends, tuple(stints)))
    return made

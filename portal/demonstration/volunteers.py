"""Volunteers of a development server: made up, marked, and made through the services that people use."""

from datetime import datetime, timedelta

from accounts.models import Phone, Unit, User
from accounts.permissions import SYSTEM, Actor
from accounts.services.members import number_key
from activities.models import Activity
from volunteers.facts import VolunteerFacts
from volunteers.models import Application, IdType, Volunteer
from volunteers.rules import CHECK_CHARACTERS, WEIGHTS, PositionFacts
from volunteers.services.applications import apply, decide_application
from volunteers.services.positions import save_position
from volunteers.services.teams import save_team
from volunteers.services.volunteers import save_volunteer

HOUR = timedelta(hours=1)
# Name, group, skills, month and day of birth in 1990.
PEOPLE = (
    ("演示志愿者", "university", ("guiding", "experiments"), "0102"),
    ("演示老师", "retired_scientists", ("teaching", "farming"), "0315"),
    ("演示同学", "secondary_students", ("reception", "checkin"), "0620"),
    ("演示医生", "other", ("medical",), "0908"),
)
POSITIONS = (
    ("讲解员", ("guiding",), 2, False),
    ("签到引导", ("reception", "checkin"), 2, True),
    ("摄影", ("photography",), 1, False),
)


def demonstration_id(born: str, number: int) -> str:
    """A resident ID number with a right check character, of a place code that nobody has (990000)."""
    first = f"990000{born}{number:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True))
    return first + CHECK_CHARACTERS[total % 11]


def show_volunteers(*, unit: Unit, activities: list[Activity], member: User, county: str, now: datetime) -> None:
    """A member who is a volunteer, three more, a team, positions, and applications in each state."""
    people = [_volunteer(member if place == 0 else None, place, county, now) for place in range(len(PEOPLE))]
    save_team(
        name="演示·科普讲解服务队",
        about="演示服务队，用来展示系统功能。",
        unit_id=unit.pk,
        leader_number=people[1].number,
        is_emergency=False,
        by=SYSTEM,
        now=now,
    )
    for place, activity in enumerate(activities[:4]):
        session = activity.sessions.get()
        for title, skills, places, is_door in POSITIONS:
            facts = PositionFacts(
                title=title,
                places=places,
                starts_at=session.starts_at - HOUR / 2,
                ends_at=session.ends_at + HOUR / 2,
                about="提前半小时到场，听从现场负责人安排。",
                skills=skills,
                meeting_point="大门口",
                is_door=is_door,
            )
            position = save_position(facts=facts, session_id=session.pk, by=SYSTEM, now=now)
            if title == "讲解员":
                _apply(position.pk, people[place % 2], now, accept=place % 2 == 0)


def _volunteer(user: User | None, place: int, county: str, now: datetime) -> Volunteer:
    name, group, skills, day = PEOPLE[place]
    if user is None:
        user = User.objects.create(username=f"demo-volunteer-{place}", name=name, is_demonstration=True)
        user.set_unusable_password()
        user.save(update_fields=["password"])
    number = f"1380013800{place}"
    Phone.objects.get_or_create(
        user=user, defaults={"number": number, "lookup": number_key(number), "verified_at": now}
    )
    facts = VolunteerFacts(
        name=name,
        id_type=IdType.RESIDENT,
        id_number=demonstration_id(f"1990{day}", place + 1),
        county=county,
        groups=(group,),
        skills=skills,
        languages=("mandarin",),
        availability=("weekend",),
        is_emergency=place == 3,
        consent=True,
    )
    return save_volunteer(facts=facts, by=Actor(user_id=user.pk), now=now, is_demonstration=True)


def _apply(position_id: int, volunteer: Volunteer, now: datetime, *, accept: bool) -> Application:
    row = apply(position_id=position_id, volunteer=volunteer, now=now)
    return decide_application(application_id=row.pk, accept=True, by=SYSTEM, now=now) if accept else row

"""The year's plan: read by all who keep activities, copied and edited by the office."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Unit, User
from accounts.permissions import SYSTEM, Actor
from activities.models import Activity, Campaign, Part, PlanYear, Project, Task, TaskUnit
from activities.plan import CampaignFacts, TaskFacts
from activities.selectors.plan import plan_board, units_of
from activities.services import copy_plan, save_campaign, save_task
from core.errors import Conflict, Invalid, NotAllowed
from tests.conftest import client_of

pytestmark = pytest.mark.django_db
YEAR = 2020
PLAN = f"/workspace/plan/{YEAR}/"


@pytest.fixture
def office(people: dict[str, User | None]) -> Client:
    return client_of(people["office"])


@pytest.fixture
def task(db: None) -> Task:
    return Task.objects.filter(project__plan=YEAR, project__number=1).order_by("number")[0]


def stated(task: Task, **changed: Any) -> dict[str, Any]:
    rows = task.units.select_related("unit")
    said = {"name": task.name, "name_en": task.name_en, "starts_on": task.starts_on, "ends_on": task.ends_on}
    units = {part: [row.unit.name for row in rows if row.part == part] for part in Part}
    return said | {"leads": units[Part.LEAD], "responsible": units[Part.RESPONSIBLE]} | changed


def address(task: Task) -> str:
    return f"{PLAN}tasks/{task.project.number}-{task.number}/"


def test_the_board_shows_what_serves_each_piece(office: Client, published: Activity, task: Task) -> None:
    published.tasks.add(task)
    published.campaigns.add(Campaign.objects.filter(plan=YEAR)[0])
    board = plan_board(PlanYear.objects.get(pk=YEAR))
    assert [row.served for project in board.projects for row in project.tasks if row.task == task] == [1]
    assert sum(campaign.served for campaign in board.campaigns) == 1  # type: ignore[attr-defined]
    text = office.get(PLAN).content.decode()
    assert task.name in text
    assert f"tab=public&amp;task={task.pk}" in text
    found = office.get("/workspace/activities/", {"tab": "public", "task": task.pk}).content.decode()
    assert published.title in found
    other = Task.objects.exclude(pk=task.pk)[0]
    assert published.title not in office.get("/workspace/activities/", {"task": other.pk}).content.decode()


def test_any_plan_costs_the_same_queries(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(5):
        assert sum(len(project.tasks) for project in plan_board(PlanYear.objects.get(pk=YEAR)).projects) == 26


def test_a_task_is_corrected_and_its_units_are_those_chosen(office: Client, task: Task) -> None:
    chosen = list(Unit.objects.order_by("pk")[:3])
    said = stated(task, name="改过的任务", leads=[chosen[0].name], responsible=[unit.name for unit in chosen[1:]])
    said |= {"ends_on": "2020-11-30", "all_members": "on"}
    assert office.post(address(task), said).status_code == 302
    task.refresh_from_db()
    assert (task.name, task.ends_on, task.open_to_all_members) == ("改过的任务", date(2020, 11, 30), True)
    named = dict(TaskUnit.objects.filter(task=task).values_list("unit_id", "part"))
    assert named == {chosen[0].pk: Part.LEAD, **dict.fromkeys((unit.pk for unit in chosen[1:]), Part.RESPONSIBLE)}
    of_the_day = [unit for units in units_of(task, date(2020, 6, 1)).values() for unit in units]
    assert set(Unit.objects.members_on(date(2020, 6, 1))) <= set(of_the_day)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "这个字段是必填项"),
        ({"starts_on": "2020-12-02", "ends_on": "2020-12-01"}, "结束日期早于开始日期"),
        ({"ends_on": "2021-01-31"}, "日期要在 2020 年内"),
        ({"ends_on": "2020-02-30"}, "日期"),
        ({"leads": ["没有这个单位"]}, "选择"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(
    office: Client, task: Task, changed: dict[str, Any], sentence: str
) -> None:
    reply = office.post(address(task), stated(task, name="不该写进去") | changed)
    assert reply.status_code == 400
    assert sentence in reply.content.decode()
    assert not Task.objects.filter(name="不该写进去").exists()


def test_one_unit_does_not_lead_and_follow(office: Client, task: Task) -> None:
    unit = Unit.objects.order_by("pk")[0].name
    reply = office.post(address(task), stated(task, leads=[unit], responsible=[unit]))
    assert "不能既是牵头单位又是责任单位" in reply.content.decode()


def test_a_task_is_added_once_however_often_it_is_sent(office: Client) -> None:
    page = office.get(f"{PLAN}tasks/new/", {"project": 1}).content.decode()
    number = Task.objects.filter(project__plan=YEAR, project__number=1).count() + 1
    assert f'name="number" value="{number}"' in page
    said = {"name": "新任务", "number": number, "starts_on": "2020-01-01", "ends_on": "2020-12-31"}
    for _time in range(2):
        assert office.post(f"{PLAN}tasks/new/?project=1", said).status_code == 302
    assert Task.objects.filter(name="新任务").count() == 1
    taken = office.post(f"{PLAN}tasks/new/?project=1", said | {"name": "别的"})
    assert (taken.status_code, "这个序号已经有了" in taken.content.decode()) == (409, True)


def test_a_campaign_and_a_project_are_added_corrected_and_removed(office: Client) -> None:
    said = {"identifier": "winter-week", "name": "冬季科普周", "starts_on": "2020-12-01", "ends_on": "2020-12-07"}
    assert office.post(f"{PLAN}campaigns/new/", said | {"identifier": "冬"}).status_code == 400
    assert office.post(f"{PLAN}campaigns/new/", said).status_code == 302
    one = f"{PLAN}campaigns/winter-week/"
    assert office.post(one, said | {"name": "冬季科普月"}).status_code == 302
    assert Campaign.objects.get(plan=YEAR, identifier="winter-week").name == "冬季科普月"
    assert office.post(f"{one}remove/").status_code == 302
    assert not Campaign.objects.filter(identifier="winter-week").exists()
    assert office.post(f"{PLAN}projects/new/", {"name": "新工程", "number": 9}).status_code == 302
    assert office.post(f"{PLAN}projects/9/remove/").status_code == 302
    assert not Project.objects.filter(plan=YEAR, number=9).exists()


def test_what_activities_serve_stays(office: Client, published: Activity, task: Task) -> None:
    published.tasks.add(task)
    reply = office.post(f"{address(task)}remove/")
    assert reply.status_code == 409
    assert "还有 1 个活动归在这里" in reply.content.decode()
    assert office.post(f"{PLAN}projects/1/remove/").status_code == 409
    assert Task.objects.filter(pk=task.pk).exists()


def test_another_year_begins_as_a_copy(office: Client, now: Any) -> None:
    page = office.get(PLAN).content.decode()
    assert '<option value="2021">' in page
    assert office.post(f"{PLAN}copy/", {"to": "2021"}).status_code == 302
    assert Task.objects.filter(project__plan=2021).count() == 26
    again = office.post(f"{PLAN}copy/", {"to": "2021"}, follow=True)
    assert "2021 年已经有计划了" in again.content.decode()
    assert office.post(f"{PLAN}copy/", {"to": "1999"}).status_code == 400


@pytest.mark.parametrize("path", ["campaigns/none/", "tasks/9-99/", "tasks/x/", "things/1/", "tasks/new/?project=77"])
def test_what_is_not_there_is_not_found(office: Client, path: str) -> None:
    assert office.get(PLAN + path).status_code == 404


def test_services_refuse_whoever_is_not_of_the_office(task: Task) -> None:
    organizer = Actor(user_id=1, organizer_of=frozenset({1}))
    facts = TaskFacts(task.number, "x", task.starts_on, task.ends_on, ())
    with pytest.raises(NotAllowed):
        save_task(year=YEAR, project=1, stated=facts, new=False, by=organizer)
    with pytest.raises(NotAllowed):
        copy_plan(from_year=YEAR, to_year=2021, by=organizer)


def test_a_taken_identifier_is_a_conflict() -> None:
    campaign = Campaign.objects.filter(plan=YEAR)[0]
    facts = CampaignFacts(campaign.identifier, "别的", campaign.starts_on, campaign.ends_on)
    with pytest.raises(Conflict):
        save_campaign(year=YEAR, stated=facts, new=True, by=SYSTEM)
    with pytest.raises(Invalid):
        save_campaign(
            year=YEAR,
            stated=CampaignFacts(campaign.identifier, " ", campaign.starts_on, campaign.ends_on),
            new=False,
            by=SYSTEM,
        )

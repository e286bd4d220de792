"""The years' plans as the folder of reference data states them."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from pathlib import Path

from activities.plan import CampaignFacts, PlanFacts, ProjectFacts, TaskFacts
from core.reference import read_table

ALL_MEMBERS = "领导小组各成员单位"
Row = Mapping[str, str]


def read_plans(folder: Path) -> list[PlanFacts]:
    """The plans of campaigns.csv and tasks.csv, by year."""
    campaigns, tasks = read_table(folder, "campaigns.csv"), read_table(folder, "tasks.csv")
    years = sorted({int(row["year"]) for row in (*campaigns, *tasks)})
    return [
        PlanFacts(
            year=year,
            campaigns=tuple(_campaign(row) for row in campaigns if int(row["year"]) == year),
            projects=_projects([row for row in tasks if int(row["year"]) == year]),
        )
        for year in years
    ]


def _campaign(row: Row) -> CampaignFacts:
    starts_on, ends_on = date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"])
    return CampaignFacts(row["identifier"], row["name"], starts_on, ends_on, row["name_en"])


def _projects(rows: list[Row]) -> tuple[ProjectFacts, ...]:
    ordered = sorted(rows, key=lambda row: (int(row["project_no"]), int(row["task_no"])))
    found = []
    for number, group in groupby(ordered, key=lambda row: int(row["project_no"])):
        tasks = list(group)
        found.append(
            ProjectFacts(number, tasks[0]["project"], tuple(_task(row) for row in tasks), tasks[0]["project_en"])
        )
    return tuple(found)


def _task(row: Row) -> TaskFacts:
    responsible = _names(row["responsible_units"])
    return TaskFacts(
        number=int(row["task_no"]),
        name=row["task"],
        name_en=row["task_en"],
        starts_on=date.fromisoformat(row["period_start"]),
        ends_on=date.fromisoformat(row["period_end"]),
        leads=_names(row["lead_units"]),
        responsible=tuple(name for name in responsible if name != ALL_MEMBERS),
        all_members=ALL_MEMBERS in responsible,
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(";") if name.strip())

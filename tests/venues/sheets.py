"""Sheets of venues for tests, and a job's way through the workers."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import openpyxl

from accounts.models import User
from core.geo import LonLat, lonlat
from core.imports import confirm_import, run_job, start_import
from core.models import ImportJob, ImportState
from venues.models import Region

TITLES = ["外部编号", "名称", "类型", "县区", "经度", "纬度", "坐标系"]


def inside(code: str = "450202") -> LonLat:
    """A place well within a county."""
    return lonlat(Region.objects.get(pk=code).label_point)


def row(number: int, name: str = "", **facts: Any) -> list[Any]:
    """A sound row of TITLES; facts by title."""
    place = inside()
    values = {
        "外部编号": f"导入-{number}",
        "名称": name or f"导入测试馆{number}",
        "类型": "科技馆",
        "县区": "城中区",
        "经度": round(place.lon + number * 1e-4, 6),
        "纬度": round(place.lat, 6),
        "坐标系": "WGS-84",
    }
    return [*(values | {name: fact for name, fact in facts.items() if name in values}).values()]


def workbook(rows: Sequence[Sequence[Any]], titles: Sequence[str] = TITLES) -> bytes:
    book = openpyxl.Workbook()
    for line in (titles, *rows):
        book.active.append(list(line))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sent(
    sheet: bytes, owner: User, now: datetime, *, unit: int | None = None, then: str = "draft", name: str = "表.xlsx"
) -> ImportJob:
    """A job that has been checked."""
    job = start_import(
        kind="venues",
        owner_id=owner.pk,
        unit_id=unit,
        file_name=name,
        sheet=sheet,
        options={"then": then, "language": "zh-hans"},
        now=now,
    )
    run_job(job.pk, now)
    job.refresh_from_db()
    return job


def confirmed(job: ImportJob, now: datetime) -> ImportJob:
    """The job after its owner's yes and the worker's run."""
    assert job.state == ImportState.CHECKED, job.note
    confirm_import(public_id=job.public_id, plan=job.plan, owner_id=job.owner_id, now=now)
    run_job(job.pk, now)
    job.refresh_from_db()
    return job


def problems(job: ImportJob) -> list[tuple[int, str, str]]:
    """Row, column and sentence of each problem."""
    return [
        (line.number, problem["column"], problem["sentence"]) for line in job.rows.all() for problem in line.problems
    ]

"""Sheets of activities for tests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from core.imports import run_job, start_import
from core.models import ImportJob
from tests.venues.sheets import workbook

TITLES = (
    "外部编号 活动名称 日期 开始时间 结束时间 名额（人） 场馆 地点名称 地址 形式 面向人群 活动品牌 完成的任务 报名 城乡"
).split()


def line(reference: str, **facts: Any) -> list[Any]:
    """A row of TITLES; facts by title."""
    values: dict[str, Any] = dict.fromkeys(TITLES) | {"外部编号": reference} | facts
    return [values[title] for title in TITLES]


def short(reference: str, day: str, start: Any = "9:00", until: str = "10:00", **facts: Any) -> list[Any]:
    """A row that says when a further session is, and nothing else."""
    return line(reference, **{"日期": day, "开始时间": start, "结束时间": until, "城乡": "城镇"} | facts)


def full(reference: str, title: str = "导入的讲座", **facts: Any) -> list[Any]:
    """A row that says all that a public activity needs."""
    said = {
        "活动名称": title,
        "日期": "2026-12-20",
        "开始时间": "09:30",
        "结束时间": "11:30",
        "地点名称": "三楼报告厅",
        "形式": "讲座或报告会",
        "面向人群": "青少年、社区居民",
        "城乡": "城镇",
    }
    return line(reference, **said | facts)


def plan_sent(
    rows: Sequence[Sequence[Any]],
    owner: User,
    now: datetime,
    *,
    unit: int | None,
    then: str = "draft",
    titles: Sequence[str] = TITLES,
    sheet: bytes | None = None,
) -> ImportJob:
    """A job that has been checked."""
    job = start_import(
        kind="activities",
        owner_id=owner.pk,
        unit_id=unit,
        file_name="计划.xlsx",
        sheet=sheet or workbook(rows, titles),
        options={"then": then, "language": "zh-hans"},
        now=now,
    )
    run_job(job.pk, now)
    job.refresh_from_db()
    return job

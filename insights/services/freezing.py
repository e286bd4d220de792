"""Freezing a figure as it is reported, so that it can be shown again whatever is corrected later."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.errors import Invalid, NotAllowed
from core.sql import one_snapshot
from insights.frozen import Frozen, asked_of, checksum_of
from insights.models import FrozenReport
from insights.said import SAID, said_of
from insights.selectors.frozen import MOST_ROWS
from insights.selectors.pivot import Question, pivot, rows_behind

LONGEST_TITLE = 100


def freeze_report(*, question: Question, title: str, by: Actor, now: datetime) -> FrozenReport:
    """Keep what a question gives at this moment, with what it came from, all of one snapshot.

    The same title, question and rows again are the report that stands. Raises NotAllowed, Invalid.
    """
    with one_snapshot(writes=True):
        return _freeze(question, title, by, now)


def _freeze(question: Question, title: str, by: Actor, now: datetime) -> FrozenReport:
    if not by.reviews or by.user_id is None:
        raise NotAllowed("freeze", _("定稿由领导小组办公室或县区办公室办理。"))
    said = title.replace("\x00", "").strip()
    if not 2 <= len(said) <= LONGEST_TITLE:
        sentence = _("请写明定稿的名称，2 到 100 个字，例如“2020 年总结”。")
        raise Invalid("frozen_title", sentence, fields={"title": [sentence]})
    found = pivot(question, now)
    rows = rows_behind(question, now, MOST_ROWS)
    if found.is_cut or len(rows) >= MOST_ROWS:
        raise Invalid("frozen_cut", _("这张表太大，定稿存不全；请缩小时间范围或换一个维度。"))
    frozen = Frozen.of(found, rows)
    frozen.result[SAID] = said_of(question, found, [key for key, _n in rows])
    asked = asked_of(question)
    checksum = checksum_of(asked, frozen.result, frozen.behind)
    same = FrozenReport.objects.filter(title=said, checksum=checksum, made_by=by.user_id)
    known = same.first()
    if known is not None:
        return known
    scope = question.scope or by
    return FrozenReport.objects.create(
        title=said,
        year=question.first.year,
        asked=asked,
        result=frozen.result,
        behind=frozen.behind,
        checksum=checksum,
        unit_ids=sorted(scope.organizer_of),
        counties=sorted(scope.reviewer_of_counties),
        is_whole=scope.sees_all,
        made_at=now,
        made_by_id=by.user_id,
    )

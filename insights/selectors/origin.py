"""What a figure carries wherever it goes: name and unit, definition, days, whose, of which moment, out of what."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import city_time
from core.errors import Sentence
from core.reference import read_city
from insights import sources
from insights.dimensions import DIMENSIONS
from insights.figures import Figure
from insights.selectors.labels import labels_of
from insights.selectors.pivot import Question
from insights.selectors.scope import scope_words
from insights.sources import Source

Value = str | date | datetime
Line = tuple[str, Value]
OUT_OF: Sequence[tuple[Source, Sentence]] = (
    (sources.TALLY, gettext_lazy("签到账本（扫码、名单、点数，以及经确认的现场清点）")),
    (sources.SESSIONS, gettext_lazy("活动和场次的登记")),
    (sources.SERVICE, gettext_lazy("志愿服务记录")),
    (sources.VENUES, gettext_lazy("科普场馆名录")),
    (sources.OFFICERS, gettext_lazy("科普信息员名册")),
    (sources.COVERED, gettext_lazy("居民点名册和科普信息员名册")),
    (sources.STATED, gettext_lazy("办公室填报的调查结果，来源见年度目标")),
)


def source_of(figure: Figure) -> str:
    """Where a figure comes from: this site, and which of its registers."""
    return out_of(next((words for source, words in OUT_OF if source is figure.source), ""))


def out_of(register: Sentence) -> str:
    """A register of this site, by name and address."""
    return " · ".join(part for part in (read_city().product_label, str(register), settings.SITE_URL) if part)


def origin_of(question: Question, now: datetime) -> list[Line]:
    """The lines, with days as days and moments as moments."""
    figure = question.figure
    lines: list[Line] = [
        (_("指标"), str(figure.name)),
        (_("单位"), str(figure.measure.label)),
        (_("定义"), str(figure.definition)),
        (_("自"), question.first),
        (_("至"), question.last),
        (_("截至"), now),
        (_("来源"), source_of(figure)),
    ]
    lines += [
        (
            _("只看：%(what)s") % {"what": DIMENSIONS[key].name},
            labels_of(key, [value], (question.first, question.last)).get(value, value),
        )
        for key, value in question.chosen.items()
    ]
    if question.scope is not None and not question.scope.sees_all:
        lines.append((_("范围"), scope_words(question.scope)))
    return lines


def origin_text(question: Question, now: datetime) -> list[str]:
    """The same in three lines or more, for what is drawn and printed."""
    figure, said = question.figure, origin_of(question, now)
    narrowed = [_("%(label)s：%(value)s") % {"label": label, "value": value} for label, value in said[7:]]
    days, source = _days_and_source(question.first, question.last, now, source_of(figure))
    named = {"name": figure.name, "unit": figure.measure.label, "definition": figure.definition}
    return [
        _("%(name)s（%(unit)s）：%(definition)s") % named,
        " · ".join([days, *narrowed]),
        source,
    ]


def origin_of_year(year: int, now: datetime, register: Sentence) -> list[str]:
    """Days, moment and source of a page about a year that is no single figure."""
    return _days_and_source(date(year, 1, 1), date(year, 12, 31), now, out_of(register))


def _days_and_source(first: date, last: date, now: datetime, source: str) -> list[str]:
    days = {"first": first.isoformat(), "last": last.isoformat(), "at": f"{city_time(now):%Y-%m-%d %H:%M}"}
    return [_("%(first)s 至 %(last)s，截至 %(at)s") % days, _("来源：%(source)s") % {"source": source}]

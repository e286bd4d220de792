"""How 人次 were obtained, in shares: scanned one by one, listed or clicked, counted as a crowd."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from activities.models.checkin import Method
from insights.dimensions import DIMENSIONS, Dimension
from insights.figures import Measure
from insights.formats import PERCENT
from insights.selectors.pivot import Number, Question, told
from insights.sources import TALLY

SCANNED = frozenset({Method.TICKET, Method.SCREEN, Method.POSTER})
LISTED = frozenset({Method.PAPER, Method.TURNSTILE})
COUNTED = frozenset({Method.HEADCOUNT})
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Shares:
    """Percentages of 人次 on site, one decimal; None where there is nothing to share out."""

    scanned: Decimal | None
    listed: Decimal | None
    counted: Decimal | None

    @property
    def words(self) -> str:
        """The three in one line; empty where there is nothing to share out."""
        if self.scanned is None:
            return ""
        said = {name: PERCENT.text(getattr(self, name)) for name in ("scanned", "listed", "counted")}
        return _("扫码 %(scanned)s%%，名单和点数 %(listed)s%%，现场清点 %(counted)s%%") % said


def has_shares(question: Question) -> bool:
    """Whether a question is about 人次 on site that were obtained in several ways, and not about one of them."""
    figure = question.figure
    asked = {one.key for one in (question.rows, question.columns) if one} | set(question.chosen)
    is_one_way = figure.key in {"scanned", "listed", "head_counted"} or "method" in asked
    return figure.source is TALLY and figure.measure is Measure.PERSON_TIMES and not is_one_way


def shares_along(question: Question, rows: Dimension | None, now: datetime) -> dict[str, Shares]:
    """The shares of each line, and of the whole where no dimension is named (under an empty key)."""
    found: dict[str, dict[str, Number]] = {}
    for (line, method), n in told(question, now, rows, DIMENSIONS["method"]).items():
        found.setdefault(line, {})[method] = n
    return {line: shares_of(methods) for line, methods in found.items()}


def shares_in_all(question: Question, now: datetime) -> Shares | None:
    """The shares of a question's total; None where it has none."""
    return shares_along(question, None, now).get("") if has_shares(question) else None


def shares_of(methods: Mapping[str, Number]) -> Shares:
    """Shares out of 人次 by method; views online are no 人次 on site."""
    total = sum(n for method, n in methods.items() if method != Method.ONLINE)
    if total <= 0:
        return Shares(None, None, None)

    def share(of: Iterable[Method]) -> Decimal:
        part = Decimal(sum(methods.get(method.value, 0) for method in of))
        return (100 * part / Decimal(total)).quantize(TENTH, ROUND_HALF_UP)

    return Shares(share(SCANNED), share(LISTED), share(COUNTED))

"""How a figure is written: one place for the screen, paper, spreadsheets, CSV and programs. Values only."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

NONE = "—"  # nothing was reported; what was reported as 0 is 0
Number = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Format:
    """Decimals, `least` to `most` of them, and whether thousands stand in groups."""

    least: int = 0
    most: int = 0
    grouped: bool = True

    @property
    def excel(self) -> str:
        """The number format of a spreadsheet's cells; the general one where `0.##` would leave a bare point."""
        if self.most and not self.least:
            return "General"
        whole = "#,##0" if self.grouped else "0"
        return f"{whole}.{'0' * self.least}{'#' * (self.most - self.least)}" if self.most else whole

    def text(self, n: Number | None) -> str:
        """For people: on the screen, on paper and in pictures."""
        if n is None:
            return NONE
        exact = self._exact(n)
        return f"{exact:,f}" if self.grouped else f"{exact:f}"

    def cell(self, n: Number | None) -> Number | str:
        """For a spreadsheet and for CSV: a number that can be reckoned with, or the dash."""
        return NONE if n is None else n if isinstance(n, int) else self._exact(n)

    def json(self, n: Number | None) -> int | float | None:
        """For programs: null where nothing was reported."""
        return n if n is None or isinstance(n, int) else float(self._exact(n))

    def _exact(self, n: Number) -> Decimal:
        """With as many decimals as it is written with."""
        exact = Decimal(str(n)).quantize(Decimal(1).scaleb(-self.most), ROUND_HALF_UP)
        for places in range(self.least, self.most):
            shorter = exact.quantize(Decimal(1).scaleb(-places))
            if shorter == exact:
                return shorter
        return exact


WHOLE = Format()
PERCENT = Format(least=1, most=2, grouped=False)  # a survey's 7.25 and a share's 62.1
PER_THOUSAND = Format(least=1, most=1)
ANY = Format(most=2)  # of a measure of somebody's own words

"""Figures as people read them."""

from decimal import Decimal

from django import template

from insights.figures import Figure, Measure
from insights.formats import ANY, NONE, WHOLE, Format, Number

register = template.Library()


@register.filter
def told(n: Number | None, of: Figure | Measure | Format) -> str:
    """A number in the format of its figure, measure or format; a dash for what was not reported."""
    if isinstance(of, Format):
        return of.text(n)
    return (of.measure if isinstance(of, Figure) else of).written.text(n)


@register.filter
def grouped(n: object) -> str:
    """A count: `1,234,567` in both languages; a dash for what was not reported; words as they are."""
    if n is None:
        return NONE
    if isinstance(n, Decimal | float):
        return ANY.text(n)
    return WHOLE.text(n) if isinstance(n, int) else str(n)


@register.filter
def rounded(figure: float) -> int | float:
    """A whole figure without its point; others with one decimal."""
    return int(figure) if figure == int(figure) else round(figure, 1)


@register.filter
def kilometres(metres: float | None) -> str:
    """Metres as kilometres with one decimal, or a dash."""
    return NONE if metres is None else f"{metres / 1000:.1f} km"

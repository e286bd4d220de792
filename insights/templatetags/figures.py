"""Figures as people read them."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def grouped(figure: object) -> str:
    """`1,234,567` in both languages; a dash for what was not reported; words as they are."""
    if figure is None:
        return "—"
    if isinstance(figure, Decimal):
        return f"{figure.normalize():,f}"
    return f"{figure:,}" if isinstance(figure, int | float) else str(figure)


@register.filter
def rounded(figure: float) -> int | float:
    """A whole figure without its point; others with one decimal."""
    return int(figure) if figure == int(figure) else round(figure, 1)


@register.filter
def kilometres(metres: float | None) -> str:
    """Metres as kilometres with one decimal, or a dash."""
    return "—" if metres is None else f"{metres / 1000:.1f} km"

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
    return f"{figure:,}" if isinstance(figure, int) else str(figure)

"""Minutes as people read them."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def as_hours(minutes: int | None) -> str:
    """`2 小时 5 分`; a dash for what is not known."""
    if minutes is None:
        return "—"
    hours, rest = divmod(minutes, 60)
    parts = [_("%(n)d 小时") % {"n": hours}] if hours or not rest else []
    return " ".join([*parts, _("%(n)d 分") % {"n": rest}] if rest else parts)

"""Decisions about what units were and are: values in, answer out."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence

EARLIEST = date(1949, 10, 1)


def why_not_from(since: date, last_since: date | None, today: date) -> Sentence | None:
    """Why a unit can't change on a day; None where it can. `last_since` is when what it is now began, if known."""
    if since > today:
        return _("变动要到那一天再登记：最晚填今天。")
    if since < EARLIEST:
        return _("日期太早，请核对。")
    if last_since is not None and since < last_since:
        return _("这一天之后已有一次变动（%(day)s），只能登记更晚的变动。") % {"day": last_since.isoformat()}
    return None

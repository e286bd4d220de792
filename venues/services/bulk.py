"""The same deed for many venues: each in its own transaction, through the service that does it for one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import structlog
from django.db import OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Actor
from core.errors import DomainError, Sentence
from venues.models import Venue, VenueStatus
from venues.services.steps import stated_reason
from venues.services.workflow import hide_venue, publish_venue, return_venue, submit_venue, verify_venue

MOST_AT_ONCE = 500

log = structlog.get_logger(__name__)


class Deed(StrEnum):
    """What can be done with many venues at once."""

    SUBMIT = "submit"
    PUBLISH = "publish"
    RETURN = "return"
    HIDE = "hide"
    VERIFY = "verify"

    @property
    def label(self) -> Sentence:
        return DEED_LABELS[self]

    @property
    def needs_reason(self) -> bool:
        return self in {Deed.RETURN, Deed.HIDE}

    @property
    def starts_from(self) -> frozenset[VenueStatus]:
        """The statuses in which it does something."""
        return STARTS_FROM[self]


DEED_LABELS: dict[Deed, Sentence] = {
    Deed.SUBMIT: gettext_lazy("提交审核"),
    Deed.PUBLISH: gettext_lazy("发布"),
    Deed.RETURN: gettext_lazy("退回"),
    Deed.HIDE: gettext_lazy("隐藏"),
    Deed.VERIFY: gettext_lazy("核实无误"),
}
STARTS_FROM = {
    Deed.SUBMIT: frozenset({VenueStatus.DRAFT, VenueStatus.RETURNED}),
    Deed.PUBLISH: frozenset({VenueStatus.DRAFT, VenueStatus.SUBMITTED, VenueStatus.RETURNED, VenueStatus.HIDDEN}),
    Deed.RETURN: frozenset({VenueStatus.SUBMITTED}),
    Deed.HIDE: frozenset({VenueStatus.PUBLISHED}),
    Deed.VERIFY: frozenset({VenueStatus.PUBLISHED}),
}
DEEDS: dict[Deed, Callable[..., Venue]] = {
    Deed.SUBMIT: submit_venue,
    Deed.PUBLISH: publish_venue,
    Deed.RETURN: return_venue,
    Deed.HIDE: hide_venue,
    Deed.VERIFY: verify_venue,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one venue: done, or the sentence why not."""

    venue_id: int
    refusal: Sentence = ""

    @property
    def is_done(self) -> bool:
        return not self.refusal


def do_with_each(
    *,
    deed: Deed,
    venue_ids: Sequence[int],
    reason: str,
    by: Actor,
    now: datetime,
    goes_on: Callable[[], bool] = lambda: True,
) -> list[Outcome]:
    """Do it with one venue after the other, as long as it `goes_on`; what is not reached has no outcome.

    A venue that refuses stays as it was and keeps the others from nothing, so the whole can be
    repeated. Raises Invalid where a reason is needed and missing.
    """
    said: dict[str, Any] = {"by": by, "now": now}
    if deed.needs_reason:
        said["reason"] = stated_reason(reason)
    return list(_outcomes(DEEDS[deed], venue_ids[:MOST_AT_ONCE], said, goes_on))


def _outcomes(
    service: Callable[..., Venue], venue_ids: Iterable[int], said: dict[str, Any], goes_on: Callable[[], bool]
) -> Iterable[Outcome]:
    for venue_id in venue_ids:
        if not goes_on():
            return
        try:
            service(venue_id=venue_id, **said)
        except DomainError as error:
            yield Outcome(venue_id, str(error.sentence))
        except OperationalError:  # a lock that was not given in time, a connection that broke
            log.warning("bulk_deed_failed", venue=venue_id, exc_info=True)
            yield Outcome(venue_id, _("数据库暂时没有答复，这一个没有办成，请再试一次。"))
        else:
            yield Outcome(venue_id)

"""Whose ticket an entry that waits names, and which volunteer, as far as who asks may see it."""

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.models import QuarantinedEntry, Registration
from activities.permissions import can_edit_activity
from activities.selectors.registrants import opened
from activities.wording import when_text
from core.identifiers import is_public_id

# Masked names by what a volunteer's sign names; volunteers stand to the right of this app, and fill it in.
Names = Callable[[Collection[str]], dict[str, str]]
_named_by: list[Names] = []


def name_volunteers_with(names: Names) -> None:
    """Ask this from now on."""
    _named_by[:] = [names]


def whose(rows: Sequence[QuarantinedEntry], by: Actor) -> dict[UUID, str]:
    """Whose ticket, or which volunteer, each entry names, as far as somebody may see it."""
    tickets = {row.pk: ticket for row in rows if is_public_id(ticket := str(row.sent.get("ticket") or ""))}
    found = Registration.objects.filter(public_id__in=set(tickets.values()))
    named = {one.public_id: one for one in opened(found.select_related("session__activity__unit").defer("answers"))}
    names = {own: _holder(named.get(ticket), by) for own, ticket in tickets.items()}
    return names | _volunteers(rows)


def _holder(registration: Registration | None, by: Actor) -> str:
    if registration is None:
        return _("票已不存在")
    session = registration.session
    if not can_edit_activity(by, session.activity):
        return _("别的活动的票")
    name = registration.group_name or registration.name or "—"
    return _("%(name)s · %(n)d 人 · %(when)s的票") % {
        "name": name,
        "n": registration.people,
        "when": when_text(session.starts_at, session.ends_at),
    }


def _volunteers(rows: Sequence[QuarantinedEntry]) -> dict[UUID, str]:
    signs = {row.pk: one for row in rows if is_public_id(one := str(row.sent.get("volunteer") or ""))}
    if not signs or not _named_by:
        return {}
    names = _named_by[0](set(signs.values()))
    return {own: _("志愿者 %(name)s") % {"name": names[one]} for own, one in signs.items() if one in names}

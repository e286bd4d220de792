"""Certificates for a whole team: some members at a time, so that it can be watched and left."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor, actor_for
from activities.permissions import can_post_for
from core.clock import city_day
from core.errors import NotFound, Refused
from core.outbox import record
from volunteers.models import CertificateBatch, Team, TeamMemberState
from volunteers.permissions import can_keep_team
from volunteers.services.certificates import CertificateFacts, check_facts, issue_certificate

AT_ONCE = 10


@transaction.atomic
def start_batch(
    *, team: Team, since: date, until: date, handler: str, contact: str, by: Actor, now: datetime
) -> CertificateBatch:
    """Begin to certify what each member has served at the team's unit. Raises NotFound, Invalid, Refused."""
    if by.user_id is None or not can_keep_team(by, team) or not can_post_for(by, team.unit):
        raise NotFound("team", _("没有找到这个服务队。"))
    check_facts(CertificateFacts(0, team.unit_id, since, until, handler, contact), city_day(now))
    total = team.members.filter(state=TeamMemberState.MEMBER).count()
    if total == 0:
        raise Refused("team_empty", _("这个服务队还没有队员。"))
    made = CertificateBatch.objects.create(
        team=team,
        unit=team.unit,
        since=since,
        until=until,
        handler=handler.strip(),
        contact=contact.strip(),
        made_by_id=by.user_id,
        made_at=now,
        total=total,
    )
    record("certificates.batch", batch=made.pk, after=0)
    return made


def issue_some(*, batch_id: int, after: int, now: datetime) -> None:
    """Issue for the next members; the caller holds the transaction, so that each is issued once."""
    batch = CertificateBatch.objects.select_for_update(of=("self",)).select_related("team", "made_by").get(pk=batch_id)
    by = actor_for(batch.made_by, city_day(now))
    rows = batch.team.members.filter(state=TeamMemberState.MEMBER, pk__gt=after).order_by("pk")[:AT_ONCE]
    members = list(rows.values_list("pk", "volunteer_id"))
    for _member, volunteer_id in members:
        facts = CertificateFacts(volunteer_id, batch.unit_id, batch.since, batch.until, batch.handler, batch.contact)
        try:
            issue_certificate(facts=facts, by=by, now=now)
        except (Refused, NotFound):  # nothing served, one's own, or erased meanwhile
            batch.skipped += 1
        else:
            batch.issued += 1
    batch.save(update_fields=["skipped", "issued"])
    if len(members) == AT_ONCE:
        record("certificates.batch", batch=batch_id, after=members[-1][0])
    else:
        batch.finished_at = now
        batch.save(update_fields=["finished_at"])

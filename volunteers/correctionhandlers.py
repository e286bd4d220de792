"""Who hears of a correction of hours: the volunteer, who keeps the activity, and who issued a certificate on it."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors.people import office_people, organizers_of
from accounts.services import notify
from core.clock import city_day
from core.outbox import handles
from volunteers.models import Certificate, Correction, CorrectionState, Position
from volunteers.selectors.corrected import certificates_on

TO_VOLUNTEER = {
    CorrectionState.PROPOSED: _("有人提出更正您的服务时长，由另一个人确认以前不变："),
    CorrectionState.CONFIRMED: _("您的服务时长已更正，有异议请在五天内提出："),
    CorrectionState.REJECTED: _("更正您服务时长的提议未通过，时长不变："),
}
TO_KEEPERS = {
    CorrectionState.PROPOSED: _("有人提出更正服务时长，请另一个人核实："),
    CorrectionState.CONFIRMED: _("服务时长的更正已确认："),
    CorrectionState.REJECTED: _("服务时长的更正未通过，一切照旧："),
}


@handles("correction.proposed")
@handles("correction.decided")
def tell_of_a_correction(correction: int) -> None:
    """A correction was proposed, has taken effect, or was refused."""
    made = Correction.objects.select_related(
        "service__volunteer__user", "service__application__position__session__activity", "proposed_by"
    ).get(pk=correction)
    state, position = CorrectionState(made.state), made.service.application.position
    user = made.service.volunteer.user
    path = reverse("volunteer-hours")
    _tell([user] if user is not None else [], made, TO_VOLUNTEER[state], path)
    activity = position.session.activity
    path = reverse("workspace-position", args=[activity.public_id, position.public_id])
    acted = made.proposed_by_id if state is CorrectionState.PROPOSED else made.decided_by_id
    served = user.pk if user is not None else None
    today = city_day(timezone.now())
    keepers = {one.pk: one for one in [*organizers_of(activity.unit_id, today), made.proposed_by]}
    told = [one for pk, one in keepers.items() if pk not in {acted, served}]
    # Where the unit has nobody else, the office is the second person.
    _tell(told or office_people(today), made, TO_KEEPERS[state], path)


def _tell(users: Iterable[User], made: Correction, what: object, path: str) -> None:
    notify(
        users=users,
        key=f"correction-{made.pk}-{made.state}",
        title=format_lazy("{what}{title}", what=what, title=_title(made.service.application.position)),
        path=path,
        now=timezone.now(),
    )


def _title(position: Position) -> str:
    return f"{position.session.activity.title} · {position.title}"


@handles("correction.decided")
def tell_issuers_of_a_correction(correction: int) -> None:
    """A certificate rests on what was corrected: who issued it, and who issues for its unit, may issue it anew."""
    made = Correction.objects.select_related("service").get(pk=correction)
    if made.state != CorrectionState.CONFIRMED:
        return
    for certificate in certificates_on(made.service).select_related("unit", "issued_by"):
        _tell_issuers(made, certificate)


def _tell_issuers(made: Correction, certificate: Certificate) -> None:
    now = timezone.now()
    notify(
        users={
            one.pk: one for one in [*organizers_of(certificate.unit_id, city_day(now)), certificate.issued_by]
        }.values(),
        key=f"correction-{made.pk}-certificate-{certificate.pk}",
        title=format_lazy("{what}{title}", what=_("已出具的证明所依据的记录有更正："), title=certificate.serial),
        path=reverse("workspace-certificates"),
        now=now,
    )

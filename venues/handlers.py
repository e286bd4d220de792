"""What follows from events of venues: the people whom they concern hear of them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.selectors.people import organizers_of, reviewers_for
from accounts.services import notify
from core.clock import city_day
from core.outbox import handles
from venues import services
from venues.models import ErrorReport, RevisionState, Venue, VenueRevision, VenueStatus


@handles("venue.submitted")
def tell_reviewers_of_a_venue(venue: int, version: int) -> None:
    """A venue waits for review."""
    found = Venue.objects.filter(pk=venue, status=VenueStatus.SUBMITTED).first()
    if found is None:
        return
    now = timezone.now()
    notify(
        users=reviewers_for([found.county_id or "", found.zone_id or ""], city_day(now)),
        key=f"venue-{venue}-submitted-{version}",
        title=format_lazy("{what}{name}", what=_("待审核的场馆："), name=found.name),
        path=reverse("workspace-review-one", args=[found.public_id]),
        now=now,
    )


@handles("venue.returned")
@handles("venue.published")
def tell_organizers_of_a_decision(venue: int, version: int) -> None:
    """A venue has been decided on."""
    found = Venue.objects.get(pk=venue)
    now = timezone.now()
    what = {VenueStatus.RETURNED: _("场馆被退回，请看理由："), VenueStatus.PUBLISHED: _("场馆已发布：")}
    if found.status not in what:
        return
    notify(
        users=organizers_of(found.operator_id, city_day(now)),
        key=f"venue-{venue}-decided-{version}",
        title=format_lazy("{what}{name}", what=what[VenueStatus(found.status)], name=found.name),
        path=reverse("workspace-venue", args=[found.public_id]),
        now=now,
    )


@handles("venues.imported")
def tell_reviewers_of_an_import(job: int, county: str, zone: str) -> None:
    """Venues of a county came in by one sheet and wait for review."""
    now = timezone.now()
    notify(
        users=reviewers_for([county, zone], city_day(now)),
        key=f"import-{job}-submitted",
        title=_("批量导入了待审核的场馆，请办理。"),
        path=reverse("workspace-review"),
        now=now,
    )


@handles("revision.submitted")
def tell_reviewers_of_a_revision(revision: int, version: int) -> None:
    """A change waits for review."""
    found = VenueRevision.objects.select_related("venue").filter(pk=revision, state=RevisionState.SUBMITTED).first()
    if found is None:
        return
    now = timezone.now()
    notify(
        users=reviewers_for([found.venue.county_id or "", found.venue.zone_id or ""], city_day(now)),
        key=f"revision-{revision}-submitted-{version}",
        title=format_lazy("{what}{name}", what=_("待审核的修改："), name=found.venue.name),
        path=reverse("workspace-review-one", args=[found.venue.public_id]),
        now=now,
    )


@handles("revision.returned")
@handles("revision.accepted")
def tell_organizers_of_a_revision(revision: int, version: int) -> None:
    """A change has been decided on."""
    found = VenueRevision.objects.select_related("venue").get(pk=revision)
    now = timezone.now()
    what = {RevisionState.RETURNED: _("修改被退回，请看理由："), RevisionState.ACCEPTED: _("修改已采纳：")}
    if found.state not in what:
        return
    notify(
        users=organizers_of(found.venue.operator_id, city_day(now)),
        key=f"revision-{revision}-decided-{version}",
        title=format_lazy("{what}{name}", what=what[RevisionState(found.state)], name=found.venue.name),
        path=reverse("workspace-venue", args=[found.venue.public_id]),
        now=now,
    )


@handles("report.received")
def tell_keepers_of_a_report(report: int) -> None:
    """Somebody says that a venue has an error: told once a day and venue."""
    found = ErrorReport.objects.open().select_related("venue").defer("contact").filter(pk=report).first()
    if found is None:
        return
    now = timezone.now()
    day, venue = city_day(now), found.venue
    keepers = organizers_of(venue.operator_id, day) + reviewers_for([venue.county_id or "", venue.zone_id or ""], day)
    notify(
        users={user.pk: user for user in keepers}.values(),
        key=f"venue-{venue.pk}-report-{day:%Y%m%d}",
        title=format_lazy("{what}{name}", what=_("有人报错："), name=venue.name),
        path=reverse("workspace-report", args=[found.public_id]),
        now=now,
    )


@handles("report.answered")
def answer_the_reporter(report: int) -> None:
    """A report has been decided on, and a contact was left."""
    services.send_answer(report_id=report)


@handles("venue.merged")
def tell_organizers_of_a_merge(kept: int, dropped: int) -> None:
    """Two venues have become one: who ran either hears of it."""
    now = timezone.now()
    stays, went = Venue.objects.get(pk=kept), Venue.objects.get(pk=dropped)
    people = organizers_of(stays.operator_id, city_day(now)) + organizers_of(went.operator_id, city_day(now))
    notify(
        users={user.pk: user for user in people}.values(),
        key=f"venue-{dropped}-merged-{kept}",
        title=format_lazy("{what}{gone} → {name}", what=_("场馆已合并："), gone=went.name, name=stays.name),
        path=reverse("workspace-venue", args=[stays.public_id]),
        now=now,
    )

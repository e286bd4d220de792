"""Error reports: taken from the public, worked off by who keeps the venue, answered to who asked."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.permissions import Actor
from core.errors import Conflict, Invalid, NotFound, Refused, Sentence
from core.geo import LonLat
from core.models import StoredImage
from core.outbox import record
from core.reference import read_city
from core.sms import SmsFailed, send_sms
from venues.facts import GivenPlace
from venues.models import (
    EDITED_IN_PLACE,
    ErrorReport,
    PositionQuality,
    Reply,
    ReportKind,
    ReportState,
    RevisionState,
    Step,
    Venue,
)
from venues.rules import contact_of, what_is_wrong_with_report
from venues.selectors.regions import county_at
from venues.selectors.workingcopy import working_copy
from venues.services.merging import follows_merge
from venues.services.revisions import save_working_copy, submit_revision
from venues.services.steps import take_step
from venues.services.venues import locked_venue

KEEP_CONTACT = timedelta(days=90)  # after the answer
LONGEST_ANSWER = 500
SMS_TEMPLATE = "report_answered"


@dataclass(frozen=True, slots=True)
class GivenReport:
    """What came in; `token` is the form's, `place` is WGS 84, `photo` a stored photo's identifier."""

    token: UUID
    kind: str
    text: str = ""
    place: LonLat | None = None
    photo: str = ""
    contact: str = ""
    language: str = "zh-hans"


def why_not_report(given: GivenReport) -> dict[str, list[Sentence]]:
    """Sentences by field; empty if the report can be taken."""
    wrong = what_is_wrong_with_report(given.kind, given.text, given.place, given.contact)
    if given.place is not None and "place" not in wrong and county_at(given.place) is None:
        wrong["place"] = [_("标出的位置不在本市范围内，请重新标。")]
    return wrong


@transaction.atomic
def report_error(*, venue_id: int, given: GivenReport, now: datetime) -> ErrorReport:
    """Take a report about a published venue; a form that is sent twice is one report.

    Raises Invalid by field, and NotFound where the public sees no such venue.
    """
    known = ErrorReport.objects.defer("contact").filter(token=given.token).first()
    if known is not None:
        return known
    wrong = why_not_report(given)
    if wrong:
        raise Invalid("report_invalid", next(iter(wrong.values()))[0], fields=wrong)
    # The lock keeps a merge from passing by.
    venue = Venue.objects.select_for_update(of=("self",), no_key=True).published().filter(pk=venue_id).first()
    if venue is None:
        raise NotFound("venue", _("没有找到这个场馆。"))
    place = given.place.rounded() if given.place else None
    report, new = ErrorReport.objects.defer("contact").get_or_create(  # type: ignore[misc]
        token=given.token,
        defaults={
            "venue": venue,
            "kind": given.kind,
            "text": given.text.strip(),
            "lon": place.lon if place else None,
            "lat": place.lat if place else None,
            # The lock keeps the photo from being swept while it is taken up.
            "photo": StoredImage.objects.select_for_update(no_key=True).filter(public_id=given.photo or None).first(),
            "contact": contact_of(given.contact) or None,
            "language": given.language,
            "created_at": now,
        },
    )
    if new:
        record("report.received", report=report.pk)
    return report


def _locked_report(report_id: int, by: Actor) -> tuple[ErrorReport, Venue]:
    """A report on what the actor keeps, locked after its venue, as merging does. Raises NotFound, Conflict."""
    known = ErrorReport.objects.defer("contact").filter(pk=report_id).first()
    if known is None:
        raise NotFound("report", _("没有找到这条报错。"))
    venue = locked_venue(known.venue_id, by=by)
    report = ErrorReport.objects.select_for_update(of=("self",)).defer("contact").get(pk=report_id)
    if report.venue_id != venue.pk:
        raise Conflict("report_moved_on", _("这条报错刚刚有了变化，请刷新页面看最新情况。"))
    return report, venue


@transaction.atomic
def apply_proposed_position(*, report_id: int, by: Actor, now: datetime) -> bool:
    """Make the venue stand where the reporter puts it; whether that is in force, or waits for review.

    Done again it changes nothing. Raises NotFound, Conflict where a change of the venue is under way,
    Refused where no position is proposed.
    """
    report, venue = _locked_report(report_id, by)
    if report.lon is None or report.lat is None:
        raise Refused("no_position", _("这条报错没有标出位置。"))
    place = GivenPlace(LonLat(report.lon, report.lat))
    copy = working_copy(venue)
    if copy.facts.given == place and (copy.revision is None or copy.revision.state == RevisionState.SUBMITTED):
        return copy.revision is None
    if copy.revision is not None:
        raise Conflict("revision_open", _("这个场馆有一份没有办结的修改稿，请先办结，或在修改稿里改位置。"))
    facts = replace(copy.facts, given=place, position_quality=PositionQuality.APPROXIMATE)
    save_working_copy(venue_id=venue.pk, facts=facts, expect_version=copy.version, by=by, now=now)
    if venue.status in EDITED_IN_PLACE:
        return True
    return submit_revision(venue_id=venue.pk, by=by, now=now).state == RevisionState.ACCEPTED


@transaction.atomic
def decide_report(*, report_id: int, state: ReportState, answer: str, by: Actor, now: datetime) -> ErrorReport:
    """Close a report as corrected or dismissed, with the answer that the reporter gets.

    Done again it changes nothing. Raises Invalid without an answer, Conflict where it is closed
    otherwise already, NotFound.
    """
    report, venue = _locked_report(report_id, by)
    if report.state == state != ReportState.OPEN:
        return report
    if not report.is_open or state == ReportState.OPEN:
        raise Conflict("report_decided", _("这条报错已经办结，请刷新页面看结果。"), state=report.state)
    stated = "\n".join(answer.strip().splitlines())
    if not stated or len(stated) > LONGEST_ANSWER:
        sentence = _("请写明答复，最多 %(longest)d 个字。") % {"longest": LONGEST_ANSWER}
        raise Invalid("answer", sentence, fields={"answer": [sentence]})
    wants_reply = ErrorReport.objects.filter(pk=report.pk, contact__isnull=False).exists()
    report.state, report.answer, report.decided_at, report.decided_by_id = state, stated, now, by.user_id
    report.reply = Reply.WAITING if wants_reply else Reply.NONE
    report.save(update_fields=["state", "answer", "decided_at", "decided_by", "reply"])
    if state == ReportState.CORRECTED:
        take_step(venue, Step.CORRECTED, by=by, now=now, reason=f"{ReportKind(report.kind).label} {report.public_id}")
    if wants_reply:
        record("report.answered", report=report.pk)
    return report


def send_answer(*, report_id: int) -> Reply:
    """Send a decided report's answer to the contact that was left; what is sent is not sent again.

    The contact is opened here and nowhere else. Mail that fails raises, so that it is tried again.
    """
    report = ErrorReport.objects.select_related("venue").filter(pk=report_id).first()
    if report is None or report.reply != Reply.WAITING:
        return Reply(report.reply) if report else Reply.NONE
    contact: str = report.contact or ""
    reply = Reply.SENT
    if "@" in contact:
        _mail(report, contact)
    else:
        try:
            send_sms(contact, SMS_TEMPLATE, {"number": report.public_id})
        except SmsFailed:
            reply = Reply.NOT_SENT
    ErrorReport.objects.filter(pk=report.pk).update(reply=reply)
    return reply


def _mail(report: ErrorReport, address: str) -> None:
    with override(report.language):
        number = report.public_id
        page = settings.SITE_URL + reverse("venue-report", args=[report.venue.public_id]) + f"?done={number}"
        subject = _("[%(site)s] 您的报错 %(number)s 已处理") % {"site": read_city().product_label, "number": number}
        body = _(
            "您好！您报告的“%(venue)s”的问题已处理，结果：%(state)s。\n\n"
            "答复：%(answer)s\n\n办理页面：%(url)s\n\n感谢您帮助改进科普地图。这封邮件由系统发出，请勿回复。"
        ) % {
            "venue": report.venue.label,
            "state": ReportState(report.state).label,
            "answer": report.answer,
            "url": page,
        }
    send_mail(" ".join(subject.split()), body, None, [address])


@transaction.atomic
def erase_report_contacts(*, now: datetime) -> int:
    """Erase contacts 90 days after the answer; returns how many."""
    return ErrorReport.objects.filter(contact__isnull=False, decided_at__lt=now - KEEP_CONTACT).update(contact=None)


@follows_merge
def move_reports(drop: Venue, keep: Venue) -> None:
    """Reports about a merged venue are about the kept one."""
    ErrorReport.objects.filter(venue=drop).update(venue=keep)

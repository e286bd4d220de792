"""Who reported is told the answer, and is given away to nobody: the contact is sealed, masked and erased."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.permissions import SYSTEM
from core.outbox import relay
from core.sms import MemorySms
from venues.models import ErrorReport, Reply, ReportState, Venue
from venues.services import decide_report, erase_report_contacts, report_error
from venues.services.reports import GivenReport

pytestmark = pytest.mark.django_db
MAIL, MOBILE = "reporter.wei@example.org", "13807720001"


@pytest.fixture
def venue() -> Venue:
    return Venue.objects.published().exclude(point=None).order_by("pk")[0]


def form(**data: Any) -> dict[str, Any]:
    return {"token": str(uuid.uuid4()), "kind": "hours", "text": "周一其实开门。", **data}


def reported(venue: Venue, now: datetime, **data: Any) -> ErrorReport:
    given = GivenReport(**{"token": uuid.uuid4(), "kind": "hours", "text": "周一其实开门。", **data})
    return report_error(venue_id=venue.pk, given=given, now=now)


def decided(report: ErrorReport, now: datetime, state: ReportState = ReportState.CORRECTED) -> ErrorReport:
    return decide_report(report_id=report.pk, state=state, answer="已改为周一闭馆，谢谢！", by=SYSTEM, now=now)


def test_the_answer_comes_by_mail_in_the_reporters_language(venue: Venue, now: datetime) -> None:
    Venue.objects.filter(pk=venue.pk).update(name_en="Test Museum")
    report = reported(venue, now, contact=MAIL, language="en")
    decided(report, now)
    relay(now + timedelta(days=400))
    [letter] = [letter for letter in mail.outbox if MAIL in letter.to]
    assert report.public_id in letter.subject
    assert "/en/venues/" in letter.body and "已改为周一闭馆" in letter.body and "Test Museum" in letter.body
    report = ErrorReport.objects.get(pk=report.pk)
    assert report.reply == Reply.SENT
    decided(report, now)
    relay(now + timedelta(days=800))
    assert len([letter for letter in mail.outbox if MAIL in letter.to]) == 1


def test_a_mobile_gets_a_message_or_it_is_told_that_none_was_sent(venue: Venue, now: datetime, settings: Any) -> None:
    MemorySms.sent.clear()
    first, second = reported(venue, now, contact=MOBILE), reported(venue, now, contact=MOBILE)
    decided(first, now)
    relay(now + timedelta(days=400))
    assert [(sms.number, sms.params["number"]) for sms in MemorySms.sent] == [(MOBILE, first.public_id)]
    settings.SMS_BACKEND = "none"
    decided(second, now)
    relay(now + timedelta(days=800))
    assert ErrorReport.objects.defer("contact").get(pk=second.pk).reply == Reply.NOT_SENT


def test_who_knows_the_number_reads_the_answer(venue: Venue, now: datetime) -> None:
    report = reported(venue, now)
    address = f"/venues/{venue.public_id}/report/?done={report.public_id}"
    assert "已改为" not in Client().get(address).content.decode()
    decided(report, now)
    assert "已改为周一闭馆" in Client().get(address).content.decode()


def test_contacts_are_erased_ninety_days_after_the_answer(venue: Venue, now: datetime) -> None:
    answered, waiting = reported(venue, now, contact=MAIL), reported(venue, now, contact=MAIL)
    decided(answered, now)
    assert erase_report_contacts(now=now + timedelta(days=90)) == 0
    assert erase_report_contacts(now=now + timedelta(days=91)) == 1
    assert ErrorReport.objects.get(pk=answered.pk).contact is None
    assert ErrorReport.objects.get(pk=waiting.pk).contact == MAIL


def everything_stored() -> str:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        tables = [table for table in connection.introspection.table_names(cursor) if not table.startswith("spatial")]
        found = []
        for table in tables:
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" AS t')
            found.append(str(cursor.fetchone()[0]))
    return "\n".join(found)


def test_a_contact_is_in_clear_nowhere(venue: Venue, now: datetime, capfd: Any, caplog: Any) -> None:
    """Tables, history, outbox and logs are searched for what was planted; the mail alone holds it."""
    for contact in (MAIL, MOBILE):
        assert Client().post(f"/venues/{venue.public_id}/report/", form(contact=contact)).status_code == 302
    for report in ErrorReport.objects.defer("contact"):
        decided(report, now)
    relay(now + timedelta(days=400))
    stored = everything_stored()
    logged = "".join(capfd.readouterr()) + caplog.text
    for planted in (MAIL, MOBILE, MAIL.encode().hex(), MOBILE.encode().hex()):
        assert planted not in stored
        assert planted not in logged
    assert "周一其实开门" in stored


def test_the_twin_with_an_open_column_is_caught(venue: Venue, now: datetime) -> None:
    report = reported(venue, now, contact=MAIL)
    ErrorReport.objects.filter(pk=report.pk).update(answer=MAIL)
    assert MAIL in everything_stored()

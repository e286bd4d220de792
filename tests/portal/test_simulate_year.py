"""The demonstration year: the same for the same seed, by the rules, and marked."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from accounts.models import User
from activities.models import Activity, CheckIn, Session, SessionResult
from insights.services.tally import recount
from portal.demonstration import year, yearpeople
from volunteers import rules
from volunteers.models import ServiceRecord, Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(monkeypatch: Any, settings: Any) -> None:
    settings.DEMONSTRATION_ACCOUNTS = True
    monkeypatch.setattr(year, "ACTIVITIES", 120)
    monkeypatch.setattr(year, "PERSON_TIMES", 40_000)
    monkeypatch.setattr(yearpeople, "VOLUNTEERS", 80)
    monkeypatch.setattr(yearpeople, "HOURS", 900)
    for name in ("demo-office", "demo-organizer"):
        User.objects.get_or_create(username=name, defaults={"is_demonstration": True})


def told(seed: int = 1) -> dict[str, Any]:
    before = set(Activity.objects.values_list("pk", flat=True))
    call_command("simulate_year", seed=seed, stdout=StringIO())
    made = Activity.objects.exclude(pk__in=before)
    ledger = CheckIn.objects.filter(session__activity__in=made)
    found = {
        "titles": sorted(made.values_list("title", flat=True)),
        "sessions": sorted(
            map(str, Session.objects.filter(activity__in=made).values_list("starts_at", "county", "activity__unit"))
        ),
        "counted": sorted(ledger.values_list("method", "audience").annotate(n=Sum("count"))),
        "states": sorted(SessionResult.objects.filter(session__activity__in=made).values_list("state", flat=True)),
        "minutes": sorted(ServiceRecord.objects.values_list("minutes", flat=True)),
        "numbers": sorted(Volunteer.objects.values_list("number", flat=True)),
    }
    assert made.count() == 120
    return found


def test_it_is_believable_marked_and_by_the_rules(small: None) -> None:
    found = told()
    made = Activity.objects.filter(reference__startswith="demonstration-2020-")
    assert not made.filter(is_demonstration=False).exists()
    assert all(title.startswith("演示·") for title in found["titles"])
    assert {"confirmed", "reported", "sent_back"} >= set(found["states"]) and "confirmed" in found["states"]
    assert "reported" in found["states"]  # late ones
    on_site = sum(n for method, _who, n in found["counted"] if method != "online")
    assert 25_000 < on_site < 45_000
    assert 890 * 60 <= sum(found["minutes"]) <= 940 * 60
    assert not Volunteer.objects.filter(user__username__startswith="demo-2020", is_demonstration=False).exists()
    days = Session.objects.filter(activity__in=made).dates("starts_at", "year")
    assert [day.year for day in days] == [2020]
    assert recount() == []


def test_again_it_changes_nothing(small: None) -> None:
    told()
    out = StringIO()
    call_command("simulate_year", stdout=out)
    assert "already" in out.getvalue() and Activity.objects.filter(reference__startswith="demo").count() == 120


def test_the_same_seed_makes_the_same_year(small: None, django_user_model: Any) -> None:
    from django.db import transaction

    found = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            found.append(told(seed))
            transaction.set_rollback(True)
    assert found[0] == found[1] != found[2]


def test_two_volunteers_that_draw_the_same_digits_have_two_numbers(small: None, monkeypatch: Any) -> None:
    """Eighty that draw of three hundred clash for certain (but for one in thirty thousand)."""
    monkeypatch.setattr(rules, "NUMBERS", 300)
    call_command("simulate_year", stdout=StringIO())
    numbers = Volunteer.objects.filter(user__username__startswith="demo-2020").values_list("number", flat=True)
    assert len(set(numbers)) == 80 and all(rules.is_number(number) for number in numbers)


def test_it_is_refused_where_it_does_not_belong(small: None, settings: Any) -> None:
    with pytest.raises(CommandError, match="no plan"):
        call_command("simulate_year", year=1999)
    settings.DEMONSTRATION_ACCOUNTS = False
    with pytest.raises(CommandError, match="not allowed"):
        call_command("simulate_year")

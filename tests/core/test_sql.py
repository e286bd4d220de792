"""Statements of our own fail in Django's words."""

import pytest
from django.db import ProgrammingError, transaction

from core.sql import fetch, fetch_planned_anew


@pytest.mark.django_db
@pytest.mark.parametrize("run", [fetch, fetch_planned_anew])
def test_rows_come_and_errors_are_djangos(run: object) -> None:
    assert run("SELECT %(n)s::int", {"n": 7}) == [(7,)]  # type: ignore[operator]
    with pytest.raises(ProgrammingError), transaction.atomic():
        run("SELECT nothing FROM nowhere", {})  # type: ignore[operator]

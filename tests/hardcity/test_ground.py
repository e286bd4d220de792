"""The hard city is as hard as it means to be."""

import pytest

from tests.hardcity.ground import City

pytestmark = pytest.mark.django_db


def test_what_services_refuse_is_a_sentence_and_little(city: City) -> None:
    assert set(city.refused) <= {"hours 不是时间；周一", "nowhere", "ten"}, city.refused
    assert len(city.rows) > 20, sorted(city.rows)

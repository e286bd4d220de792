"""The hard city is as hard as it means to be."""

import pytest

from tests.hardcity.ground import City

pytestmark = pytest.mark.django_db


def test_what_services_refuse_is_a_sentence_and_little(city: City) -> None:
    print(city.refused)
    print({name: keys for name, keys in city.rows.items()})
    assert len(city.refused) < 14, city.refused

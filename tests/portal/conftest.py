"""Who watches what hostile input sets off."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.gis.gdal import DataSource, GDALRaster, OGRGeometry
from django.contrib.gis.geos import GEOSGeometry
from django.test import Client

from accounts.models import User
from tests.conftest import client_of
from tests.portal.probes import Listener

PARSERS = (GEOSGeometry, OGRGeometry, GDALRaster, DataSource)


@pytest.fixture
def client(people: dict[str, User | None]) -> Client:
    return client_of(people["administrator"])


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whatever GEOS or GDAL was given to read, other than the database's own bytes."""
    given: list[Any] = []
    for parser in PARSERS:
        original = parser.__init__

        def recording(self: Any, value: Any, *rest: Any, _original: Any = original, **options: Any) -> None:
            if isinstance(value, str | bytes | dict):
                given.append(value)
            _original(self, value, *rest, **options)

        monkeypatch.setattr(parser, "__init__", recording)
    return given

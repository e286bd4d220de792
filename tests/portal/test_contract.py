"""Any request the OpenAPI allows, and any it doesn't: no 5xx, no reply that breaks the schema."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.db import connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from sciencemap.wsgi import application

# script/bench contract runs 500 an operation and mode; here enough to notice.
CASES = int(os.environ.get("CONTRACT_CASES", "40"))
DESCRIPTION = "/api/schema/?format=json"
OPEN_DATA = "/ogc/api"
OPERATIONS = [
    "/api/v1/venues/",
    "/api/v1/venues/nearby",
    "/api/v1/venues/{public_id}/",
    "/api/v1/regions/",
    "/api/v1/tours/stops",
    "/api/v1/search",
    "/api/v1/activities/",
    "/api/v1/stats/",
    "/api/v1/stats/tally/",
    "/api/v1/checkins/",
    "/api/v1/scanner/pair",
    "/api/v1/scanner/roster",
    "/api/v1/scanner/people",
]
OPEN_DATA_OPERATIONS = [
    "/",
    "/conformance",
    "/collections",
    "/collections/venues",
    "/collections/venues/items",
    "/collections/venues/items/{featureId}",
    "/collections/activities",
    "/collections/activities/items",
    "/collections/activities/items/{featureId}",
]
TRIED = [*((DESCRIPTION, path) for path in OPERATIONS), *((OPEN_DATA, path) for path in OPEN_DATA_OPERATIONS)]

PLAIN = {"Accept-Encoding": "identity"}  # the WSGI transport does not unpack gzip
# Kinds, regions and audiences are the city's data: a string of the right type may still name none.
NOT_ASKED = [positive_data_acceptance]


@pytest.fixture(autouse=True)
def _committed_data(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The real application closes its connection after a request, so no test's transaction is around it."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()


def operations(description: str) -> dict[str, Any]:
    schema = schemathesis.openapi.from_wsgi(description, application)
    return {result.ok().path: result.ok() for result in schema.get_all_operations()}


def test_every_operation_of_the_schema_is_tried() -> None:
    assert set(operations(DESCRIPTION)) - {"/api/schema/"} == set(OPERATIONS)
    assert set(operations(OPEN_DATA)) == set(OPEN_DATA_OPERATIONS)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("description", "path"), TRIED)
def test_no_request_breaks_the_contract(description: str, path: str, mode: GenerationMode) -> None:
    @given(case=operations(description)[path].as_strategy(generation_mode=mode))
    @settings(
        max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
    )
    def try_it(case: Any) -> None:
        case.call_and_validate(headers=PLAIN, excluded_checks=NOT_ASKED)

    try_it()

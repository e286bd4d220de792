"""The hard city is built once for this folder, in one transaction that is taken back at its end."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from tests.conftest import NOON
from tests.hardcity.ground import City, build


@pytest.fixture(scope="package")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    cache.clear()
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(minutes=1))
        patch.setattr(settings, "DEMONSTRATION_ACCOUNTS", True)
        with transaction.atomic():
            logging.disable(logging.CRITICAL)
            try:
                yield build(NOON, patch)
            finally:
                logging.disable(logging.NOTSET)
                transaction.set_rollback(True)

"""Data versions: a number that moves only when the data behind it does.

The database keeps it: statement triggers call `core_touch(name)` in the transaction of the
change, so a reader who sees a version sees that version's data.
"""

import threading
import time

from django.conf import settings
from django.db import connection


class _Memo(threading.local):
    def __init__(self) -> None:
        self.values: dict[str, tuple[float, int]] = {}


_memo = _Memo()


def data_version(name: str) -> int:
    """The version of a body of data, at most `DATA_VERSION_TTL` seconds old."""
    read_at, value = _memo.values.get(name, (0.0, 0))
    now = time.monotonic()
    if settings.DATA_VERSION_TTL and read_at and now - read_at < settings.DATA_VERSION_TTL:
        return value
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM core_dataversion WHERE name = %s", [name])
        row = cursor.fetchone()
    value = row[0] if row else 0
    _memo.values[name] = (now, value)
    return value

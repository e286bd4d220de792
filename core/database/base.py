"""PostGIS, with one attempt to reach it at a time after it was away: nobody else waits for what isn't there."""

import time
from typing import Any

from django.contrib.gis.db.backends.postgis import base
from django.db.utils import OperationalError

# For so long after a failure a process asks no more; then one request tries again.
PAUSE_S = 1.0


class Away(OperationalError):
    """The database could not be reached a moment ago, and was not asked again."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Says at once that the database is away, for a second after it was found so."""

    # Of the process: its threads share the pool, too.
    away_until = 0.0

    def get_new_connection(self, conn_params: Any) -> Any:
        now = time.monotonic()
        if now < DatabaseWrapper.away_until:
            raise Away("the database is away")
        # While this request tries, the others don't.
        was_away = DatabaseWrapper.away_until > 0
        if was_away:
            DatabaseWrapper.away_until = now + self.patience + PAUSE_S
        try:
            connection = super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            DatabaseWrapper.away_until = time.monotonic() + PAUSE_S
            raise
        DatabaseWrapper.away_until = 0.0
        return connection

    @property
    def patience(self) -> float:
        """Seconds that reaching it may take."""
        pool = self.settings_dict["OPTIONS"].get("pool")
        return float(pool["timeout"]) if isinstance(pool, dict) else 0.0

"""The cases: each module measures ours, the limit and the peers in turn, and returns the table's lines."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection

from bench.generate import Ground
from bench.load import Clients, Http, Job, Sample, Sql


@dataclass(slots=True)
class Bench:
    """What the cases share: clients, servers, the ground, and how long to measure."""

    url: str
    clients: Clients
    ports: dict[str, int]
    ground: Ground
    seconds: float
    rounds: int
    say: Callable[[str], None] = field(default=lambda text: None)

    def get(self, server: str, *paths: str, status: int = 200, **headers: str) -> Callable[[], Sample]:
        """A run of requests; header names are written with underscores."""
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return self._run(Http(self.ports[server], paths, named, status))

    def ask(
        self, statements: list[tuple[str, dict[str, Any]]], *, squeeze: int = 0, prepare: bool = True
    ) -> Callable[[], Sample]:
        """A run of one statement with each of its parameters, straight through psycopg."""
        (text,) = {text for text, _parameters in statements}
        parameters = tuple(parameters for _text, parameters in statements)
        return self._run(Sql(self.url, settings.DATABASE_OPTIONS["options"], text, parameters, squeeze, prepare))

    def _run(self, job: Job) -> Callable[[], Sample]:
        return lambda: self.clients.run(job, self.seconds)


def captured(read: Callable[[], object]) -> tuple[str, dict[str, Any]]:
    """The last statement that a selector sends, and its parameters."""
    sent: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        read()
    return sent[-1]

"""Clients that post check-ins, each entry with a ticket of its own. Nothing here knows Django, see load.py."""

import json
import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import uuid6

from bench.load import answer


@dataclass(frozen=True, slots=True)
class Post:
    """Each client takes a share of the tickets and a device's key, and posts them, `size` at a time."""

    port: int
    path: str
    session: str
    keys: tuple[str, ...]
    shares: tuple[tuple[str, ...], ...]
    size: int
    claims: str  # a folder in which a client says which share is its own
    status: int = 200

    def open(self) -> Any:
        mine = self._claim()
        left = iter(self.shares[mine])
        line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start = f"HTTP/1.1 {self.status} ".encode()

        def entry() -> dict[str, Any]:
            moment = datetime.now(UTC).isoformat()
            said = {"session": self.session, "count": 1, "audience": "youth", "method": "ticket"}
            return said | {"id": str(uuid6.uuid7()), "ticket": next(left), "occurred_at": moment, "undo_of": None}

        def ask(_number: int) -> int:
            body = json.dumps(self._body([entry() for _one in range(self.size)])).encode()
            head = (
                f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.keys[mine]}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            line.sendall(head.encode() + body)
            return answer(line, start)

        return ask

    def _claim(self) -> int:
        for number in range(len(self.shares)):
            try:
                os.close(os.open(f"{self.claims}/{number}", os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                continue
            return number
        raise RuntimeError("more clients than shares")

    def _body(self, entries: list[dict[str, Any]]) -> Any:
        return {"entries": entries, "sent_at": datetime.now(UTC).isoformat(), "unsent": 0}


class PostRows(Post):
    """The same facts as the peer takes them: a row, or a list of rows."""

    def _body(self, entries: list[dict[str, Any]]) -> Any:
        rows = [
            {**{name: entry[name] for name in ("id", "count", "audience", "method", "occurred_at")},
             "session": self.session, "received_at": entry["occurred_at"]}
            for entry in entries
        ]  # fmt: skip
        return rows if self.size > 1 else rows[0]

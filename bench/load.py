"""Load from several processes at once, each with one connection that stays open, for a bounded time.

Nothing here knows Django: a client process starts quickly and does little besides asking.
"""

import os
import socket
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import quantiles
from types import TracebackType
from typing import Any, Protocol

import psycopg

CLIENTS = 4  # as many as a web process has threads
IDLE = 0.85
MOST_WAIT_S = 6.0


class Job(Protocol):
    """What a client repeats: `open` returns a function that asks the n-th question and takes the whole answer."""

    def open(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Http:
    """GET of paths in turn over one connection; the answer must have the status."""

    port: int
    paths: tuple[str, ...]
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200

    def open(self) -> Any:
        extra = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        questions = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{extra}\r\n".encode() for path in self.paths]
        line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start = f"HTTP/1.1 {self.status} ".encode()

        def ask(number: int) -> int:
            line.sendall(questions[number % len(questions)])
            return answer(line, start)

        return ask


def answer(line: socket.socket, start: bytes) -> int:
    """Take one answer; its body's size."""
    got = line.recv(262144)
    while (end := got.find(b"\r\n\r\n")) < 0:
        got += _more(line)
    if not got.startswith(start):
        raise RuntimeError(f"expected {start!r}, got {got[:300]!r}")
    head, body = got[:end].lower(), got[end + 4 :]
    if start.startswith(b"HTTP/1.1 304"):
        return 0
    at = head.find(b"content-length:")
    if at < 0:
        return _chunks(line, body)
    size = int(head[at + 15 :].split(b"\r\n", 1)[0])
    left = size - len(body)
    while left > 0:
        left -= len(_more(line))
    return size


def _chunks(line: socket.socket, body: bytes) -> int:
    total, at = 0, 0
    while True:
        while (end := body.find(b"\r\n", at)) < 0:
            body += _more(line)
        size = int(body[at:end], 16)
        at = end + 2 + size + 2
        pieces = [body]
        left = at - len(body)
        while left > 0:
            pieces.append(_more(line))
            left -= len(pieces[-1])
        body = b"".join(pieces)
        if not size:
            return total
        total += size


def _more(line: socket.socket) -> bytes:
    piece = line.recv(262144)
    if not piece:
        raise RuntimeError("the answer was cut off")
    return piece


@dataclass(frozen=True, slots=True)
class Sql:
    """A statement with server-side parameters in turn, on a connection with the product's options."""

    url: str
    options: str
    statement: str
    parameters: tuple[dict[str, Any], ...]
    squeeze: int = 0  # gzip level for the first column, 0 for none
    prepare: bool = True  # else planned anew each time

    def open(self) -> Any:
        import zlib

        connection = psycopg.connect(self.url, autocommit=True, options=self.options, prepare_threshold=0)
        cursor = connection.cursor(binary=True)

        def ask(number: int) -> int:
            cursor.execute(self.statement, self.parameters[number % len(self.parameters)], prepare=self.prepare)
            rows = cursor.fetchall()
            if self.squeeze:
                return len(zlib.compress(rows[0][0], self.squeeze))
            return len(rows)

        return ask


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: how many a second in all, and milliseconds for one."""

    rate: float
    median_ms: float
    p95_ms: float


def _drive(job: Job, begin: float, seconds: float) -> list[float]:
    ask = job.open()
    ask(os.getpid())
    ask(os.getpid())
    number = os.getpid()  # clients begin at different questions
    time.sleep(max(0.0, begin - time.time()))
    taken = []
    before = time.perf_counter()
    end = before + seconds
    while before < end:
        ask(number)
        number += 1
        after = time.perf_counter()
        taken.append(after - before)
        before = after
    return taken


class Clients:
    """The client processes; `run` has them all do a job for some seconds."""

    def __init__(self, count: int = CLIENTS) -> None:
        self.count = count
        self._pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"))

    def __enter__(self) -> "Clients":
        for waiting in [self._pool.submit(time.sleep, 0.3) for _ in range(self.count)]:
            waiting.result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown()

    def run(self, job: Job, seconds: float) -> Sample:
        wait_for_idle()
        begin = time.time() + 0.4  # connections are open and statements prepared by then
        runs = [self._pool.submit(_drive, job, begin, seconds) for _ in range(self.count)]
        results = [run.result() for run in runs]
        rate = sum(len(taken) / sum(taken) for taken in results)
        every = [value * 1000 for taken in results for value in taken]
        cuts = quantiles(every, n=20) if len(every) > 1 else every * 19
        return Sample(rate, cuts[9], cuts[18])


def _cpu() -> tuple[int, int]:
    with open("/proc/stat") as lines:
        numbers = [int(word) for word in lines.readline().split()[1:]]
    return numbers[3] + numbers[4], sum(numbers[:8])


def wait_for_idle() -> bool:
    """Waits until the processors have little to do, or for `MOST_WAIT_S`; whether they had."""
    end = time.monotonic() + MOST_WAIT_S
    idle, total = _cpu()
    while time.monotonic() < end:
        time.sleep(0.3)
        idle_now, total_now = _cpu()
        if (idle_now - idle) >= IDLE * (total_now - total):
            return True
        idle, total = idle_now, total_now
    return False

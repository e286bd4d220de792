"""Alive, ready, and measured."""

import hmac

import redis
from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django_prometheus.exports import ExportToDjangoView
from kombu import Connection
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

NO_STORE = {"Cache-Control": "no-store"}
BROKER_WAIT_S = 2


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain", headers=NO_STORE)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrations() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _cache() -> bool:
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1).ping()
    except RedisError:
        return False
    return True


def _broker() -> bool:
    try:
        with Connection(current_app.conf.broker_url, connect_timeout=BROKER_WAIT_S) as broker:
            broker.ensure_connection(max_retries=1, timeout=BROKER_WAIT_S)
    except (OperationalError, RedisError, OSError):
        return False
    return True


def readyz(request: HttpRequest) -> HttpResponse:
    """Database, migrations, cache and broker are there: 200, or 503 with what is not."""
    checks = {"database": _database(), "migrations": _migrations(), "cache": _cache(), "broker": _broker()}
    status = 200 if all(checks.values()) else 503
    return JsonResponse({"ready": status == 200, "checks": checks}, status=status, headers=NO_STORE)


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' figures, for whoever holds METRICS_TOKEN; without a token set there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    response: HttpResponse = ExportToDjangoView(request)
    return response

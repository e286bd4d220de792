"""Structured logs without personal data: paths without their query, no bodies, no addresses."""

import logging
import logging.config
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override
from django_structlog.middlewares import RequestMiddleware


class RequestLogMiddleware(RequestMiddleware):
    """One line a request; a query may hold a person's position or words and stays out."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {tellable(request.path)}"


LONGEST_TOLD = 40
# What may be told of an address: which thing, page or size. All else in it may be what lets in whoever knows it.
TOLD_ARGUMENTS = frozenset(
    "app_label checkin_id collection content_type_id device_id first form id kind layer member_id name notice_id"
    " object_id pk position_id public_id second session_id size target_id view_id x y year z".split()
)


def tellable(path: str) -> str:
    """A path without what lets in whoever knows it: an argument is told only where its name is known to be harmless."""
    language = get_language_from_path(path)
    prefix = f"/{language}" if language and path.startswith(f"/{language}/") else ""
    rest = path.removeprefix(prefix)
    # Addresses of the default language have no prefix.
    with override(settings.LANGUAGE_CODE):
        try:
            secrets = {name: str(value) for name, value in resolve(rest).kwargs.items() if name not in TOLD_ARGUMENTS}
        except Resolver404:
            # Perhaps a mistyped secret: only where it was looked for is told.
            first, _slash, more = rest.removeprefix("/").partition("/")
            return f"{prefix}/{first[:LONGEST_TOLD]}" + ("/…" if more else "")
    for value in sorted(filter(None, secrets.values()), key=len, reverse=True):
        before, _value, after = rest.rpartition(value)
        rest = f"{before}…{after}"
    return prefix + rest


class SecretFreePaths(logging.Filter):
    """Django's own lines of refused requests tell an address as ours do."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.") and isinstance(record.args, tuple):
            record.args = tuple(
                tellable(arg) if isinstance(arg, str) and arg.startswith("/") else arg for arg in record.args
            )
        return True


SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]


def logging_config(level: str) -> dict[str, Any]:
    """Django's LOGGING: JSON lines on standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
                "foreign_pre_chain": SHARED_PROCESSORS,
            }
        },
        "filters": {"paths": {"()": SecretFreePaths}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["paths"]}},
        "root": {"handlers": ["console"], "level": level},
    }


def configure_logging(config: dict[str, Any]) -> None:
    """Settings' LOGGING_CONFIG: standard logging and structlog write the same lines."""
    logging.config.dictConfig(config)
    structlog.configure(
        processors=[
            *SHARED_PROCESSORS,
            structlog.stdlib.filter_by_level,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )

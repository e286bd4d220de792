"""Structured logs without personal data: paths without their query, no bodies, no addresses."""

import logging.config
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware


class RequestLogMiddleware(RequestMiddleware):
    """One line a request; a query may hold a person's position or words and stays out."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {tellable(request.path)}"


def tellable(path: str) -> str:
    """A path without what lets in whoever knows it."""
    for secret in settings.SECRET_PATHS:
        before, found, after = path.partition(secret)
        if found:
            return f"{before}{found}…{after[after.find('/') :] if '/' in after else ''}"
    return path


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
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
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

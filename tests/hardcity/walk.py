"""Every address of the site, filled with identifiers of the hard city: found in the URL configuration itself."""

import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.template import engines
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from tests.conftest import client_of
from tests.hardcity.fills import FILLS
from tests.hardcity.ground import City

# The administration and allauth are Django's own pages; their lists are opened, no more.
FOREIGN = ("admin:", "account_", "mfa_", "socialaccount_")
INVALID = "⟦no variable %s⟧"
REPRS = re.compile(
    r"&lt;[\w.]+ object|object at 0x|GivenPhoto\(|GivenPlace\(|datetime\.(date|datetime)\(|Decimal\(|&lt;QuerySet"
    r"|LonLat\(|\bzoneinfo\.|&#x27;__proxy__|\bUUID\(|VariableDoesNotExist|StrEnum|Traceback \("
)
NONE = re.compile(r">\s*None\s*<|[:：（(]\s*None\b|\bNone\s*[）)]")
REGISTRIES = re.compile(r"site-packages|node_modules|/tmp/")
SCRIPTS = re.compile(r"<(script|style)\b.*?</\1>", re.S)


@dataclass(frozen=True)
class Route:
    name: str
    arguments: tuple[str, ...]
    methods: frozenset[str] = frozenset()


def routes() -> list[Route]:
    """Every named route once, with its arguments."""

    def inside(patterns: list[Any], namespace: str, outer: tuple[str, ...]) -> Iterator[Route]:
        for pattern in patterns:
            own = (*outer, *pattern.pattern.converters)
            if not own and hasattr(pattern.pattern, "regex"):
                own = tuple(pattern.pattern.regex.groupindex)
            elif hasattr(pattern.pattern, "regex"):
                own = (*own, *(name for name in pattern.pattern.regex.groupindex if name not in own))
            if isinstance(pattern, URLResolver):
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from inside(pattern.url_patterns, inner, own)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield Route(f"{namespace}{pattern.name}", own)

    found = {route.name: route for route in inside(get_resolver().url_patterns, "", ())}
    return [found[name] for name in sorted(found)]


def filled(city: City, route: Route) -> list[dict[str, Any]] | None:
    """With what to fill a route's arguments; None where nobody has said."""
    if not route.arguments:
        return [{}]
    for prefix in sorted(FILLS, key=len, reverse=True):
        if route.name == prefix or route.name.startswith(f"{prefix}-"):
            return FILLS[prefix](city)
    return None


def addresses(city: City, route: Route) -> tuple[list[str], bool]:
    """A route's addresses without language, and whether the walk could fill it."""
    given = filled(city, route)
    if given is None:
        return [], False
    found = []
    with translation.override("zh-hans"):
        for arguments in given:
            try:
                found.append(reverse(route.name, kwargs=arguments))
            except NoReverseMatch:
                continue
    return list(dict.fromkeys(found)), bool(found)


def in_both_languages(address: str) -> list[str]:
    """The same in English, where a route has languages at all."""
    machine = ("/api/", "/tiles/", "/ogc/", "/kiosk/", "/scan/", "/photos/", "/feeds/", "/admin/")
    return [address] if address.startswith(machine) or "." in address.rsplit("/", 1)[-1] else [address, f"/en{address}"]


class Walker:
    """One role's walk; what a reply leaves behind is taken back."""

    def __init__(self, city: City, role: str) -> None:
        self.client: Client = client_of(city.people[role])
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}
        self.role = role
        self.found: list[str] = []
        self.opened = 0

    def get(self, address: str, query: str = "") -> Any:
        return self._ask(f"{address}?{query}" if query else address, lambda a: self.client.get(a))

    def post(self, address: str, data: dict[str, Any]) -> Any:
        return self._ask(address, lambda a: self.client.post(a, data))

    def _ask(self, address: str, ask: Callable[[str], Any]) -> Any:
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            response = ask(address)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        self.opened += 1
        self.note(address, response, content)
        response.read = content
        return response

    def note(self, address: str, response: Any, content: bytes) -> None:
        where = f"{self.role} {address[:160]}"
        if response.status_code >= 500 and response.status_code != 503:
            info = getattr(response, "exc_info", None)
            error = f"{info[0].__name__}: {str(info[1])[:300]}" if info else ""
            self.found.append(f"{where}: {response.status_code} {error} {last_line(info)}")
            return
        if response.status_code == 200 and "html" in response.get("Content-Type", ""):
            text = SCRIPTS.sub("", content.decode())
            for pattern, what in ((REPRS, "a repr"), (NONE, "None"), (REGISTRIES, "a registry")):
                hit = pattern.search(text)
                if hit:
                    self.found.append(f"{where}: {what} {text[max(0, hit.start() - 60) : hit.end() + 40]!r}")
            lacking = set(MISSING.findall(text)) - MAY_LACK
            if lacking:
                self.found.append(f"{where}: no variable {sorted(lacking)}")


MISSING = re.compile("⟦no variable ([^⟧]*)⟧")
# What a form or a blank card leaves empty: a variable that is there only sometimes.
MAY_LACK = {"request.GET.from", "request.GET.to", "reason", "copy.version", "region.label", "base", "besides"}
MAY_LACK |= {"item.id", "item.colour", "item.name", "line", "meta", "text"}  # of the kiosk's pattern of a card


def last_line(info: Any) -> str:
    """Where in the product an error came up."""
    if not info:
        return ""
    frames = [
        f for f in traceback.extract_tb(info[2]) if "/lib/python" not in f.filename and "/tests/" not in f.filename
    ]
    return f"{frames[-1].filename.split('/', 4)[-1]}:{frames[-1].lineno}" if frames else ""


def failing_variables(patch: Any) -> None:
    """A variable that a template names and nobody gives is seen on the page."""
    patch.setattr(engines["django"].engine, "string_if_invalid", INVALID)

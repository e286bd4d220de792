"""A visitor's browser, and everything that went wrong in it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, Response, WebError

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
SIZES = {"phone": PHONE, "desktop": DESKTOP}
PATIENCE_MS = 10_000
QUIET_S = 0.4  # longer than the page waits before it asks again, and than the map's animation
QUIET_WITHIN_S = 15
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) => {
  window.tellViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});"""


@dataclass
class Watch:
    """Console errors, uncaught errors, failed requests, content policy violations and dialogs of one visitor.

    `forgiven` tells of a complaint whether the journey itself brings it about.
    """

    complaints: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    forgiven: Callable[[str], bool] = lambda _complaint: False
    pending: set[Request] = field(default_factory=set)
    last_stir: float = 0.0

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", self._uncaught)
        context.on("request", self._asked)
        context.on("requestfinished", self._answered)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        context.on("dialog", self._dialog)

    def violated(self, text: str) -> None:
        self.violations.append(text)

    def _uncaught(self, error: WebError) -> None:
        self.complaints.append(f"uncaught: {error.error}")

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        # What a request answered is told by the response, with its address.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def _asked(self, request: Request) -> None:
        self.pending.add(request)
        self.last_stir = time.monotonic()

    def _answered(self, request: Request) -> None:
        self.pending.discard(request)
        self.last_stir = time.monotonic()

    @property
    def is_quiet(self) -> bool:
        return not self.pending and time.monotonic() - self.last_stir > QUIET_S

    def _failed(self, request: Request) -> None:
        self._answered(request)
        # A request that a newer one has made pointless, or that a new page has cut off, is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"status: {response.status} {response.url}")

    @property
    def unforgiven(self) -> list[str]:
        all_of_them = [*self.complaints, *(f"violation: {text}" for text in self.violations)]
        return [
            text for text in [*all_of_them, *(f"dialog: {text}" for text in self.dialogs)] if not self.forgiven(text)
        ]


class Visitors:
    """Opens browsers for visitors of a site, each with nothing kept from before."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser = browser
        self.site = site
        self.watch = Watch()
        self.contexts: list[BrowserContext] = []

    def context(self, size: str = "desktop", **options: Any) -> BrowserContext:
        given = {"base_url": self.site, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
        context = self.browser.new_context(**{**given, **SIZES[size], **options})
        context.set_default_timeout(PATIENCE_MS)
        self.contexts.append(context)
        self.watch.follow(context)
        if options.get("java_script_enabled", True):
            context.expose_function("tellViolation", self.watch.violated)
            context.add_init_script(TELL_VIOLATIONS)
        return context

    def open(self, address: str = "/", size: str = "desktop", **options: Any) -> Page:
        """A fresh visitor on a page, once everything has come."""
        page = self.context(size, **options).new_page()
        page.goto(address)
        self.settle(page)
        return page

    def settle(self, page: Page) -> None:
        """Waits until the page has asked for nothing for a while."""
        self.watch.last_stir = time.monotonic()
        deadline = time.monotonic() + QUIET_WITHIN_S
        while not self.watch.is_quiet:
            assert time.monotonic() < deadline, f"still waiting for {[request.url for request in self.watch.pending]}"
            page.wait_for_timeout(80)

    def leave(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()

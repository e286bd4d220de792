"""The journeys' own guard: what goes wrong in a visitor's browser is noticed."""

from playwright.sync_api import Page

from tests.journeys.visitor import Visitors

INLINE = "const s = document.createElement('script'); s.textContent = 'alert(1)'; document.body.append(s)"
ATTRIBUTE = "document.body.insertAdjacentHTML('beforeend', '<img src=/none.png onerror=alert(1)>')"

TROUBLE = """() => {
  console.error("oh");
  setTimeout(() => { alert("hello"); missing(); });
  fetch("http://127.0.0.1:9/").catch(() => 0);
}"""


def after(visitors: Visitors, what: str) -> str:
    """Everything that is noticed of something done on a page."""
    page: Page = visitors.open("/accounts/login/")
    assert visitors.watch.unforgiven == []
    page.evaluate(what)
    visitors.settle(page)
    seen = "\n".join(visitors.watch.unforgiven)
    visitors.watch.forgiven = lambda _complaint: True
    return seen


def test_a_script_that_the_policy_blocks_is_noticed(visitors: Visitors) -> None:
    assert "violation: script-src" in after(visitors, INLINE)
    assert visitors.watch.dialogs == []


def test_a_handler_that_came_as_markup_is_blocked_and_noticed(visitors: Visitors) -> None:
    seen = after(visitors, ATTRIBUTE)
    assert "violation: script-src" in seen and "status: 404" in seen
    assert visitors.watch.dialogs == []


def test_errors_dialogs_and_dead_addresses_are_noticed(visitors: Visitors) -> None:
    seen = after(visitors, TROUBLE)
    for part in ("console: oh", "dialog: hello", "uncaught: missing is not defined", "violation: connect-src"):
        assert part in seen

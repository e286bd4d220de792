"""The map in another site's frame, and the pages that refuse to be framed."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.journeys.marks import MARKS
from tests.journeys.visitor import Visitors


@pytest.fixture(scope="module")
def other_site(site: str) -> Iterator[str]:
    """A site of another origin whose page /PATH shows our /PATH in a frame."""

    class Frame(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<!doctype html><title>x</title><iframe src='{site}{self.path}' width='600' height='500'></iframe>"
            self.send_response(200 if self.path != "/favicon.ico" else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Frame)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # By name, so that it is another site and not only another port.
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_map_works_in_another_sites_frame(visitors: Visitors, size: str, other_site: str) -> None:
    page = visitors.open(f"{other_site}/embed/map?region=450202", size)
    frame = page.frames[1]
    assert frame.evaluate(MARKS), "venues are drawn"
    link = frame.get_by_role("link", name="打开完整地图")
    expect(link).to_have_attribute("href", "/?region=450202")
    with page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    expect(opened.value.locator("#region")).to_have_value("450202")
    visitors.settle(opened.value)


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/en/", "/admin/login/"])
def test_other_pages_refuse_to_be_framed(visitors: Visitors, other_site: str, path: str) -> None:
    visitors.watch.forgiven = lambda complaint: "ERR_BLOCKED_BY_RESPONSE" in complaint or "frame" in complaint
    page = visitors.open(f"{other_site}{path}")
    assert page.frames[1].url.startswith("chrome-error:")

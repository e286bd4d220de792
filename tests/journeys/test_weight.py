"""The map's page is light: what comes over the line before the tiles."""

import gzip

from playwright.sync_api import Response

from tests.journeys.visitor import Visitors

MOST_BYTES = 200 * 1024
MOST_SCRIPT = 90 * 1024
MOST_REQUESTS = 40


def transferred(response: Response) -> int:
    """The size over the line as production serves it: what gzip can make smaller, it does."""
    body = response.body()
    return min(len(body), len(gzip.compress(body)))


def test_the_maps_page_is_light_before_its_tiles(visitors: Visitors, size: str) -> None:
    context = visitors.context(size)
    replies: list[Response] = []

    def note(reply: Response) -> None:
        replies.append(reply)

    context.on("response", note)
    page = context.new_page()
    page.goto("/")
    visitors.settle(page)
    before_tiles = [reply for reply in replies if "/tiles/" not in reply.url]
    weights = {reply.url: transferred(reply) for reply in before_tiles}
    heaviest = sorted(((weight, url) for url, weight in weights.items()), reverse=True)[:8]
    scripts = sum(weights[reply.url] for reply in before_tiles if reply.request.resource_type == "script")
    assert sum(weights.values()) <= MOST_BYTES, heaviest
    assert scripts <= MOST_SCRIPT, heaviest
    assert len(before_tiles) <= MOST_REQUESTS

"""The marks on the map's canvases: where they are on the screen."""

from typing import Any

from playwright.sync_api import Page

# Every mark that the tiles have drawn and that nothing covers, with its place on the screen.
MARKS = """() => {
  const found = new Map();
  for (const tile of document.querySelectorAll(".leaflet-venues-pane canvas")) {
    const box = tile.getBoundingClientRect();
    for (const { x, y, n, id } of tile.features ?? []) {
      const mark = { x: box.left + x, y: box.top + y, n, id };
      const top = document.elementFromPoint(mark.x, mark.y);
      if (top?.closest("#map") && !top.closest(".leaflet-control, .leaflet-popup")) {
        found.set(id ?? `${Math.round(mark.x)}/${Math.round(mark.y)}`, mark);
      }
    }
  }
  return [...found.values()];
}"""


def marks(page: Page) -> list[dict[str, Any]]:
    """The marks in sight: x and y on the screen, n venues, the id of a single one."""
    return list(page.evaluate(MARKS))


def press(page: Page, mark: dict[str, Any], *, finger: bool) -> None:
    if finger:
        page.touchscreen.tap(mark["x"], mark["y"])
    else:
        page.mouse.click(mark["x"], mark["y"])

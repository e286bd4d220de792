"""The kinds' pictograms, read from the installed icon set."""

from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings

SVG = "{http://www.w3.org/2000/svg}"
ICONS = Path("bootstrap-icons") / "icons"


@lru_cache(maxsize=256)
def icon_paths(name: str) -> tuple[str, ...]:
    """The path data of an icon in a 16 × 16 box. Raises FileNotFoundError for a name the set lacks."""
    source = Path(settings.NPM_ROOT) / ICONS / f"{name}.svg"
    root = ElementTree.fromstring(source.read_text(encoding="utf-8"))  # noqa: S314 - our own installed file
    return tuple(path.attrib["d"] for path in root.iter(f"{SVG}path"))


def sprite(icons: dict[str, str]) -> str:
    """One SVG with a symbol `kind-<identifier>` for each identifier and icon name."""
    symbols = (
        f'<symbol id="kind-{identifier}" viewBox="0 0 16 16">'
        + "".join(f'<path d="{path}"/>' for path in icon_paths(icon))
        + "</symbol>"
        for identifier, icon in icons.items()
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'

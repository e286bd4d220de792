"""The role × route matrix: every route's row, by area; `tests/accounts/test_route_matrix.py` holds the site to it.

A row of ROUTES is `name: (address, who gets the page, what the others get)`; the last is a status,
or one by role. Addresses may hold {published}, a published venue's identifier. A module of this
folder may have ROUTES, FLOWS (no page by the bare address), KEPT and REVIEWED (see workspace.py).
"""

import importlib
import pkgutil
from typing import Any

AREAS = [importlib.import_module(f"tests.routes.{area.name}") for area in pkgutil.iter_modules(__path__)]


def gathered(name: str) -> dict[str, Any]:
    """The rows of one sort out of all areas; a route has one row."""
    rows: dict[str, Any] = {}
    for area in AREAS:
        for route, row in getattr(area, name, {}).items():
            assert route not in rows, f"{route} has two rows"
            rows[route] = row
    return rows

"""Scanner devices: the app, what it asks for, and where it is paired."""

from tests.routes.roles import ALL

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "scan": ("/scan/", ALL, 0),
    "scan-worker": ("/scan/sw.js", ALL, 0),
    "scan-manifest": ("/scan/manifest.webmanifest", ALL, 0),
    # Devices have a key and no account: tests/activities/test_scanner_api.py
    "scanner-pair": ("/api/v1/scanner/pair", set(), 405),
    "scanner-roster": ("/api/v1/scanner/roster", set(), 401),
    "scanner-people": ("/api/v1/scanner/people", set(), 401),
}
ONE = "/workspace/activities/{activity}/"
KEPT_ACTIVITY: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-activity-scanners": ("get", f"{ONE}scanners/", {}),
}
# A device that there is not: 404 for keepers too; permissions in tests/activities/test_scanner_pages.py
FLOWS = {"workspace-activity-scanner-stop"}

"""Which device is speaking."""

from dataclasses import dataclass
from datetime import datetime

from activities.models import ScannerDevice
from activities.services.devices import KEY_CHARACTERS, token_of
from core.sql import fetch

# One question for every request of a device, `ScannerDevice.objects.working` with its activities.
WORKING = """
SELECT id, public_id, name, expires_at, paired_by_id, ARRAY(
    SELECT activity_id FROM activities_scannerdevice_activities bound WHERE bound.scannerdevice_id = device.id
), ARRAY(
    SELECT session_id FROM activities_scannerdevice_sessions bound WHERE bound.scannerdevice_id = device.id
), only_volunteers FROM activities_scannerdevice device
WHERE token = %(token)s AND revoked_at IS NULL AND expires_at > %(now)s"""


@dataclass(frozen=True, slots=True)
class Scanner:
    """A device whose key holds, as far as its requests need it, what it is bound to; `sessions` None: all of those."""

    device: ScannerDevice
    activities: frozenset[int]
    sessions: frozenset[int] | None = None
    only_volunteers: bool = False


def scanner_of(authorization: str, now: datetime) -> Scanner | None:
    """The device behind an `Authorization: Bearer …` header; None for what is unknown, stopped or over."""
    scheme, _space, key = authorization.partition(" ")
    if scheme.lower() != "bearer" or len(key) not in KEY_CHARACTERS or not key.isascii():
        return None
    found = fetch(WORKING, {"token": token_of(key), "now": now})
    if not found:
        return None
    own, public_id, name, expires_at, paired_by, activities, sessions, only = found[0]
    device = ScannerDevice(pk=own, public_id=public_id, name=name, expires_at=expires_at, paired_by_id=paired_by)
    return Scanner(device, frozenset(activities), frozenset(sessions) or None, only)

"""Which device is speaking."""

from dataclasses import dataclass
from datetime import datetime

from activities.models import ScannerDevice
from activities.services.devices import KEY_CHARACTERS, token_of


@dataclass(frozen=True, slots=True)
class Scanner:
    """A device whose key holds, and the activities that it is bound to."""

    device: ScannerDevice
    activities: frozenset[int]


def scanner_of(authorization: str, now: datetime) -> Scanner | None:
    """The device behind an `Authorization: Bearer …` header; None for what is unknown, stopped or over."""
    scheme, _space, key = authorization.partition(" ")
    if scheme.lower() != "bearer" or len(key) not in KEY_CHARACTERS or not key.isascii():
        return None
    device = ScannerDevice.objects.working(now).filter(token=token_of(key)).first()
    if device is None:
        return None
    return Scanner(device, frozenset(device.activities.values_list("pk", flat=True)))

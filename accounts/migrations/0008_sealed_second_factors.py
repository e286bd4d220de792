"""Secrets of second factors that lie in clear are sealed."""

import base64
import logging
from typing import Any

from django.db import migrations

from core.crypto import opened, sealed

CONTEXT = "accounts.second_factor"
SEALED = ("secret", "seed")


def _rewritten(apps: Any, change: Any) -> int:
    rows = apps.get_model("mfa", "Authenticator").objects.all()
    changed = 0
    for row in rows.iterator():
        fresh = {name: change(row.data[name]) for name in SEALED if name in row.data}
        if "migrated_codes" in row.data:
            fresh["migrated_codes"] = [change(code) for code in row.data["migrated_codes"]]
        if fresh:
            row.data = {**row.data, **fresh}
            row.save(update_fields=["data"])
            changed += 1
    return changed


def seal(apps: Any, schema_editor: Any) -> None:
    changed = _rewritten(apps, lambda text: base64.b64encode(sealed(text, CONTEXT)).decode())
    logging.getLogger(__name__).info("second factors sealed: %d", changed)


def unseal(apps: Any, schema_editor: Any) -> None:
    _rewritten(apps, lambda kept: opened(base64.b64decode(kept), CONTEXT))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_unit_periods"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(seal, unseal)]

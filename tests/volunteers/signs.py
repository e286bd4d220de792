"""What devices send of volunteers, and what they are told."""

import json
from datetime import datetime
from typing import Any

import pytest
import uuid6
from django.test import Client

from activities.models import Session
from tests.activities.checkins import KEY
from volunteers.models import Application

pytestmark = pytest.mark.django_db


def say(session: Session, row: Application, kind: str, moment: datetime, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid6.uuid7()),
        "session": session.public_id,
        "volunteer": row.public_id,
        "service": kind,
        "occurred_at": moment.isoformat(),
        "undo_of": None,
        **more,
    }


def send(entries: list[Any], key: str = KEY, **more: Any) -> list[dict[str, Any]]:
    body = json.dumps({"entries": entries, **more})
    headers = {"Authorization": f"Bearer {key}"}
    return Client().post("/api/v1/checkins/", body, "application/json", headers=headers).json()["results"]


def roster(key: str = KEY) -> dict[str, Any]:
    return Client().get("/api/v1/scanner/roster", headers={"Authorization": f"Bearer {key}"}).json()

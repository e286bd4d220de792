"""Who stands behind the rows of the event tables.

django-pghistory's triggers read the acting context from two settings of the transaction. Its
own context manager puts them before each statement as one text of two statements, which
prepared statements and server-side binding refuse; here they are set by a statement of their own.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

WRITES = re.compile(r"\s*(?:with\b.*?\b)?(?:insert|update|delete|merge)\b", re.IGNORECASE | re.DOTALL)
SET_CONTEXT = """
    SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)"""


@contextmanager
def attributed(**metadata: str | int | None) -> Iterator[None]:
    """Attribute the changes of this block's transactions to `metadata` (no personal data in it)."""
    values = [str(uuid.uuid4()), json.dumps(metadata)]

    def tell(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        # Settings are local to a transaction, so each one's writes are told anew.
        if connection.in_atomic_block and isinstance(sql, str) and WRITES.match(sql):
            context["connection"].connection.execute(SET_CONTEXT, values)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(tell):
        yield

"""Data inside a page's <script>."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# A string inside <script> must not end it or open a comment.
SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script_json(data: Any) -> SafeString:
    """JSON that may stand between <script> and </script>."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(SCRIPT_ESCAPES))  # noqa: S308 - escaped here

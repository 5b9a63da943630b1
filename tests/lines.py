"""Log records as the service writes them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from typing import Any

from qa.logs import LineFormatter


def told(records: Iterable[logging.LogRecord]) -> list[dict[str, Any]]:
    """What each record's JSON line says."""
    formatter = LineFormatter(as_json=True)
    return [json.loads(formatter.format(record)) for record in records]

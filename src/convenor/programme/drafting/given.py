"""What a timetable was made of, as hashes: enough to tell afterwards what changed, and names nobody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

PARTS = ("sessions", "rooms", "people", "tracks")
Given = dict[str, dict[str, str]]


def given_in(form: Mapping[str, Any]) -> Given:
    """For each part of the problem a hash of each of its rows, by their keys."""
    return {part: {row["key"]: _hash(row) for row in form[part]} for part in PARTS}


def _hash(row: Any) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:12]

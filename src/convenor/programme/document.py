"""The document of a release: canonical JSON, in which a person is a commitment that only a salt opens.

Canonical means: keys sorted, no needless spaces, UTF-8, no floats, times in UTC. So the same programme always
has the same bytes, and its SHA-256 can stand in the log. ``docs/reference/release.md`` describes every field.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

FORMAT = "convenor-release/1"
SALT_BYTES = 16

Json = dict[str, Any]


def canonical(document: Mapping[str, Any]) -> str:
    """``document`` as the text that is hashed and published."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(text: str) -> str:
    """The SHA-256 of a canonical document, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(facts: Mapping[str, Any], salt: str = "") -> tuple[str, Json]:
    """The commitment to a person's ``facts``, and what opens it: the facts and a salt of 128 bits."""
    opened = {"salt": salt or secrets.token_hex(SALT_BYTES), **facts}
    return hashlib.sha256(canonical(opened).encode()).hexdigest(), opened


def opens(commitment: str, opened: Mapping[str, Any]) -> bool:
    """Whether ``opened`` is what ``commitment`` was made of."""
    return hashlib.sha256(canonical(opened).encode()).hexdigest() == commitment


def in_utc(at: datetime | None) -> str | None:
    """``2027-03-04T08:30:00Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def from_utc(text: str | None) -> datetime | None:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if text else None

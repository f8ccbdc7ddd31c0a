"""Acorn parses scripts: ``python -m tests.journeys.acorn`` fetches it; ``requirements/acorn.txt`` locks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.journeys import npm

PARSER = npm.ROOT / ".venv-test" / "acorn" / f"{npm.locked('acorn')[0]}.js"
READER = Path(__file__).with_name("acorn.js")


def main() -> int:
    """Fetch the parser, unless it is there."""
    return npm.fetch("acorn", "package/dist/acorn.js", PARSER, runs_on="node")


def read(script: str) -> dict[str, list[str]]:
    """``script`` as ES5: its ``problems``, if it is none; else what it ``uses`` and does not look for first.

    That is ``name``, ``name(1)`` where it is called with one value, ``name.other`` of what a call returns.
    """
    command = ["node", str(READER), str(PARSER)]
    done = subprocess.run(
        command, input=script, capture_output=True, text=True, check=True, timeout=npm.SECONDS
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    sys.exit(main())

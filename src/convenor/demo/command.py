"""``convenor demo``: load the demonstration once, say who can sign in, and serve it on this machine."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from convenor.demo.timeline import MOMENTS, USUAL_MOMENT, Timeline

STALE_AFTER = timedelta(days=7)  # then its dates have drifted too far from today
PORT = 8000


def main(arguments: Sequence[str]) -> int:
    """Load what is missing, then do as the options say; serving takes the place of this process."""
    parser = argparse.ArgumentParser(prog="convenor demo", description=__doc__)
    parser.add_argument(
        "--at", choices=MOMENTS, help=f"the moment of the story that is today (first: {USUAL_MOMENT})"
    )
    parser.add_argument("--fresh", action="store_true", help="load it again, forgetting what was done in it")
    parser.add_argument(
        "--check", action="store_true", help="load it elsewhere, walk its pages, say what was found"
    )
    parser.add_argument("--load-only", action="store_true", help="load it and stop")
    parser.add_argument("--port", type=int, default=PORT, help="the port on this machine (%(default)s)")
    return _run(parser.parse_args(arguments))


def _run(options: argparse.Namespace) -> int:
    moment = options.at or USUAL_MOMENT
    folder = Path(os.environ.get("CONVENOR_HOME", f"var/demo/{'check-' if options.check else ''}{moment}"))
    os.environ["CONVENOR_HOME"] = str(folder)
    os.environ["CONVENOR_DEMO"] = "yes"
    os.environ["CONVENOR_URL"] = f"http://127.0.0.1:{options.port}"
    if options.check or options.fresh or not _is_of_today(folder, moment):
        shutil.rmtree(folder, ignore_errors=True)
        _load(folder, moment)
    _set_up()
    if options.load_only:
        return 0
    if options.check:
        from convenor.demo.walk import walk  # noqa: PLC0415  # Django is set up by now

        return walk()
    _say_who(moment)
    return _serve(options.port)


def _serve(port: int) -> NoReturn:
    serving = [sys.executable, "-m", "convenor.cli.main", "serve", "--port", str(port)]
    os.execv(sys.executable, serving)  # noqa: S606  # our own command, in place of this process


def _is_of_today(folder: Path, moment: str) -> bool:
    """Whether ``moment`` was loaded here, and lately enough that its dates still make sense."""
    stamp = folder / "moment"
    if not stamp.exists():
        return False
    loaded, _space, at = stamp.read_text(encoding="utf-8").partition(" ")
    return loaded == moment and datetime.now(UTC) - datetime.fromisoformat(at) < STALE_AFTER


def _set_up() -> None:
    import django  # noqa: PLC0415  # settings read the environment that run() prepares

    django.setup()


def _load(folder: Path, moment: str) -> None:
    folder.mkdir(parents=True, mode=0o700)
    _set_up()
    from django.core.management import call_command  # noqa: PLC0415  # as above

    from convenor.demo.load import load  # noqa: PLC0415  # as above

    call_command("migrate", verbosity=0)
    now = datetime.now(UTC)
    load(Timeline.at(moment, now), _tell)
    (folder / "moment").write_text(f"{moment} {now.isoformat()}", encoding="utf-8")


def _tell(done: int, all_of_it: int) -> None:
    end = "\n" if done == all_of_it else ""
    sys.stderr.write(f"\rLoading the demonstration: {done} of {all_of_it} events{end}")
    sys.stderr.flush()


def _say_who(moment: str) -> None:
    from django.conf import settings  # noqa: PLC0415  # as above

    from convenor.demo.cast import cast  # noqa: PLC0415  # as above

    people = "\n".join(f"  {part.address:<32} {part.role}" for part in cast())
    sys.stdout.write(
        f"The demonstration edition is at {settings.URL}/, at the moment “{moment}”.\n"
        f"Other moments: bin/demo --at {'|'.join(MOMENTS)}; --fresh forgets what was done in one.\n"
        f"Sign in as any of these, with two clicks, at {settings.URL}/en/demo/mailbox/\n{people}\n"
    )
    sys.stdout.flush()

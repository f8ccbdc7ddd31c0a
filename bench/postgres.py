"""A PostgreSQL of one's own: made in a folder that goes away, on a free port, ended with whoever started it.

``python -m bench.postgres [--durable] [--tables] COMMAND…`` runs the command with CONVENOR_DATABASE set.
"""

from __future__ import annotations

import argparse
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

HOST = "127.0.0.1"
DEBIAN = Path("/usr/lib/postgresql")
START_SECONDS = 60
STOP_SECONDS = 30
NOT_THERE = 69  # EX_UNAVAILABLE: there is no PostgreSQL on this machine
# For tests, which lose nothing when the machine loses power.
QUICK = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


class NotInstalled(Exception):
    """This machine has no PostgreSQL server."""


@contextmanager
def server(*, is_durable: bool = False) -> Iterator[str]:
    """The address of an empty server; ``NotInstalled`` where there is none to start."""
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="convenor-postgres-"))
    try:
        owner = unprivileged_owner_of(folder)
        password = secrets.token_hex(16)
        make_cluster(binaries, folder, password, owner)
        port = free_port()
        command = [
            f"{binaries}/postgres",
            "-D",
            f"{folder}/data",
            "-h",
            HOST,
            "-p",
            str(port),
            "-k",
            str(folder),
        ]
        with (folder / "log").open("wb") as log:
            quick = [] if is_durable else QUICK
            process = subprocess.Popen([*command, *quick], stdout=log, stderr=log, cwd=folder, **owner)
        try:
            wait_until_ready(binaries, port, process, folder)
            yield f"postgresql://convenor:{password}@{HOST}:{port}/postgres"
        finally:
            end(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    """The folder of the newest server; Debian keeps it off the PATH."""
    debian = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = shutil.which("initdb")
    if debian:
        return debian[-1].parent
    if found:
        return Path(found).resolve().parent
    raise NotInstalled("No PostgreSQL server was found (on Debian: apt install postgresql).")


def unprivileged_owner_of(folder: Path) -> dict[str, Any]:
    """Who runs the server, which refuses to run as root: the packaged user, or nobody."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def make_cluster(binaries: Path, folder: Path, password: str, owner: dict[str, Any]) -> None:
    words = folder / "password"
    words.write_text(password)
    words.chmod(0o644)  # in a folder that only its owner enters
    options = ["--username=convenor", f"--pwfile={words}", "--auth=scram-sha-256", "--encoding=UTF8"]
    command = [f"{binaries}/initdb", "-D", f"{folder}/data", *options, "--locale=C.UTF-8", "--no-sync"]
    made = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, **owner)
    if made.returncode:
        sys.exit(f"initdb failed:\n{made.stderr}")


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind((HOST, 0))
        port: int = sock.getsockname()[1]
        return port


def wait_until_ready(binaries: Path, port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    asks = [f"{binaries}/pg_isready", "-q", "-h", HOST, "-p", str(port)]
    while subprocess.run(asks, check=False).returncode:
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.1)


def end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # "fast": sessions are cut, nothing else is waited for
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    process.kill()
    process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.postgres", description=__doc__)
    parser.add_argument("--durable", action="store_true", help="keep what is written, as in use; slower")
    parser.add_argument(
        "--tables", action="store_true", help="every database that is made there has all tables"
    )
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, stop)
    try:
        with server(is_durable=given.durable) as url:
            if given.tables:
                tables = [sys.executable, "-m", "bench.tables", url.rpartition("/")[0] + "/template1"]
                subprocess.run(tables, check=True)
            return subprocess.run(
                given.command, env=os.environ | {"CONVENOR_DATABASE": url}, check=False
            ).returncode
    except NotInstalled as why:
        print(why, file=sys.stderr)
        return NOT_THERE


def stop(*_of_signal: object) -> NoReturn:
    # As an exception, so that the server is ended and its folder removed on the way out.
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())

"""nginx on a folder, for a comparison: one process, no log, files that are compressed already."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from bench.postgres import HOST, free_port

START_SECONDS = 30
CONFIGURATION = """
daemon off;
master_process off;
pid {home}/pid;
error_log {home}/errors;
events {{ }}
http {{
  access_log off;
  types {{ text/html html; }}
  gzip_static on;
  keepalive_requests 1000000;
  client_body_temp_path {home}/a; proxy_temp_path {home}/b; fastcgi_temp_path {home}/c;
  uwsgi_temp_path {home}/d; scgi_temp_path {home}/e;
  server {{ listen {host}:{port}; root {folder}; }}
}}
"""


def program() -> str | None:
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/sbin")


def configuration(home: Path, folder: Path, port: int) -> str:
    return CONFIGURATION.format(home=home, folder=folder, host=HOST, port=port)


@contextmanager
def serving(folder: Path, home: Path) -> Iterator[tuple[int, int] | None]:
    """The port and the process of nginx on ``folder``; nothing, said aloud, where there is no nginx."""
    if not (nginx := program()):
        print("SKIPPED: there is no nginx (on Debian: apt install nginx-light)", file=sys.stderr)
        yield None
        return
    port = free_port()
    file = home / "nginx.conf"
    file.write_text(configuration(home, folder, port))
    with subprocess.Popen([nginx, "-c", str(file), "-e", f"{home}/errors"], cwd=home) as process:
        try:
            _wait_until_there(port, process)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def _wait_until_there(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            connection = HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse().read()
            connection.close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit("nginx did not answer")

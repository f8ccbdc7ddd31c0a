"""A real S3-compatible server for tests: SeaweedFS in a folder that goes away, on ports of its own."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from bench.postgres import HOST
from convenor.programme.bucket import Bucket

WEED = shutil.which("weed") or shutil.which("weed", path=str(Path(sys.executable).parent))
BUCKET = "programme"
SECRET = "se/c@r:et"  # noqa: S105  # of a server of ours; with slashes, as those of Amazon
NOWHERE = "nowhere"  # a bucket that there is not, and that who holds ``narrow`` cannot make
PORTS = (
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "s3.port",
    "s3.port.grpc",
)
MAY = {
    "identities": [
        {"name": "anonymous", "actions": [f"Read:{BUCKET}"]},
        {
            "name": "convenor",
            "credentials": [{"accessKey": "key", "secretKey": SECRET}],
            "actions": ["Admin", "Read", "Write", "List"],
        },
        {
            "name": "narrow",
            "credentials": [{"accessKey": "narrow", "secretKey": SECRET}],
            "actions": [f"{may}:{NOWHERE}" for may in ("Read", "Write", "List")],
        },
    ]
}


@contextmanager
def server(folder: Path) -> Iterator[int]:
    """The port at which everybody reads the bucket, and who holds ``key`` writes.

    The same folder again has what was put there before.
    """
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "s3.json").write_text(json.dumps(MAY))
    ports = dict(zip(PORTS, _free_ports(len(PORTS)), strict=True))
    options = [f"-{name}={port}" for name, port in ports.items()]
    where = [f"-ip={HOST}", f"-ip.bind={HOST}", f"-dir={folder}/data", f"-s3.config={folder}/s3.json"]
    where += [f"-{each}.localSocket={folder}/{each}.sock" for each in ("filer", "s3")]
    what = ["-filer", "-s3", "-volume.max=100", "-master.telemetry=false"]
    what += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([str(WEED), "server", *where, *what, *options], stdout=log, stderr=log)
    try:
        _wait(ports["s3.port"], process, folder / "log")
        _make_bucket(ports["s3.port"])
        yield ports["s3.port"]
    finally:
        process.kill()  # it takes its time to end, and nothing of it is kept
        process.wait(20)


def address(port: int, key: str = "key", prefix: str = "") -> str:
    return f"s3+plain://{key}:{quote(SECRET, safe='')}@{HOST}:{port}/{BUCKET}{prefix}"


def got(port: int, key: str) -> tuple[int, dict[str, str], bytes]:
    """What a stranger gets for a key: status, headers, the bytes on the wire."""
    connection = HTTPConnection(HOST, port, timeout=20)
    try:
        connection.request("GET", f"/{BUCKET}/{key}", headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def _make_bucket(port: int) -> None:
    # SeaweedFS does so at the first content that somebody puts who may do everything.
    bucket = Bucket(address(port))
    bucket.put("first", b"", {"Content-Type": "text/plain"})
    bucket.delete(["first"])


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind((HOST, 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert process.poll() is None, log.read_text()[-2000:]
        try:
            if got(port, "nothing-is-here")[0] == 404:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(log.read_text()[-2000:])

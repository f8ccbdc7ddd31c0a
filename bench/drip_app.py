"""The tiny WSGI application that bench.drip serves: it reads the body, works about 5 ms, may answer long.

Like a Django response, an answer is an iterator and not a list: servers may treat the two differently.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING
from wsgiref.util import FileWrapper

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

WORK_SECONDS = 0.005
CHUNK = 65_536
MEBIBYTE = 1_048_576


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Tell the length of the body; ``/whole/6`` sends 6 MiB, as do ``/chunks/6`` and ``/file/6``."""
    received = _length_of_body(environ)
    _work()
    _, how, many = f"{environ['PATH_INFO']}//".split("/")[:3]
    length = int(many or 0) * MEBIBYTE or len(str(received))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(length))])
    if how == "file":
        return _file(environ, length)
    if how == "chunks":
        return (b"." * CHUNK for _ in range(length // CHUNK))
    return iter((str(received).encode().rjust(length),))


def _length_of_body(environ: WSGIEnvironment) -> int:
    expected = int(environ.get("CONTENT_LENGTH") or 0)
    return len(environ["wsgi.input"].read(expected)) if expected else 0


def _work() -> None:
    # Time of this thread's own processor use: waiting for others does not count as work.
    until = time.thread_time() + WORK_SECONDS
    while time.thread_time() < until:
        hashlib.sha256(b"drip").digest()


def _file(environ: WSGIEnvironment, length: int) -> Iterable[bytes]:
    # As Django does: by the server's own way of sending files where it has one. The server closes the file.
    file = tempfile.TemporaryFile()  # noqa: SIM115 outlives this function
    file.truncate(length)
    wrapper = environ.get("wsgi.file_wrapper", FileWrapper)
    wrapped: Iterable[bytes] = wrapper(file, CHUNK)
    return wrapped

"""``convenor serve``: one process that serves pages and does, beside them, what is due by itself."""

from __future__ import annotations

import argparse
import resource
import signal
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import NoReturn
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.urls import get_resolver
from django.utils.module_loading import import_string
from waitress.server import BaseWSGIServer, create_server

from convenor.cli import migrate, worker
from convenor.kernel import garbage

# Each was measured: docs/decisions/0003-the-default-server.md.
CONNECTIONS = 1000
DESCRIPTORS_PER_CONNECTION, OTHER_DESCRIPTORS = 3, 128
HEADER_BYTES = 32 * 1024
BODY_IN_MEMORY_BYTES = 64 * 1024
SEND_BUFFER_BYTES = 256 * 1024
LEAST_BODY_LIMIT = 32 * 1024 * 1024
FORM_BYTES = 8 * 1024 * 1024  # above the limit of the application, whose refusal is a page
WORKER_STOP_SECONDS = 10
WAL_RESET_FIXED = (3, 51, 3)  # https://sqlite.org/wal.html#walresetbug
WAL_RESET_BACKPORTS = {(3, 44): 6, (3, 50): 7}


def add_to(parser: argparse.ArgumentParser) -> None:
    here = urlsplit(settings.URL)
    port = here.port if here.scheme == "http" and here.port else 8000  # https is a proxy's
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    parser.add_argument(
        "--port",
        type=int,
        choices=range(1, 65_536),
        metavar="PORT",
        default=port,
        help="port to listen at (%(default)s)",
    )
    parser.add_argument("--no-worker", action="store_true", help="leave what is due to `convenor worker`")


def run(options: argparse.Namespace) -> int:
    if migrate.is_due():
        print("The database is not up to date: run `convenor migrate` first.", file=sys.stderr)
        return 1
    if connection.vendor == "sqlite" and has_wal_reset_bug(sqlite3.sqlite_version_info):
        print(f"warning: {sqlite_warning()}", file=sys.stderr)
    signal.signal(signal.SIGTERM, _stop)
    try:
        server = listening(options.host, options.port)
    except OSError as problem:
        why = str(problem.strerror).partition(" (")[0]
        print(f"Cannot listen at {options.host}:{options.port}: {why}.", file=sys.stderr)
        return 1
    print(
        f"Convenor serves {settings.URL} at http://{options.host}:{options.port}/ — stop it with Ctrl-C.",
        flush=True,
    )
    with working(is_wanted=not options.no_worker):
        server.run()  # until SIGTERM or Ctrl-C; requests that are being answered then have five seconds
    return 0


def listening(host: str, port: int) -> BaseWSGIServer:
    """The server, before its first request."""
    application = import_string(settings.WSGI_APPLICATION)
    garbage.settle()
    _ = get_resolver().url_patterns  # a mistake in them shows now, not to the first visitor
    return create_server(
        application,
        sockets=[_socket(host, port)],
        threads=settings.THREADS,
        connection_limit=affordable_connections(),
        asyncore_use_poll=True,
        max_request_body_size=max(LEAST_BODY_LIMIT, settings.UPLOAD_BYTES + FORM_BYTES),
        max_request_header_size=HEADER_BYTES,
        inbuf_overflow=BODY_IN_MEMORY_BYTES,
        clear_untrusted_proxy_headers=not settings.PROXIES,  # else `web.client` decides whom to believe
        ident=None,
    )


def _socket(host: str, port: int) -> socket.socket:
    # A buffer of our choice, which connections inherit: the system's grows to megabytes for each slow reader.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    return listening


def affordable_connections() -> int:
    """How many connections the limit of open files allows, after raising it as far as we may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS_PER_CONNECTION * CONNECTIONS + OTHER_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return CONNECTIONS
    return max(1, min(CONNECTIONS, (soft - OTHER_DESCRIPTORS) // DESCRIPTORS_PER_CONNECTION))


@contextmanager
def working(*, is_wanted: bool) -> Iterator[None]:
    """A worker beside the server, in a thread that ends with it."""
    stop = Event()
    thread = Thread(target=worker.work, args=[stop], name="worker", daemon=True)
    if is_wanted:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        if is_wanted:
            thread.join(WORKER_STOP_SECONDS)


def has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite can damage a database when a checkpoint meets a writer."""
    major, minor, patch = version
    return version < WAL_RESET_FIXED and patch < WAL_RESET_BACKPORTS.get((major, minor), patch + 1)


def sqlite_warning() -> str:
    return (
        f"SQLite {sqlite3.sqlite_version} has the WAL-reset bug. Convenor's own writes avoid it; "
        "let no other program write to this database."
    )


def _stop(*_of_signal: object) -> NoReturn:
    raise SystemExit(0)

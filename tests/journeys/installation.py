"""An installation of its own for the stories: a home, a server, the mails that it sends."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

SECONDS = 30  # for a start, an end, or a mail


@dataclass(frozen=True)
class Mail:
    subject: str
    text: str
    language: str

    @property
    def link(self) -> str:
        found = re.search(r"https?://\S+", self.text)
        assert found, self.text
        return found[0]

    @property
    def digits(self) -> str:
        found = re.search(r"(?<!\w)\d{6}(?!\w)", self.text)
        assert found, self.text
        return found[0]


class Installation:
    """Convenor as somebody would set it up for themselves."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.url = f"http://127.0.0.1:{_free_port()}"
        self._read: set[Path] = set()

    def command(self, *words: str) -> str:
        """What ``convenor …`` prints."""
        done = subprocess.run(
            _convenor(*words),
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def serving(self) -> Iterator[Installation]:
        """While the server runs; it must end when it is told to, having had no trouble of its own."""
        port = self.url.rpartition(":")[2]
        with (self.home / "server.log").open("wb") as log:
            server = subprocess.Popen(
                _convenor("serve", "--port", port),
                env=self._environment(),
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
            try:
                self._wait_for(server, int(port))
                yield self
            finally:
                server.terminate()
                try:
                    server.wait(SECONDS)
                except subprocess.TimeoutExpired:
                    server.kill()
                    server.wait()
        assert self.trouble() == ""
        assert server.returncode == 0

    def trouble(self) -> str:
        """What the server told its administrator, if anything went wrong in it."""
        told = (self.home / "server.log").read_text(errors="replace")
        return told if " ERROR " in told or "Traceback" in told else ""

    def mail_to(self, address: str, *, link: str = "/") -> Mail:
        """The oldest mail to ``address``, not read so far, with a link that contains ``link``."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            for file, mail in self._unread(address):
                if link in mail.link:
                    self._read.add(file)
                    return mail
            time.sleep(0.1)
        raise AssertionError(f"No mail with {link} came to {address}: {self.subjects_to(address)}")

    def subjects_to(self, address: str) -> list[str]:
        """What waits unread at ``address``."""
        return [mail.subject for _file, mail in self._unread(address)]

    def _unread(self, address: str) -> Iterator[tuple[Path, Mail]]:
        files = set((self.home / "mails").glob("*.eml")) - self._read
        for file in sorted(files, key=lambda file: file.stat().st_mtime_ns):
            raw = message_from_bytes(file.read_bytes(), policy=default)
            assert isinstance(raw, EmailMessage)
            if raw["To"].addresses[0].addr_spec == address:
                yield file, Mail(raw["Subject"], raw.get_content(), raw["Content-Language"])

    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("CONVENOR_")}
        return own | {"CONVENOR_HOME": str(self.home), "CONVENOR_URL": self.url}

    def _wait_for(self, server: subprocess.Popen[bytes], port: int) -> None:
        deadline = time.monotonic() + SECONDS
        while server.poll() is None and time.monotonic() < deadline:
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError((self.home / "server.log").read_text(errors="replace"))


def _convenor(*words: str) -> list[str]:
    return [sys.executable, "-m", "convenor.cli.main", *words]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port

"""Settings come from environment variables: typed, with a default, refused loudly when they make no sense.

Every variable is declared in ``VARIABLES`` with its meaning; ``docs/reference/settings.md`` is held to it.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

SECRET_CHARACTERS = 32


class BadSetting(SystemExit):
    """A setting that cannot be used, told in a sentence before anything starts."""


@dataclass(frozen=True, slots=True)
class Variable:
    default: str
    meaning: str


VARIABLES = {
    "CONVENOR_HOME": Variable("var", "Folder of everything that is kept: database, uploads, secret, log key, mails."),
    "CONVENOR_DATABASE": Variable("", "`postgresql://user:password@host:port/name`; empty means SQLite in the home folder."),
    "CONVENOR_URL": Variable("http://127.0.0.1:8000", "Where people reach this installation; links in mails begin with it."),
    "CONVENOR_SECRET": Variable("", "Key of signatures, at least 32 characters; empty means one generated in the home folder (mode 600)."),
    "CONVENOR_SMTP": Variable("", "`smtp://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS) or `smtp+plain://…`; empty means mails go to a folder."),
    "CONVENOR_MAIL_FROM": Variable("convenor@localhost", "Sender of all mails."),
    "CONVENOR_MAIL_TO_FOLDER": Variable("no", "`yes` allows mails to stay in a folder although people reach this installation from elsewhere."),
    "CONVENOR_PROXIES": Variable("", "Addresses of reverse proxies, separated by commas, whose X-Forwarded headers are believed."),
    "CONVENOR_UPLOAD_MB": Variable("10", "Largest file that may be uploaded, in megabytes."),
    "CONVENOR_THREADS": Variable("8", "Requests served at the same time by one process."),
    "CONVENOR_ORIGIN": Variable("", "Name of this installation in signed checkpoints; empty means the host of CONVENOR_URL."),
    "CONVENOR_BUCKET": Variable("", "`s3://key:secret@host/bucket?region=…` (TLS) or `s3+plain://…`: an S3-compatible bucket that released files are brought to; empty means none."),
    "CONVENOR_OFFLINE": Variable("yes", "`no` takes what devices keep of programmes off them again, with the worker that keeps it."),
    "CONVENOR_DEMO": Variable("no", "`yes` shows the mailbox of the demonstration; refused unless the address is on this machine."),
}  # fmt: skip


def text(name: str) -> str:
    return os.environ.get(name, VARIABLES[name].default).strip()


def number(name: str, *, least: int, most: int) -> int:
    given = text(name)
    if not given.isdecimal() or not least <= int(given) <= most:
        raise BadSetting(f"{name} must be a whole number from {least} to {most}, not {given!r}.")
    return int(given)


def yes(name: str) -> bool:
    given = text(name).lower()
    if given not in {"yes", "no"}:
        raise BadSetting(f"{name} must be yes or no, not {given!r}.")
    return given == "yes"


def listed(name: str) -> list[str]:
    return [part.strip() for part in text(name).split(",") if part.strip()]


def home() -> Path:
    folder = Path(text("CONVENOR_HOME")).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise BadSetting(
            f"CONVENOR_HOME names {folder}, which cannot be made: {problem.strerror}."
        ) from problem
    return folder


def secret(folder: Path) -> str:
    """The key of signatures: given, or generated once and kept for this user alone."""
    given = text("CONVENOR_SECRET")
    if given:
        if len(given) < SECRET_CHARACTERS:
            raise BadSetting(
                f"CONVENOR_SECRET must have at least {SECRET_CHARACTERS} characters; "
                "leave it empty to have one generated."
            )
        return given
    return kept_secret(folder / "secret").decode()


def kept_secret(path: Path) -> bytes:
    """What ``path`` holds; on first use a random text, readable by this user alone."""
    if not path.exists():
        # Written aside and linked whole, so that two processes that start at once read the same one.
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_urlsafe(48).encode())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()


def smtp() -> str:
    """The mail server's address; empty for none."""
    given = text("CONVENOR_SMTP")
    if given and (
        urlsplit(given).scheme not in {"smtp", "smtps", "smtp+plain"} or not urlsplit(given).hostname
    ):
        raise BadSetting("CONVENOR_SMTP must look like smtp://user:password@host:587, or be empty.")
    return given


def bucket() -> str:
    """The address of a bucket, with its key; empty for none."""
    given = text("CONVENOR_BUCKET")
    parts = urlsplit(given)
    has_key = parts.hostname and parts.username and parts.password
    if given and not (parts.scheme in {"s3", "s3+plain"} and has_key and parts.path.strip("/")):
        raise BadSetting(
            "CONVENOR_BUCKET must look like s3://key:secret@host/bucket (%2F for a / in the secret), or be empty."
        )
    return given


def origin(url: str) -> str:
    """The name in signed checkpoints: no spaces and no plus sign, which end it there."""
    given = text("CONVENOR_ORIGIN") or urlsplit(url).netloc
    if any(character.isspace() or character == "+" for character in given):
        raise BadSetting(
            "CONVENOR_ORIGIN must be one word without a plus sign, such as conference.example.org."
        )
    return given


def address() -> str:
    """CONVENOR_URL without its last slash."""
    given = text("CONVENOR_URL").rstrip("/")
    parts = _parts(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise BadSetting(f"CONVENOR_URL must look like https://conference.example.org, not {given!r}.")
    return given


def _parts(url: str) -> SplitResult:
    # Nothing in particular where the address cannot be taken apart, so that it is refused as any wrong one.
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def is_on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", "testserver"}


def database(folder: Path) -> dict[str, object]:
    """Django's description of the database."""
    given = text("CONVENOR_DATABASE")
    if not given:
        return {"ENGINE": "convenor.kernel.sqlite", "NAME": str(folder / "convenor.sqlite3")}
    parts = _parts(given)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise BadSetting(
            "CONVENOR_DATABASE must look like postgresql://user:password@host:5432/name, or be empty."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }


def refuse_unsafe(url: str) -> None:
    """Stop with a sentence where people from elsewhere would be served without protection."""
    if is_on_this_machine(url):
        return
    if not url.startswith("https://"):
        raise BadSetting(f"CONVENOR_URL is {url}: people elsewhere need https. Set it to the https address.")
    if yes("CONVENOR_DEMO"):
        raise BadSetting(
            "CONVENOR_DEMO shows everybody's mail: unset it, or serve at an address on this machine."
        )
    if not text("CONVENOR_SMTP") and not yes("CONVENOR_MAIL_TO_FOLDER"):
        raise BadSetting(
            "CONVENOR_SMTP is not set, so nobody would get a sign-in code: set it, or CONVENOR_MAIL_TO_FOLDER=yes."
        )
    if text("CONVENOR_MAIL_FROM").endswith("@localhost"):
        raise BadSetting("CONVENOR_MAIL_FROM must be an address that people elsewhere can answer.")

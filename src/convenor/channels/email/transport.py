"""Mail: by SMTP, or, where no server is set, into a folder."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from convenor.editions.models import Edition
from convenor.outbox.actions import message_id
from convenor.outbox.models import Message

SECONDS = 10  # of waiting for each answer of a server
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
FOR_GOOD = 500  # and above, a server says that trying again is no use


class _Policy(EmailPolicy):
    """Folds what is not ASCII by the older ``Header``: until 3.13, Python's newer way loses spaces there."""

    def fold(self, name: str, value: Any) -> str:
        text = self._words(value, "" if hasattr(value, "addresses") else name)
        return super().fold(name, value) if text is None else f"{name}: {text}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii", "surrogateescape")

    def _words(self, value: Any, name: str) -> str | None:
        """``value`` in encoded words; ``None`` where it needs none."""
        if self.utf8 or str(value).isascii():
            return None
        if not hasattr(value, "addresses"):
            return Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        (address,) = value.addresses
        if address.display_name.isascii() or not address.addr_spec.isascii():
            return None
        shown = Header(address.display_name, "utf-8", header_name="Reply-To").encode(linesep=self.linesep)
        return f"{shown}{self.linesep} <{address.addr_spec}>"


POLICY = _Policy(linesep="\r\n", cte_type="7bit")  # what every server on the way accepts

Carry = Callable[[EmailMessage], None]


class Undelivered(Exception):
    """A message did not leave us. ``for_good``: trying again is no use."""

    def __init__(self, reason: object, *, for_good: bool) -> None:
        super().__init__(str(reason))
        self.for_good = for_good


@contextmanager
def opened() -> Iterator[Carry]:
    """A way to send mails: one connection, or the folder. ``Undelivered`` where no server answers."""
    if not settings.SMTP:
        yield _into_folder
        return
    smtp = _connected(urlsplit(settings.SMTP))
    try:
        yield partial(_by_smtp, smtp)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()


def composed(message: Message, *, at: datetime) -> EmailMessage:
    """``message`` as a mail: plain text, and the same ``Message-ID`` at every attempt."""
    edition = Edition.objects.filter(path=message.scope).first() if message.scope else None
    mail = EmailMessage(policy=POLICY)
    try:
        mail.set_content(message.body)  # first: it clears all that is said of the content
        mail["From"] = _address(
            settings.MAIL_FROM, edition.name.in_(message.language).text if edition else ""
        )
        mail["To"] = _address(message.address)
        if edition and edition.contact:
            mail["Reply-To"] = _address(edition.contact)
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = message_id(message)
        mail["Auto-Submitted"] = "auto-generated"
        mail["Content-Language"] = message.language
    except (ValueError, IndexError) as problem:
        raise Undelivered(f"This cannot be written as a mail: {problem}", for_good=True) from problem
    return mail


def _address(address: str, name: str = "") -> Address:
    local, _at, domain = address.rpartition("@")
    if not local or not domain:
        raise ValueError(f"{address!r} is no address")
    return Address(
        name or ("Convenor" if address == settings.MAIL_FROM else ""), local, domain.encode("idna").decode()
    )


def _connected(server: SplitResult) -> smtplib.SMTP:
    """A connection, encrypted and signed in as the setting says; else ``Undelivered``, to be tried again."""
    smtp: smtplib.SMTP | None = None
    try:
        smtp = _greeted(server)
        if server.scheme == "smtp":
            smtp.starttls(context=ssl.create_default_context())  # raises where it is not offered
        if server.username:
            smtp.login(unquote(server.username), unquote(server.password or ""))
    except (smtplib.SMTPException, OSError, ValueError) as problem:
        if smtp is not None:
            smtp.close()
        raise Undelivered(f"The mail server {server.hostname}: {_said(problem)}", for_good=False) from problem
    return smtp


def _greeted(server: SplitResult) -> smtplib.SMTP:
    host, port = server.hostname or "", server.port or PORTS[server.scheme]
    ourselves = urlsplit(settings.URL).hostname
    if server.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, ourselves, timeout=SECONDS, context=context)
    return smtplib.SMTP(host, port, ourselves, timeout=SECONDS)


def _by_smtp(smtp: smtplib.SMTP, mail: EmailMessage) -> None:
    sender, reader = (mail[name].addresses[0].addr_spec for name in ("From", "To"))
    is_ascii = sender.isascii() and reader.isascii()
    options = [] if is_ascii else ["SMTPUTF8"]
    try:
        # Not smtp.send_message(): it writes ">From" where a line begins with "From".
        smtp.sendmail(sender, [reader], mail.as_bytes(policy=POLICY.clone(utf8=not is_ascii)), options)
    except smtplib.SMTPRecipientsRefused as refused:
        ((code, text),) = refused.recipients.values()
        raise Undelivered(_in_words(code, text), for_good=code >= FOR_GOOD) from refused
    except smtplib.SMTPResponseException as refused:
        raise Undelivered(_said(refused), for_good=refused.smtp_code >= FOR_GOOD) from refused
    except smtplib.SMTPNotSupportedError as refused:
        raise Undelivered(_said(refused), for_good=True) from refused
    except (smtplib.SMTPException, OSError) as problem:
        raise Undelivered(_said(problem), for_good=False) from problem


def _said(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        return _in_words(problem.smtp_code, problem.smtp_error)
    return str(problem) or type(problem).__name__


def _in_words(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


def _into_folder(mail: EmailMessage) -> None:
    # Complete or not there; named after the message, so that a repetition takes its own place.
    folder = Path(settings.MAIL_FOLDER)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = mail["Message-ID"].strip("<>").partition("@")[0]
    with NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(mail.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(folder / f"{name}.eml")

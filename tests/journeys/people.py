"""The people of the stories, and what each of them does: verbs that press buttons and read pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, override

from tests.journeys.doors import Door
from tests.journeys.installation import Installation, Mail

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Edition:
    """Where a story takes place."""

    installation: Installation
    path: str
    zone: str = "Africa/Nairobi"

    def instant(self, away: timedelta) -> str:
        """A moment so far from now, as a form of this edition takes it."""
        return (datetime.now(UTC) + away).astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%dT%H:%M")


class Guest:
    """Somebody at a door. Words of the interface are given in English, and looked for in their language."""

    def __init__(self, edition: Edition, door: Door, name: str, *, language: str = "en") -> None:
        self.edition, self.door, self.name, self.language = edition, door, name, language
        self.address = f"{name.split(maxsplit=1)[0].lower()}@{edition.path.split('/')[0]}.example"

    @property
    def text(self) -> str:
        return self.door.page.text

    @property
    def path(self) -> str:
        return self.door.page.path

    def said(self, words: str) -> str:
        """``words`` as the page that is open would say them, with plain spaces, as pages are read here."""
        with override(self.door.page.lang or self.language):
            return " ".join(gettext(words).split())

    def opens(self, path: str, *, expecting: int = 200) -> Self:
        """A page of this installation in the guest's language."""
        self.door.open(f"/{self.language}/{path}", expecting=expecting)
        return self

    def opens_edition(self, path: str = "", *, expecting: int = 200) -> Self:
        return self.opens(f"{self.edition.path}/{path}", expecting=expecting)

    def follows(self, *links: str) -> Self:
        for words in links:
            self.door.follow(self.said(words))
        return self

    def presses(self, button: str, **fields: str | Sequence[str]) -> Self:
        self.door.press(self.said(button), fields)
        return self

    def presses_in_vain(self, button: str, **fields: str | Sequence[str]) -> Self:
        """The form comes back, with the reason."""
        self.door.press(self.said(button), fields, expecting=422)
        return self

    def finds(self, link: str) -> str:
        """Where a link of the page leads."""
        return self.door.page.link(self.said(link))

    def saves(self, link: str) -> bytes:
        return self.door.fetch(self.finds(link))

    def reads(self, *words: str) -> Self:
        for said in map(self.said, words):
            assert said in self.text, f"{said!r} is not on {self.path}: {self.text}"
        return self

    def does_not_read(self, *words: str) -> Self:
        for said in map(self.said, words):
            assert said not in self.text, f"{said!r} is on {self.path}"
        return self

    def gets_mail(self, link: str = "/") -> Mail:
        return self.edition.installation.mail_to(self.address, link=link)

    def opens_mail(self, link: str = "/") -> Mail:
        """The next mail with such a link, and the page that it leads to."""
        mail = self.gets_mail(link)
        self.door.open(mail.link)
        return mail

    def proves_address(self) -> Self:
        """From the page that asks for an address to the page that was wanted, by the digits of a mail."""
        self.presses("Send me a code", address=self.address)
        mail = self.gets_mail("/sign-in/")
        self.presses("Sign in", digits=mail.digits)
        if self.path.endswith("/me/profile/"):
            self.presses("Save", name=self.name, language=self.language)
        return self

    def signs_in(self) -> Self:
        return self.opens("sign-in/").proves_address()


class Secretary(Guest):
    def signs_in_by(self, link: str) -> Self:
        self.door.open(link)
        return self.presses("Sign in")

    def at_desk(self, *links: str) -> Self:
        return self.opens_edition("organise/").follows(*links)

    def adds(self, kind: str, new: str, **facts: str | Sequence[str]) -> Self:
        return self.at_desk(kind, new).presses("Save", **facts)

    def makes_call(self, title: str, **facts: str | Sequence[str]) -> Self:
        """A call named ``papers`` that opened an hour ago and closes in three hours."""
        times = {"opens_at": self.edition.instant(-HOUR), "closes_at": self.edition.instant(3 * HOUR)}
        return self.at_desk("Calls", "New call").presses("Save", slug="papers", title=title, **times, **facts)

    def asks(self, text: str, **facts: str | Sequence[str]) -> Self:
        """From the page of a call."""
        return self.follows("Questions", "New question").presses("Save", text=text, **facts)

    def announces(self) -> Self:
        return self.at_desk("Announce").presses("Announce")

    def closes(self, call: str) -> Self:
        """The call's end was a minute ago."""
        return self.at_desk("Calls", call).presses("Save", closes_at=self.edition.instant(-HOUR / 60))

    def sets_criterion(self, track: str, name: str, **facts: str) -> Self:
        return self.at_desk("Reviewing", track, "Add a criterion").presses("Save", name=name, **facts)

    def invites_reviewer(self, reviewer: Guest, track: str) -> Self:
        self.at_desk("Reviewing", "Reviewers", "Invite a reviewer")
        return self.presses("Invite", track=track, address=reviewer.address, name=reviewer.name)

    def gives_office(self, role: str, to: Guest) -> Self:
        self.at_desk("Offices")
        return self.presses("Give this office", role=role, address=to.address, name=to.name)

    def assigns(self, title: str, *reviewers: Guest) -> Self:
        self.at_desk("Reviewing", "Assign reviews", title)
        return self.presses("Ask the chosen ones", reviewer=[each.name for each in reviewers])

    def releases_letters(self) -> Self:
        return self.at_desk("Release the letters").presses("Release all letters now")


class Author(Guest):
    """Somebody who proposes; ``code`` is that of their proposal."""

    code = ""

    def begins(self, format: str, track: str) -> Self:
        """From the page of an open call, having proved who they are."""
        self.presses("Begin", track=track, format=format, language=self.language)
        self.code = self.path.split("/")[4]
        return self

    def begins_by_signing_in(self, format: str, track: str) -> Self:
        return self.follows("Begin a proposal").proves_address().begins(format, track)

    def writes(self, title: str, abstract: str) -> Self:
        return self.presses("Save and go on", title=title, abstract=abstract)

    def describes(self, **details: str) -> Self:
        return self.presses("Save and go on", **details)

    def names(self, *people: Guest, role: str = "speaker") -> Self:
        for each in people:
            self.presses("Name and write to them", name=each.name, address=each.address, role=role)
        return self

    def adds_contribution(self, title: str, abstract: str, **facts: str) -> Self:
        self.follows("Add a contribution")
        return self.presses("Save", title=title, abstract=abstract, **facts)

    def opens_proposal(self, step: str = "", *, expecting: int = 200) -> Self:
        return self.opens(f"me/proposals/{self.code}/{step}", expecting=expecting)

    def hands_in(self) -> Self:
        return self.opens_proposal("check/").presses("Hand in")


class Contributor(Guest):
    """Somebody whom an author named."""


class Reviewer(Guest):
    def opens_reviews(self) -> Self:
        return self.opens_edition("review/")

    def declares_conflict(self, title: str, reason: str) -> Self:
        self.opens_reviews().follows(title, "I have a conflict of interest")
        return self.presses("Declare the conflict", reason=reason)

    def writes_review(self, title: str, button: str = "Submit review", **answers: str) -> Self:
        return self.opens_reviews().follows(title).presses(button, **answers)


class Chair(Guest):
    def opens_proposal(self, title: str) -> Self:
        return self.opens_edition("organise/").follows("Proposals", title)

    def decides(self, title: str, verdict: str, **more: str) -> Self:
        button = "Change the decision" if "reason" in more else "Decide"
        return self.opens_proposal(title).presses(button, verdict=verdict, **more)


def founded(edition: Edition, secretary: Secretary, *, series_name: str, starts: str, ends: str) -> str:
    """Set the edition up by a command; the link by which its secretary signs in."""
    series, slug = edition.path.split("/")
    printed = edition.installation.command(
        "init",
        f"--email={secretary.address}",
        f"--name={secretary.name}",
        f"--language={secretary.language}",
        f"--series={series}",
        f"--series-name={series_name}",
        f"--edition={slug}",
        f"--edition-name={series_name} {slug}",
        f"--starts={starts}",
        f"--ends={ends}",
        f"--zone={edition.zone}",
    )
    return next(line for line in printed.splitlines() if "/sign-in/" in line)

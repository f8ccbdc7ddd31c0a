"""What the week of the demonstration leaves behind: materials, reports, licences, a release that has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from itertools import cycle, islice
from typing import Any

from django.core.files.base import ContentFile

from convenor.demo import founding, texts
from convenor.demo.timeline import Timeline
from convenor.editions.actions.standing import mark_held
from convenor.editions.models import Edition
from convenor.kernel.translated import LANGUAGES, Status, Translated
from convenor.people.models import Person
from convenor.programme.actions.materials import add_material, set_licence, write_report
from convenor.programme.actions.releases import publish
from convenor.programme.models import (
    Appearance,
    AppearanceRole,
    Licence,
    Material,
    MaterialKind,
    Placement,
    Session,
)
from convenor.programme.queries import compendium_of
from convenor.programme.tasks import render_due
from convenor.proposals import uploads

Event = tuple[datetime, Any]

_WITH_MATERIALS, _WITH_LICENCES = 48, 24
_LICENCES = {
    MaterialKind.SLIDES: (Licence.CC_BY, Licence.CC_BY_SA),
    MaterialKind.RECORDING: (Licence.CC_BY_SA_IGO, Licence.RESERVED, Licence.CC_BY_NC),
    MaterialKind.OTHER: (Licence.CC_BY_SA_IGO,),
    MaterialKind.PAPER: (Licence.CC_BY_NC, Licence.CC_BY_SA_IGO),
}
# What each session leaves, in turn; what is not to be had elsewhere is a small file.
_LEFT = (
    (MaterialKind.SLIDES, MaterialKind.RECORDING, MaterialKind.OTHER),
    (MaterialKind.RECORDING,),
    (MaterialKind.SLIDES, MaterialKind.PAPER),
    (MaterialKind.OTHER,),
    (MaterialKind.SLIDES, MaterialKind.RECORDING),
)
_FILES = frozenset({MaterialKind.OTHER, MaterialKind.PAPER})


class Aftermath:
    """Knows what is left behind; ``events()`` says who leaves what, and when."""

    def __init__(self, timeline: Timeline, edition: Edition) -> None:
        self.timeline, self.edition = timeline, edition
        self.texts: dict[str, Any] = texts.read("after")
        self.secretary = founding.secretary()

    def events(self) -> Iterator[Event]:
        yield self._on(1, 8), self._hold
        for number in range(_WITH_MATERIALS):
            yield self._on(1, 9, minutes=12 * number), partial(self._leave, number)
        for language in LANGUAGES:
            yield self._on(2, 9), partial(self._report, language)
        yield self._on(2, 15), self._license
        yield self._on(3, 9), self._publish

    def _on(self, day: int, hour: int, *, minutes: int = 0) -> datetime:
        """``hour`` o'clock where the edition was held, so many days after its last."""
        last = datetime.combine(self.edition.ends_on, time(hour), self.edition.tzinfo)
        return last + timedelta(days=day, minutes=minutes)

    def _hold(self, at: datetime) -> None:
        mark_held(edition=self.edition, note=texts.translated(self.texts["held"]), by=self.secretary, at=at)

    # Materials

    def _leave(self, number: int, at: datetime) -> None:
        session = next(islice(self._held(), number, None), None)
        if session is None:
            return
        speaker = Appearance.objects.standing().filter(session=session).order_by("position", "pk").first()
        for kind in _LEFT[number % len(_LEFT)]:
            self._add(session, kind, number, speaker.person if speaker else self.secretary, at)

    def _held(self) -> Iterator[Session]:
        """The sessions that were held and have something to show, in the order in which they were made."""
        placed = Placement.objects.standing().filter(session__edition=self.edition)
        talks = Session.objects.filter(pk__in=placed.values("session")).exclude(kind="break")
        return talks.select_related("proposal", "edition").order_by("pk").iterator()

    def _add(self, session: Session, kind: MaterialKind, number: int, by: Person, at: datetime) -> None:
        language = _language(session)
        title = self.texts[kind][language].format(title=session.title.in_(language))
        licences = _LICENCES[kind]
        facts: dict[str, Any] = {
            "session": session,
            "kind": kind,
            "title": title,
            "language": language,
            "licence": licences[number % len(licences)],
            "by": by,
            "at": at,
        }
        if kind not in _FILES:
            add_material(url=f"https://{kind}.example/{self.edition.path}/{session.code}", **facts)
            return
        text = self.texts["file"][language].format(title=session.title.in_(language))
        upload = uploads.accept(ContentFile(text.encode(), name=f"{title}.txt"), folder="materials")
        with uploads.stored(upload, kept_by=Material):
            add_material(upload=upload, **facts)

    # Reports and the compendium

    def _report(self, language: str, at: datetime) -> None:
        """Of some sessions in ``language``, by their rapporteurs where they have any."""
        spoken = [session for session in self._held() if session.proposal and _language(session) == language]
        for session, text in zip(spoken, self.texts["reports"][language], strict=False):
            rapporteurs = session.appearances.filter(role=AppearanceRole.RAPPORTEUR, refused_at=None)
            rapporteur = rapporteurs.select_related("person").first()
            write_report(
                session=session,
                text=_said(text, language),
                licence=Licence.CC_BY_SA_IGO,
                by=rapporteur.person if rapporteur else self.secretary,
                at=at,
            )

    def _license(self, at: datetime) -> None:
        """Some authors choose another licence than the one that the compendium would print."""
        printed = compendium_of(self.edition).select_related("proposer").order_by("pk")[:_WITH_LICENCES]
        chosen = cycle((Licence.CC_BY, Licence.CC_BY_SA, Licence.CC_BY_NC))
        for proposal, licence in zip(printed, chosen, strict=False):
            set_licence(proposal=proposal, licence=licence, by=proposal.proposer, at=at)

    def _publish(self, at: datetime) -> None:
        note = texts.translated(texts.read("releases")["third"])
        publish(edition=self.edition, note=note, by=self.secretary, at=at)
        render_due(at)


def _language(session: Session) -> str:
    return session.proposal.language if session.proposal else "en"


def _said(text: dict[str, str], language: str) -> Translated:
    """A report in the language in which it was written, and in others where somebody translated it."""
    return Translated(
        {code: (said, Status.ORIGINAL if code == language else Status.HUMAN) for code, said in text.items()}
    )

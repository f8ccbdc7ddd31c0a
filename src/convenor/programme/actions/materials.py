"""What a session leaves behind: materials, its rapporteur's report, and licences in the compendium."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import one_line
from convenor.kernel.translated import LANGUAGES, Translated
from convenor.people.models import Person
from convenor.programme.actions.common import held, proposal_of, there
from convenor.programme.models import (
    Licence,
    Material,
    MaterialKind,
    ProposalLicence,
    Report,
    Session,
)
from convenor.programme.queries import compendium_of
from convenor.programme.rules.rights import (
    may_add_material,
    may_license,
    may_remove_material,
    may_report,
)
from convenor.proposals.models import Proposal
from convenor.proposals.uploads import Upload

MOST_MATERIALS = 30


class TitleMissing(Refused):
    """A material needs a title."""


class LinkOrFile(Refused):
    """A material is a link or a file: one of the two."""


class TooManyMaterials(Refused):
    """More than a session can show."""


class TextMissing(Refused):
    """A report says something."""


class NotInCompendium(Refused):
    """The compendium does not print this proposal."""


@write
def add_material(
    *,
    session: Session,
    kind: MaterialKind,
    title: str,
    licence: Licence,
    by: Person,
    at: datetime,
    language: str = "",
    url: str = "",
    upload: Upload | None = None,
) -> Material:
    """Leave a link, or a file that ``uploads.stored`` keeps, with ``session``; read with the next release."""
    session = held(session)
    if not may_add_material(by, session, at=at):
        raise NotAllowed(_("Only those who appear in this session, or arrange it, may do this."))
    title = one_line(title)[:200]
    if not title:
        raise TitleMissing(_("Please give it a title."))
    _check(session, url, upload)
    material = Material.objects.create(
        session=session,
        kind=kind,
        title=title,
        language=language if language in LANGUAGES else "",
        licence=licence,
        url=url,
        by=by,
        at=at,
        **_file(upload),
    )
    _say("material.added", session, by, at, licence=str(licence))
    return material


@write
def remove_material(*, material: Material, by: Person, at: datetime) -> Session:
    """Take it away: its file is gone at once, its line with the next release."""
    session = held(material.session)
    material = there(Material, material)
    if not may_remove_material(by, material, at=at):
        raise NotAllowed(_("Only who added it, or who arranges the session, may do this."))
    forget_files([material])
    Material.objects.filter(pk=material.pk).delete()
    _say("material.removed", session, by, at)
    return session


def forget_files(materials: Iterable[Material]) -> None:
    """Delete the files of ``materials`` once their rows are gone."""
    for material in materials:
        if material.file.name:
            transaction.on_commit(partial(default_storage.delete, material.file.name))


@write
def write_report(*, session: Session, text: Translated, licence: Licence, by: Person, at: datetime) -> Report:
    """What the rapporteur says of ``session``, written or written anew."""
    session = held(session)
    if not may_report(by, session, at=at):
        raise NotAllowed(_("Only the rapporteur of this session, or who arranges it, may do this."))
    if not text:
        raise TextMissing(_("Please write something."))
    facts = {"text": text, "licence": licence, "by": by, "at": at}
    report, _is_new = Report.objects.update_or_create(session=session, defaults=facts)
    _say("report.written", session, by, at)
    return report


@write
def set_licence(*, proposal: Proposal, licence: Licence, by: Person, at: datetime) -> ProposalLicence:
    """Say under which licence the compendium prints ``proposal``."""
    proposal = locked(Proposal, proposal)
    if not may_license(by, proposal, at=at):
        raise NotAllowed(_("Only the proposer or the secretariat may do this."))
    if not compendium_of(proposal.edition).filter(pk=proposal.pk).exists():
        raise NotInCompendium(_("The compendium does not print this proposal."))
    kept, _is_new = ProposalLicence.objects.update_or_create(proposal=proposal, defaults={"licence": licence})
    record(
        "licence.set",
        subject=proposal,
        actor=by,
        at=at,
        scope=proposal.edition.path,
        licence=str(licence),
        proposal=proposal.code,
    )
    return kept


def _check(session: Session, url: str, upload: Upload | None) -> None:
    if bool(url) == (upload is not None):
        raise LinkOrFile(_("Please give a link or a file, not both."))
    if session.materials.count() >= MOST_MATERIALS:
        raise TooManyMaterials(_("There are too many here already."))


def _file(upload: Upload | None) -> dict[str, str]:
    if upload is None:
        return {}
    return {"file": upload.path, "file_name": upload.name or "", "file_type": upload.type}


def _say(what: str, session: Session, by: Person, at: datetime, **detail: Any) -> None:
    about = proposal_of(session)
    record(what, subject=session, actor=by, at=at, scope=session.edition.path, **about, **detail)

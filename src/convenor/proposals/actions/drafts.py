"""Beginning a proposal, saving its text, and putting it into other languages."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from convenor.accounts.actions import organization_told
from convenor.audit.actions import locked, record, write
from convenor.editions.models import Format, Subtheme, Track
from convenor.kernel.codes import new_code, new_token
from convenor.kernel.instants import in_words
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.translated import LANGUAGES, Status, Translated
from convenor.people.facts import facts_changed
from convenor.people.models import Person
from convenor.proposals import rules
from convenor.proposals.actions.editing import (
    CallClosed,
    TooMany,
    editing,
    keep_version,
    refuse_withdrawn,
)
from convenor.proposals.actions.limits import keep_within_limits
from convenor.proposals.actions.texts import own_contribution, put_text
from convenor.proposals.completeness import not_taken
from convenor.proposals.models import Call, Contribution, Contributor, LateLink, Proposal
from convenor.proposals.queries import late_link

MOST_DRAFTS = 20
MOST_MINUTES = 24 * 60


class NotOffered(Refused):
    """The call does not offer that track, subtheme, format or language."""


@write
def start_proposal(
    *,
    call: Call,
    track: Track,
    format: Format,
    language: str,
    by: Person,
    at: datetime,
    late_token: str = "",
) -> Proposal:
    """Begin a draft in ``call``, whose proposer takes part in it; after its end only by a personal link."""
    call = locked(Call, call)
    link = _way_in(call, late_token, by, at)
    _refuse_unoffered(call, track, format, language)
    _refuse_untaken(track, format)
    drafts = Proposal.objects.filter(call=call, proposer=by, submitted_at=None, withdrawal=None)
    if drafts.count() >= MOST_DRAFTS:
        raise TooMany(
            _("You have many drafts here already. Hand one in, or withdraw it, before you begin another.")
        )
    proposal = Proposal.objects.create(
        edition=call.edition,
        call=call,
        code=_unused_code(),
        track=track,
        format=format,
        language=language,
        minutes=track.minutes,
        proposer=by,
        organization=by.organization,
        late_link=link,
        created_at=at,
        changed_at=at,
    )
    Contributor.objects.create(proposal=proposal, person=by, token=new_token(), agreed_at=at)
    keep_version(proposal, by=by, at=at)
    record(
        "proposal.started",
        subject=proposal,
        actor=by,
        at=at,
        scope=proposal.edition.path,
        call=call.slug,
        track=track.slug,
        late=link is not None,
    )
    return proposal


@write
def save_draft(
    *,
    proposal: Proposal,
    by: Person,
    at: datetime,
    title: str | None = None,
    abstract: str | None = None,
    language: str | None = None,
    track: Track | None = None,
    subtheme: Subtheme | None = None,
    format: Format | None = None,
    minutes: int | None = None,
    organization: str | None = None,
    organization_kind: str | None = None,
) -> Proposal:
    """Save any part of a proposal's text; what is ``None`` stays. Handed in, it stays handed in."""
    with editing(proposal, "text", by=by, at=at) as held:
        _refuse_unoffered(held.call, track, format, language, subtheme)
        if (track or held.track, format or held.format) != (held.track, held.format):
            _refuse_untaken(track or held.track, format or held.format)
        if language and language != held.language:
            _move_original(held, language)
        if title is not None or abstract is not None:
            put_text(held, held.call, title=title, abstract=abstract, language=held.language)
            held.title_text = held.title.in_(held.language).text[:300]
        if organization is not None:
            _change_organization(held, organization, organization_kind)
        held.track = track or held.track
        held.subtheme = subtheme or held.subtheme
        held.format = format or held.format
        if minutes is not None:
            held.minutes = max(1, min(minutes, MOST_MINUTES))
    if held.submitted_at and (track or organization is not None):
        facts_changed([held.proposer], at=at)
    return held


@write
def translate_text(
    *,
    proposal: Proposal,
    language: str,
    title: str,
    abstract: str,
    by: Person,
    at: datetime,
    status: Status = Status.HUMAN,
    contribution: Contribution | None = None,
) -> Proposal:
    """Put the title and abstract of a proposal, or of a contribution in it, into another language.

    Its people do while they may change it, the secretariat at any time. An empty text takes a version away.
    """
    if rules.may_write(by, proposal):
        with editing(proposal, "translation", by=by, at=at) as held:
            _translate(held, contribution, language=language, title=title, abstract=abstract, status=status)
        return held
    proposal = locked(Proposal, proposal)
    if not rules.may_translate(by, proposal, at=at):
        raise NotAllowed(_("Only the people in this proposal and the secretariat may translate it."))
    refuse_withdrawn(proposal)
    _translate(proposal, contribution, language=language, title=title, abstract=abstract, status=status)
    if keep_version(proposal, by=by, at=at):
        record(
            "proposal.translated",
            subject=proposal,
            actor=by,
            at=at,
            scope=proposal.edition.path,
            language=language,
            status=str(status),
        )
    return proposal


def _way_in(call: Call, token: str, by: Person, at: datetime) -> LateLink | None:
    link = late_link(call, token, at)
    if link and not rules.may_use(by, link):
        raise NotAllowed(_("This personal link was given to another address. Sign in with that address."))
    if link or call.is_open(at):
        return link
    zone = call.edition.tzinfo
    if at < call.opens_at:
        raise CallClosed(_("This call opens on %(instant)s.") % {"instant": in_words(call.opens_at, zone)})
    raise CallClosed(_("This call closed on %(deadline)s.") % {"deadline": in_words(call.closes_at, zone)})


def _refuse_unoffered(
    call: Call,
    track: Track | None,
    format: Format | None,
    language: str | None,
    subtheme: Subtheme | None = None,
) -> None:
    if track and not call.tracks.filter(pk=track.pk).exists():
        raise NotOffered(_("This call does not invite proposals to that track."))
    if subtheme and not call.subthemes.filter(pk=subtheme.pk).exists():
        raise NotOffered(_("This call does not know that subtheme."))
    if format and format not in Format:
        raise NotOffered(_("Please choose one of the formats offered."))
    if language and language not in call.languages:
        raise NotOffered(_("This call does not take proposals in that language."))


def _refuse_untaken(track: Track, format: str) -> None:
    if sentence := not_taken(track, format):
        raise NotOffered(sentence)


def _unused_code() -> str:
    codes = iter(new_code, "")
    return next(code for code in codes if not Proposal.objects.filter(code=code).exists())


def _move_original(proposal: Proposal, language: str) -> None:
    """What was written as ``proposal.language`` is in truth in ``language``; so are its contributions."""
    for contribution in proposal.contributions.all():
        _say_in(contribution, proposal.language, language)
        contribution.save()
    _say_in(proposal, proposal.language, language)
    proposal.language = language


def _say_in(texts: Proposal | Contribution, old: str, new: str) -> None:
    for name in ("title", "abstract"):
        text: Translated = getattr(texts, name)
        original, _status = text.versions.get(old, ("", ""))
        if original:
            setattr(texts, name, text.plus("", old).plus(original, new, Status.ORIGINAL))


def _change_organization(proposal: Proposal, name: str, kind: str | None) -> None:
    before = proposal.organization
    proposal.organization = organization_told(name, kind, before=before)
    if proposal.submitted_at and proposal.organization != before:
        keep_within_limits(proposal)


def _translate(
    proposal: Proposal,
    contribution: Contribution | None,
    *,
    language: str,
    title: str,
    abstract: str,
    status: Status,
) -> None:
    if language not in LANGUAGES or language == proposal.language or status not in Status:
        raise NotOffered(_("Please choose another language than the original's."))
    texts = own_contribution(proposal, contribution) if contribution else proposal
    put_text(texts, proposal.call, title=title, abstract=abstract, language=language, status=status)
    texts.save()

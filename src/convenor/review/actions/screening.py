"""The secretariat looks through proposals before they go to review, and says what it looks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.actions.common import short_name
from convenor.editions.letters import Addressed, Page, send_all
from convenor.editions.models import LetterKind, Track
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean
from convenor.kernel.translated import Translated
from convenor.people.models import Person
from convenor.proposals.actions.editing import let_mend
from convenor.proposals.models import Contributor, Proposal, Withdrawal
from convenor.review import rules
from convenor.review.actions.asking import ProposalWithdrawn
from convenor.review.actions.assignments import refuse_when_over
from convenor.review.models import Assignment
from convenor.review.screenings import Check, Outcome, Screening

Answers = Mapping[str, tuple[bool, str]]  # by the check's slug, whether it is met, and a note


class InReview(Refused):
    """Reviewers were asked to review it already."""


class ChecksChanged(Refused):
    """The answers are not to the checks that the track has now."""


class NothingToMend(Refused):
    """Sent back without words, or without time."""


@write
def screen(
    *,
    proposal: Proposal,
    answers: Answers,
    outcome: Outcome,
    to_contributors: str = "",
    until: datetime | None = None,
    by: Person,
    at: datetime,
) -> Screening:
    """Let ``proposal`` go to review, or send it back with words, to be mended ``until`` then."""
    proposal = locked(Proposal, proposal)
    if not rules.may_screen(by, proposal, at=at):
        raise NotAllowed(_("Only the secretariat, without a conflict of interest, screens this proposal."))
    _refuse_impossible(proposal, answers)
    is_returned = Outcome(outcome) == Outcome.RETURNED
    if is_returned and (not clean(to_contributors) or until is None or until <= at):
        raise NothingToMend(_("Say what is to be mended, and until when: a moment that is still to come."))
    screening = Screening.objects.create(
        proposal=proposal,
        outcome=outcome,
        answers={slug: {"is_met": met, "note": clean(note)} for slug, (met, note) in answers.items()},
        to_contributors=clean(to_contributors) if is_returned else "",
        until=until if is_returned else None,
        by=by,
        at=at,
    )
    let_mend(proposal, screening.until)
    if is_returned:
        send_all(edition=proposal.edition, letters=_letters(screening), at=at)
    record("proposal.screened", subject=proposal, actor=by, at=at, scope=proposal.edition.path)
    return screening


def _refuse_impossible(proposal: Proposal, answers: Answers) -> None:
    refuse_when_over(proposal)
    if Withdrawal.objects.filter(proposal=proposal).exists():
        raise ProposalWithdrawn(_("Its contributors withdrew %(code)s.") % {"code": proposal.code})
    if Assignment.objects.filter(proposal=proposal).exists():
        raise InReview(_("Reviewers were asked to review it already."))
    checks = set(Check.objects.filter(track=proposal.track_id).values_list("slug", flat=True))
    if not checks or checks != answers.keys():
        raise ChecksChanged(_("The checks were changed meanwhile. Please look through your answers."))


def _letters(screening: Screening) -> list[Addressed]:
    proposal = screening.proposal
    readers = Contributor.objects.taking_part().filter(proposal=proposal).select_related("person")
    return [
        Addressed(
            kind=LetterKind.TO_MEND,
            to=reader.person,
            key=f"to-mend:{screening.pk}:{reader.pk}",
            values={
                "proposal_title": proposal.title,
                "proposal_code": proposal.code,
                "note": screening.to_contributors,
                "deadline": screening.until or "",
                "link": Page("me:proposal", (proposal.code,)),
            },
        )
        for reader in readers.order_by("pk")
    ]


@write
def set_check(
    *, track: Track, slug: str = "", name: Translated, position: int | None, by: Person, at: datetime
) -> Check:
    """Change the check ``slug`` of ``track``, or add one; without a ``position``, as the last."""
    track = locked(Track, track)
    _only_who_runs(track, by, at)
    others = Check.objects.filter(track=track)
    if position is None:
        last = others.aggregate(Max("position"))["position__max"]
        position = 0 if last is None else last + 1
    slug = slug or short_name(others, "", name.in_("en").text, "check")
    facts = {"name": name, "position": position}
    check, _is_new = Check.objects.update_or_create(track=track, slug=slug, defaults=facts)
    record("check.set", subject=check, actor=by, at=at, scope=track.edition.path, track=track.slug)
    return check


@write
def remove_check(*, check: Check, by: Person, at: datetime) -> None:
    """Look for it no longer; what was found stays. A track without checks screens nothing."""
    track = locked(Track, check.track)
    _only_who_runs(track, by, at)
    record("check.removed", subject=check, actor=by, at=at, scope=track.edition.path, track=track.slug)
    check.delete()


def _only_who_runs(track: Track, by: Person, at: datetime) -> None:
    if not rules.may_run(by, track, at=at):
        raise NotAllowed(
            _("Only chairs, the secretariat and the chairs of this track arrange its reviewing.")
        )

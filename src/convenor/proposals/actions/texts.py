"""Putting one language's words into a proposal or a contribution, within the limits of the call."""

from __future__ import annotations

from django.utils.translation import gettext as _

from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean, one_line
from convenor.kernel.translated import Status
from convenor.proposals.completeness import too_long
from convenor.proposals.models import Call, Contribution, Proposal

TRANSLATIONS_ARE_LONGER = 1.5  # than their originals; French than English by a quarter


class TooLong(Refused):
    """A text exceeds the limits of its call."""


def put_text(
    texts: Proposal | Contribution,
    call: Call,
    *,
    title: str | None,
    abstract: str | None,
    language: str,
    status: Status = Status.ORIGINAL,
) -> None:
    """Put one language's version into ``texts``; ``None`` leaves it, an empty text takes it away."""
    factor = 1.0 if status == Status.ORIGINAL else TRANSLATIONS_ARE_LONGER
    if sentences := list(too_long(call, title or "", abstract or "", factor=factor)):
        raise TooLong(" ".join(sentences))
    if title is not None:
        texts.title = texts.title.plus(one_line(title), language, status)
    if abstract is not None:
        texts.abstract = texts.abstract.plus(clean(abstract), language, status)


def own_contribution(proposal: Proposal, contribution: Contribution) -> Contribution:
    """``contribution`` read again; refused where it is no part of ``proposal``."""
    found = proposal.contributions.filter(pk=contribution.pk).first()
    if found is None:
        raise NotAllowed(_("This is no part of that proposal."))
    return found

"""What a proposal lacks before it can be handed in: all at once, each with the step that mends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from convenor.editions.models import Track
from convenor.kernel.days import listed
from convenor.kernel.text import count_words
from convenor.proposals.models import Call, Contributor, ContributorRole, Proposal
from convenor.proposals.queries import answers_of, questions_for

MOST_CHARACTERS = 20_000  # of an abstract, whatever its words


class Problem(NamedTuple):
    """``step`` is ``text``, ``details``, ``session``, ``people`` or ``questions``."""

    step: str
    sentence: str


def problems_of(proposal: Proposal) -> list[Problem]:
    """Everything that keeps ``proposal`` from being handed in, in the order of the steps."""
    return [
        *_in_the_text(proposal),
        *_in_the_details(proposal),
        *_in_the_session(proposal),
        *_among_the_people(proposal),
        *_in_the_answers(proposal),
    ]


def too_long(call: Call, title: str, abstract: str, *, factor: float = 1.0) -> Iterator[str]:
    """In what ``title`` and ``abstract`` exceed the limits of ``call``, taken ``factor`` times."""
    most = int(call.title_characters * factor)
    if len(title) > most:
        sentence = _("The title may have %(most)d characters; it has %(count)d.")
        yield sentence % {"most": most, "count": len(title)}
    most = int(call.abstract_words * factor)
    if (words := count_words(abstract)) > most:
        sentence = _("The abstract may have %(most)d words; it has %(count)d.")
        yield sentence % {"most": most, "count": words}
    elif len(abstract) > MOST_CHARACTERS:
        sentence = _("The abstract may have %(most)d characters; it has %(count)d.")
        yield sentence % {"most": MOST_CHARACTERS, "count": len(abstract)}


def not_taken(track: Track, format: str) -> str:
    """Why ``track`` does not take what is of this format; nothing where it does."""
    if format in track.formats:
        return ""
    sentence = _("The track “%(track)s” takes only: %(formats)s.")
    return sentence % {"track": track.name, "formats": listed(track.format_names)}


def _in_the_text(proposal: Proposal) -> Iterator[Problem]:
    title, abstract = (
        text.versions.get(proposal.language, ("", ""))[0] for text in (proposal.title, proposal.abstract)
    )
    if not title:
        yield Problem("text", _("The title is missing."))
    if not abstract:
        yield Problem("text", _("The abstract is missing."))
    for sentence in too_long(proposal.call, title, abstract):
        yield Problem("text", sentence)


def _in_the_details(proposal: Proposal) -> Iterator[Problem]:
    if proposal.subtheme_id is None and proposal.call.subthemes.exists():
        yield Problem("details", _("Choose the subtheme it belongs to."))
    if not proposal.call.tracks.filter(pk=proposal.track_id).exists():
        yield Problem(
            "details", _("This call no longer invites proposals to this track; choose another one.")
        )
    if sentence := not_taken(proposal.track, proposal.format):
        yield Problem("details", sentence)


def _in_the_session(proposal: Proposal) -> Iterator[Problem]:
    if not proposal.is_whole_session:
        return
    contributions = list(proposal.contributions.select_related("presenter"))
    if not contributions:
        yield Problem("session", _("A whole session needs at least one contribution."))
    if any(each.presenter and each.presenter.refused_at for each in contributions):
        yield Problem("session", _("Somebody who is to present a contribution will not take part."))
    needed = sum(each.minutes or 0 for each in contributions)
    if needed > proposal.minutes:
        sentence = ngettext(
            "The contributions take %(needed)d minutes, but the session has %(minutes)d minute.",
            "The contributions take %(needed)d minutes, but the session has %(minutes)d minutes.",
            proposal.minutes,
        )
        yield Problem("session", sentence % {"needed": needed, "minutes": proposal.minutes})


def _among_the_people(proposal: Proposal) -> Iterator[Problem]:
    present = Contributor.objects.filter(proposal=proposal, refused_at=None)
    if not present.exclude(role=ContributorRole.AUTHOR).exists():
        yield Problem("people", _("Nobody is named who will be present."))


def _in_the_answers(proposal: Proposal) -> Iterator[Problem]:
    answers = answers_of(proposal)
    for question in questions_for(proposal.call, proposal.track).filter(is_required=True):
        answer = answers.get(question.pk)
        if answer is None or not (answer.text or answer.file):
            sentence = _("Please answer: %(question)s")
            yield Problem("questions", sentence % {"question": question.text})

"""Authors say what reviewers of a double blind track read in place of what would name them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import record, write
from convenor.kernel.refusals import Refused
from convenor.kernel.text import one_line
from convenor.people.models import Person
from convenor.proposals.actions.editing import changeable
from convenor.proposals.models import Proposal
from convenor.review.models import Redaction
from convenor.review.redacting import found_in


class NotInTheText(Refused):
    """The phrase does not stand in the proposal, or no longer."""


@write
def set_redactions(*, proposal: Proposal, wordings: Mapping[str, str], by: Person, at: datetime) -> Proposal:
    """For each phrase what reviewers read instead; an empty wording leaves it as it is."""
    proposal = changeable(proposal, by=by, at=at)
    known = {found.phrase for found in found_in(proposal)}
    if not known >= wordings.keys():
        raise NotInTheText(_("The text was changed meanwhile. Please look through what was found."))
    for phrase, wording in wordings.items():
        said = {"wording": one_line(wording)[:200], "by": by, "at": at}
        Redaction.objects.update_or_create(proposal=proposal, phrase=phrase, defaults=said)
    record("proposal.redacted", subject=proposal, actor=by, at=at, scope=proposal.edition.path)
    return proposal

"""A person's own data in this package."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from convenor.kernel.codes import new_token
from convenor.people.models import NOBODY, Person
from convenor.proposals.models import (
    Answer,
    Conflict,
    Contributor,
    LateLink,
    Proposal,
    Tie,
    Version,
    Waiver,
    Withdrawal,
)

_WHOM = ("name", "address", "organization")
_OF_TIE = ("edition__path", "proposal__code", "kind", *_WHOM, "from_year", "to_year", "note")


def own_data(person: Person) -> dict[str, Any]:
    """What ``person`` proposed and takes part in, as it reads today, and what they wrote as they wrote it."""
    parts = Contributor.objects.filter(person=person).select_related("proposal__edition").order_by("pk")
    written = Version.objects.filter(by=person).select_related("proposal").order_by("pk")
    conflicts = Conflict.objects.filter(person=person, declared_by=person).order_by("pk")
    return {
        "proposals": [_part(part) for part in parts],
        "versions": [
            {"proposal": each.proposal.code, "number": each.number, "at": each.at, "document": each.document}
            for each in written
        ],
        "conflicts": list(conflicts.values("proposal__code", "reason", "declared_at", "retracted_at")),
        "ties": list(
            Tie.objects.filter(person=person).order_by("pk").values(*_OF_TIE, "declared_at", "retracted_at")
        ),
        "late_links": list(
            LateLink.objects.filter(address__in=_addresses(person))
            .order_by("pk")
            .values("call__slug", "until")
        ),
    }


def _part(part: Contributor) -> dict[str, Any]:
    proposal = part.proposal
    return {
        "code": proposal.code,
        "edition": proposal.edition.path,
        "title": proposal.title.to_json(),
        "abstract": proposal.abstract.to_json(),
        "is_proposer": proposal.proposer_id == part.person_id,
        "role": part.role,
        "invited_as": part.invited_as,
        "invited_at": part.invited_at,
        "agreed_at": part.agreed_at,
        "refused_at": part.refused_at,
        "submitted_at": proposal.submitted_at,
        "confirmations": list(part.confirmations.order_by("pk").values("will_come", "at")),
    }


def _addresses(person: Person) -> list[str]:
    return list(person.contact_points.values_list("address", flat=True))


def erase(person: Person, _at: datetime) -> None:
    """Drafts that ``person`` never handed in go with their files; what was handed in stays without a name."""
    drafts = Proposal.objects.filter(proposer=person, submitted_at=None)
    for name in _files_of(drafts):
        transaction.on_commit(partial(default_storage.delete, name))
    drafts.delete()
    for part in Contributor.objects.filter(person=person):
        Contributor.objects.filter(pk=part.pk).update(invited_as="", token=new_token())
    Conflict.objects.filter(person=person).update(reason="")
    Conflict.objects.filter(counterpart=person).update(counterpart=None)
    Tie.objects.filter(person=person, proposal=None).delete()
    Tie.objects.filter(person=person).update(note="")
    Tie.objects.filter(address__in=_addresses(person)).update(name=NOBODY, address="")
    Waiver.objects.filter(person=person).update(reason=NOBODY)
    Withdrawal.objects.filter(by=person).update(reason="")
    LateLink.objects.filter(address__in=_addresses(person)).update(address="")


def _files_of(proposals: Any) -> set[str]:
    named = set(Answer.objects.filter(proposal__in=proposals).values_list("file", flat=True))
    for document in Version.objects.filter(proposal__in=proposals).values_list("document", flat=True):
        named |= {answer["file"] for answer in document["answers"]}
    return named - {""}

"""Personal links for those who are late."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from convenor.accounts.actions import person_at
from convenor.accounts.addresses import checked
from convenor.audit.actions import record, write
from convenor.editions.actions.common import only_secretaries
from convenor.editions.letters import Page, send
from convenor.editions.models import LetterKind
from convenor.kernel.codes import new_token
from convenor.people.models import Person
from convenor.proposals.actions.calls import EndsTooEarly
from convenor.proposals.models import Call, LateLink, Proposal


@write
def add_late_link(*, call: Call, address: str, until: datetime, by: Person, at: datetime) -> LateLink:
    """Let whoever is reached at ``address`` propose, and finish what they began, until a later instant."""
    only_secretaries(by, call.edition, at)
    address = checked(address)
    if until <= at:
        raise EndsTooEarly(_("Please give the link an end that is still to come."))
    link = LateLink.objects.create(
        call=call, token=new_token(), address=address, until=until, given_by=by, given_at=at
    )
    person = person_at(address, language=by.language, at=at)
    Proposal.objects.filter(call=call, proposer=person, withdrawal=None).update(late_link=link)
    record(
        "call.late_link_given",
        subject=call,
        actor=by,
        at=at,
        scope=call.edition.path,
        about=[person],
        until=until.isoformat(),
    )
    _send(link, person, at)
    return link


def _send(link: LateLink, person: Person, at: datetime) -> None:
    edition = link.call.edition
    series, slug = edition.path.split("/")
    send(
        edition=edition,
        kind=LetterKind.LATE_LINK,
        to=person,
        key=f"late:{link.token}",
        at=at,
        deadline=link.until,
        link=Page("me:late", (series, slug, link.call.slug, link.token)),
    )

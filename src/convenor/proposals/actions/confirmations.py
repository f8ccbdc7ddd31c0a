"""Contributors of accepted proposals say whether they will come; those who have not are reminded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.letters import Addressed, Page, send_all
from convenor.editions.models import Edition, LetterKind
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.outbox.models import Message
from convenor.people.models import Person
from convenor.proposals.models import Confirmation, Contributor
from convenor.proposals.queries import is_asked_to_confirm, unconfirmed_contributors
from convenor.proposals.rules import may_release

EVERY = timedelta(days=7)


class NotToBeConfirmed(Refused):
    """The proposal is not accepted, or no longer offered."""


class HasBegun(Refused):
    """The edition runs already."""


@write
def confirm(*, contributor: Contributor, will_come: bool, by: Person, at: datetime) -> Confirmation:
    """Say that ``contributor`` will come, or will not; can be changed until the edition begins."""
    contributor = locked(Contributor, contributor)
    edition = contributor.proposal.edition
    if by != contributor.person:
        raise NotAllowed(_("Only they themselves may say whether they will come."))
    if not is_asked_to_confirm(contributor):
        raise NotToBeConfirmed(
            _("This proposal is not accepted, or is withdrawn: there is nothing to confirm.")
        )
    if edition.has_begun(at):
        raise HasBegun(_("The conference has begun. Please write to the secretariat."))

    standing = contributor.confirmations.filter(superseded_by=None).first()
    if standing and standing.will_come == will_come:
        return standing
    given = Confirmation.objects.create(
        contributor=contributor, will_come=will_come, at=at, supersedes=standing
    )
    record(
        "confirmation.given",
        subject=contributor.proposal,
        actor=by,
        at=at,
        scope=edition.path,
        about=[by],
        will_come=will_come,
    )
    return given


@write
def remind_unconfirmed(*, edition: Edition, by: Person, at: datetime) -> int:
    """Write to all who have not said whether they will come, at most once a day; gives how many they are."""
    if not may_release(by, edition, at=at):
        raise NotAllowed(_("Only the secretariat may send reminders."))
    return _remind(edition, list(unconfirmed_contributors(edition)), by, at)


@write
def remind_again(*, edition: Edition, at: datetime) -> int:
    """The same by itself: a week after the release, then weekly, until they answer or the edition begins."""
    if edition.has_begun(at):
        return 0
    written_lately = Message.objects.filter(
        scope=edition.path,
        person=OuterRef("person"),
        kind__in=[LetterKind.ACCEPT, LetterKind.CONFIRMATION_REMINDER],
        queued_at__gt=at - EVERY,
    )
    return _remind(edition, list(unconfirmed_contributors(edition).filter(~Exists(written_lately))), None, at)


def _remind(edition: Edition, unconfirmed: Sequence[Contributor], by: Person | None, at: datetime) -> int:
    send_all(edition=edition, letters=[_reminder(each, at) for each in unconfirmed], at=at)
    if unconfirmed:
        record(
            "confirmations.reminded",
            subject=edition,
            actor=by,
            at=at,
            scope=edition.path,
            count=len(unconfirmed),
        )
    return len(unconfirmed)


def _reminder(contributor: Contributor, at: datetime) -> Addressed:
    return Addressed(
        kind=LetterKind.CONFIRMATION_REMINDER,
        to=contributor.person,
        key=f"confirmation-reminder:{contributor.pk}:{at:%Y-%m-%d}",
        values={
            "proposal_title": contributor.proposal.title,
            "proposal_code": contributor.proposal.code,
            "track": contributor.proposal.track.name,
            "link": Page("me:confirmation", (contributor.token,)),
        },
    )

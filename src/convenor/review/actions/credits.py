"""Reviewers get a letter of credit, and say whether the public list names them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.models import Edition
from convenor.kernel.refusals import Refused
from convenor.people.models import Person
from convenor.review.credited import Credit, Thanked
from convenor.review.crediting import Service, service_of


class NothingToThankFor(Refused):
    """They reviewed nothing whose decision is known."""


@write
def issue_credit(*, edition: Edition, by: Person, at: datetime) -> Credit:
    """A letter of credit for what ``by`` did so far; the log commits to it. Asked again, it is the same."""
    edition = locked(Edition, edition)
    service = _service(by, edition)
    credit, is_new = Credit.objects.get_or_create(
        edition=edition,
        person=by,
        reviews=service.reviews,
        for_others=service.for_others,
        defaults={"issued_at": at},
    )
    if is_new:
        record(
            "reviewer.credited",
            subject=credit,
            actor=by,
            at=at,
            scope=edition.path,
            reviews=credit.reviews,
            for_others=credit.for_others,
        )
    return credit


@write
def set_thanked(*, edition: Edition, is_listed: bool, by: Person, at: datetime) -> None:
    """Whether the public list of reviewers names ``by``; nobody stands there without saying so."""
    edition = locked(Edition, edition)
    if not is_listed:
        Thanked.objects.filter(edition=edition, person=by).delete()
    else:
        _service(by, edition)
        Thanked.objects.get_or_create(edition=edition, person=by, defaults={"at": at})
    record("reviewer.listed", subject=edition, actor=by, at=at, scope=edition.path, is_listed=is_listed)


def _service(person: Person, edition: Edition) -> Service:
    service = service_of(person, edition)
    if service is None:
        raise NothingToThankFor(_("There is a letter once the decisions on what you reviewed are sent."))
    return service

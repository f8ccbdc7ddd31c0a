"""The secretariat's answers: registrations approved or not, tracks granted or not; many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import write
from convenor.editions.letters import send_all
from convenor.editions.models import Edition
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean
from convenor.people.models import Person
from convenor.registration import rules
from convenor.registration.actions.noting import record
from convenor.registration.actions.telling import tell_approved, tell_entitlement, tell_standing
from convenor.registration.models import Answer, Approval, CheckIn, End, Entitlement, Registration
from convenor.registration.places import counted


class NothingAnswered(Refused):
    """Of several, some cannot be answered so; so none was."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(_("Nothing was changed, because of some of these registrations."))
        self.problems = problems  # (code, sentence)


@write
def answer_registrations(
    *,
    edition: Edition,
    registrations: Sequence[Registration],
    answer: Answer,
    by: Person,
    at: datetime,
    note: str = "",
) -> int:
    """Approve registrations or not, all of them or none; gives how many were answered anew."""
    _only_who_answers(by, edition, at)
    held = _held(edition, registrations)
    if problems := [(each.code, said) for each in held if (said := _problem(each, answer))]:
        raise NothingAnswered(problems)
    new = [each for each in held if not _is(each, answer)]
    with counted(*new):
        for registration in new:
            registration.admitted_at = at if answer == Answer.APPROVED else None
            registration.refused_at = at if answer == Answer.REFUSED else None
            registration.save(update_fields=["admitted_at", "refused_at"])
    note = clean(note)[:2000]
    Approval.objects.bulk_create(
        Approval(registration=each, answer=answer, note=note, by=by, at=at) for each in new
    )
    for registration in new:
        record(
            "registration.approved" if answer == Answer.APPROVED else "registration.refused",
            registration,
            by,
            at,
        )
    (tell_approved if answer == Answer.APPROVED else tell_standing)(new, at=at, note=note)
    return len(new)


@write
def answer_entitlements(
    *,
    edition: Edition,
    entitlements: Sequence[Entitlement],
    grants: bool,
    by: Person,
    at: datetime,
    note: str = "",
) -> int:
    """Let people attend the tracks that they asked for, or not; those answered meanwhile stay as they are."""
    _only_who_answers(by, edition, at)
    asked = Entitlement.objects.filter(
        pk__in=[each.pk for each in entitlements], registration__edition=edition
    )
    held = _held(edition, [each.registration for each in asked.select_related("registration")])
    open_ = list(asked.asked().select_related("registration__edition", "registration__person", "track"))
    own = {registration.pk: registration for registration in held}
    with counted(*held):
        for entitlement in open_:
            entitlement.registration = own[entitlement.registration_id]
            if grants:
                entitlement.granted_at, entitlement.granted_by = at, by
            else:
                entitlement.ended_at, entitlement.ended_by, entitlement.end = at, by, End.REFUSED
            entitlement.save()
    for entitlement in open_:
        assert entitlement.track is not None  # noqa: S101  # sessions are booked, not asked for
        record(
            "entitlement.granted" if grants else "entitlement.refused",
            entitlement.registration,
            by,
            at,
            track=entitlement.track.slug,
        )
    letters = [tell_entitlement(each, is_granted=grants, at=at, note=clean(note)[:2000]) for each in open_]
    send_all(edition=edition, letters=letters, at=at)
    return len(open_)


def _only_who_answers(by: Person, edition: Edition, at: datetime) -> None:
    if not rules.may_answer(by, edition, at=at):
        raise NotAllowed(_("Only the secretariat may answer."))


def _held(edition: Edition, registrations: Sequence[Registration]) -> list[Registration]:
    """``registrations`` read again and held, all in one order."""
    chosen = Registration.objects.filter(edition=edition, pk__in={each.pk for each in registrations})
    list(chosen.select_for_update().order_by("pk").values_list("pk"))
    return list(chosen.select_related("edition", "person", "category").order_by("pk"))


def _problem(registration: Registration, answer: Answer) -> str:
    if registration.ended_at:
        return _("This registration was cancelled.")
    if not registration.confirmed_at:
        return _("The mail address has not been confirmed yet.")
    if answer == Answer.REFUSED and CheckIn.objects.filter(registration=registration).exists():
        return _("This person is checked in.")
    return ""


def _is(registration: Registration, answer: Answer) -> bool:
    is_so = registration.admitted_at if answer == Answer.APPROVED else registration.refused_at
    return is_so is not None

"""The letters of registration. For use inside actions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language

from convenor.editions.letters import Addressed, Page, Value, send, send_all
from convenor.editions.models import Attendance, Edition, LetterKind
from convenor.kernel.countries import names_in
from convenor.kernel.days import locale
from convenor.registration.models import Entitlement, InvitationCode, Registration, Standing

CONFIRMED_WITHIN = timedelta(hours=48)
_NOTHING = "—"
_KINDS = {
    Standing.UNCONFIRMED: LetterKind.REGISTRATION_TO_CONFIRM,
    Standing.WAITING: LetterKind.REGISTRATION_RECEIVED,
    Standing.ADMITTED: LetterKind.REGISTRATION_CONFIRMED,
    Standing.REFUSED: LetterKind.REGISTRATION_REFUSED,
    Standing.CANCELLED: LetterKind.REGISTRATION_CANCELLED,
}


def tell_standing(registrations: Iterable[Registration], *, at: datetime, note: str = "") -> None:
    """Write to each person how their registration stands; all are of one edition."""
    registrations = list(registrations)
    if registrations:
        letters = [_standing(each, at, note) for each in registrations]
        send_all(edition=registrations[0].edition, letters=letters, at=at)


def tell_approved(registrations: Iterable[Registration], *, at: datetime, note: str = "") -> None:
    registrations = list(registrations)
    if registrations:
        letters = [
            Addressed(
                LetterKind.REGISTRATION_APPROVED,
                each.person,
                _key(each, LetterKind.REGISTRATION_APPROVED, at),
                _values(each, note),
            )
            for each in registrations
        ]
        send_all(edition=registrations[0].edition, letters=letters, at=at)


def tell_changed(registration: Registration, changed: Collection[str], *, at: datetime, note: str) -> None:
    """Write to the person what the secretariat changed; what it did not change, the letter leaves out."""
    now: dict[str, Value] = {
        "new_name": registration.name,
        "category": registration.category.name,
        "attendance": Attendance(registration.attendance).label,
        "country": _name_of_country(registration.country),
        "organization": registration.organization.name if registration.organization else _NOTHING,
        "language": _name_of_language(registration.language),
    }
    told = {"new_name" if name == "name" else name for name in changed}
    facts = {name: value if name in told else "" for name, value in now.items()}
    _send(registration, LetterKind.REGISTRATION_CHANGED, at, {**_values(registration, note), **facts})


def tell_reinstated(registration: Registration, *, at: datetime, note: str) -> None:
    """Write to the person that their registration stands again."""
    _send(registration, LetterKind.REGISTRATION_REINSTATED, at, _values(registration, note))


def tell_entitlement(
    entitlement: Entitlement, *, is_granted: bool, at: datetime, note: str = ""
) -> Addressed:
    """The letter that says whether somebody may attend a track."""
    registration = entitlement.registration
    assert entitlement.track is not None  # noqa: S101  # sessions are booked, not asked for
    return Addressed(
        LetterKind.TRACK_GRANTED if is_granted else LetterKind.TRACK_REFUSED,
        registration.person,
        f"entitlement:{entitlement.pk}:{is_granted}:{at.isoformat()}",
        {**_values(registration, note), "track": entitlement.track.name},
    )


def tell_code(invitation: InvitationCode, *, at: datetime, note: str) -> None:
    """Send a personal code to its person."""
    assert invitation.person is not None  # noqa: S101  # others are handed over
    edition = invitation.edition
    send(
        edition=edition,
        kind=LetterKind.INVITATION_CODE,
        to=invitation.person,
        key=f"invitation-code:{invitation.code}",
        at=at,
        code=invitation.code,
        category=invitation.category.name if invitation.category else "",
        track=invitation.track.name if invitation.track else "",
        deadline=invitation.until,
        note=note,
        link=Page("public:register_with_code", (*_path(edition), invitation.code)),
    )


def _send(registration: Registration, kind: LetterKind, at: datetime, values: Mapping[str, Value]) -> None:
    key = f"{kind}:{registration.code}:{at.isoformat()}"
    send_all(edition=registration.edition, letters=[Addressed(kind, registration.person, key, values)], at=at)


def _standing(registration: Registration, at: datetime, note: str) -> Addressed:
    kind = _KINDS[registration.standing]
    return Addressed(kind, registration.person, _key(registration, kind, at), _values(registration, note))


def _key(registration: Registration, kind: LetterKind, at: datetime) -> str:
    # Asked for again within the same minute, a letter is the same letter.
    return f"{kind}:{registration.code}:{at:%Y-%m-%dT%H:%M}"


def _values(registration: Registration, note: str) -> dict[str, Value]:
    is_over = registration.ended_at is not None
    link = Page("public:register", _path(registration.edition))
    return {
        "name": registration.name,
        "code": registration.code,
        "category": registration.category.name,
        "deadline": registration.registered_at + CONFIRMED_WITHIN,
        "note": note,
        "link": link if is_over else Page("me:ticket", (registration.token,)),
    }


def _path(edition: Edition) -> tuple[str, ...]:
    return tuple(edition.path.split("/"))


def _name_of_country(code: str) -> Promise | str:
    return _in_the_letters_language(lambda language: names_in(language).get(code, code)) if code else _NOTHING


def _name_of_language(code: str) -> Promise | str:
    return _in_the_letters_language(lambda _language: locale().languages.get(code, code))


def _in_the_letters_language(said: Callable[[str], str]) -> Promise | str:
    return lazy(lambda: said((get_language() or "en")[:2]), str)()

"""Which mail addresses we write to, and why some that look fine are refused."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from convenor.kernel.refusals import Refused
from convenor.people.models import ContactPoint

MOST_CHARACTERS = 254


class NotAnAddress(Refused):
    """Nobody can be written to there, or we could not tell them from somebody else."""


def checked(address: str) -> str:
    """``address`` without the spaces around it; ``NotAnAddress`` where it is none.

    Addresses of two mailboxes must not become one person, so the part before the @ is ASCII (a Kelvin sign
    folds to a k) and the domain means the same to all versions of IDNA (``ß`` is a letter to one, ``ss`` to
    another).
    """
    address = address.strip()
    name, _at, domain = address.rpartition("@")
    if not (name.isascii() and name.isprintable() and _looks_like_one(address)):
        raise NotAnAddress(_("This does not look like an e-mail address."))
    if not _has_one_meaning(domain):
        raise NotAnAddress(
            _("Please write the part after the @ in its technical form, which begins with xn--.")
        )
    return address


def _looks_like_one(address: str) -> bool:
    if max(len(address), len(ContactPoint.key_of(address))) > MOST_CHARACTERS:
        return False
    try:
        EmailValidator()(address)
    except ValidationError:
        return False
    return True


def _has_one_meaning(domain: str) -> bool:
    if domain.isascii():
        return True
    folded = unicodedata.normalize("NFKC", domain).lower()
    try:
        technical = folded.encode("idna").decode()
    except UnicodeError:
        return False
    is_host = EmailValidator().validate_domain_part(technical)
    return bool(is_host) and technical.encode().decode("idna") == folded

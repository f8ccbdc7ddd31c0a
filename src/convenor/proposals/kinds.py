"""What conflicts of interest there are, who says so, and how grave they are."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ConflictKind(TextChoices):
    """Why somebody may not judge: the first are declared; from writing together on, facts tell of them."""

    PERSONAL = "personal", _("friendship or quarrel")
    FAMILY = "family", _("family")
    ADVISOR = "advisor", _("one taught or supervised the other")
    COLLEAGUE = "colleague", _("they work or worked together")
    COMMERCIAL = "commercial", _("gain or loss from the decision")
    OTHER = "other", _("another conflict of interest")
    CO_AUTHOR = "co-author", _("they wrote together")
    ORGANIZATION = "organization", _("same organization")
    MAIL_DOMAIN = "mail-domain", _("same mail domain")
    MEMBER_STATE = "member-state", _("offices of one Member State")
    NAMESAKE = "namesake", _("same name, perhaps one person")


FOUND_KINDS = (
    ConflictKind.ORGANIZATION,
    ConflictKind.MAIL_DOMAIN,
    ConflictKind.CO_AUTHOR,
    ConflictKind.NAMESAKE,
    ConflictKind.MEMBER_STATE,
)
DECLARED_KINDS = tuple(kind for kind in ConflictKind if kind not in {*FOUND_KINDS} - {ConflictKind.CO_AUTHOR})


class ConflictSource(TextChoices):
    PERSON = "person", _("the person concerned")
    CONTRIBUTOR = "contributor", _("a contributor")
    ORGANISER = "organiser", _("the secretariat or a chair")
    FOUND = "found", _("found by comparing facts")


class Severity(TextChoices):
    BARS = "bars", _("bars")
    WEIGHED = "weighed", _("to be weighed")
    WAIVED = "waived", _("waived")

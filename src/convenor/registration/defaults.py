"""The categories that registration begins with. The secretariat changes them as it likes."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from convenor.kernel.translated import LANGUAGES, Status, Translated


class Kind(NamedTuple):
    """A category as we suggest it."""

    slug: str
    name: Promise | str
    is_open: bool = True
    needs_approval: bool = False


CATEGORIES = (
    Kind("policy-maker", _("Policy-maker")),
    Kind("project-manager", _("Project manager")),
    Kind("educator", _("Educator")),
    Kind("researcher", _("Researcher")),
    Kind("ngo", _("Non-governmental organization")),
    Kind("international-organization", _("International organization")),
    Kind("private-company", _("Private company")),
    Kind("learner", _("Learner")),
    Kind("press", _("Press"), needs_approval=True),
    Kind("staff", _("Staff"), is_open=False),
)


def in_all_languages(text: Promise | str) -> Translated:
    """A text of ours as our catalogues have it."""
    said = Translated()
    for language in LANGUAGES:
        with override(language):
            said = said.plus(str(text), language, Status.ORIGINAL if language == "en" else Status.HUMAN)
    return said

"""What somebody says of their gender, and what it may be used for."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.kernel.refusals import Refused
from convenor.kernel.text import one_line
from convenor.people.models import Gender, GenderAnswer, Person

MOST_SIGNS = 100


class NotAnAnswer(Refused):
    """Words without their answer, an answer without its words, or a consent without an answer."""


@write
def set_gender(  # an answer and a consent for each use
    *, gender: str, own_words: str, in_figures: bool, on_panels: bool, by: Person, at: datetime
) -> Person:
    """Keep what ``by`` says of their own gender; an empty ``gender`` takes back what they said.

    Nobody can say it of somebody else. The log says that something changed: not what, nor to what.
    """
    own_words = one_line(own_words)[:MOST_SIGNS]
    _refuse_contradictions(gender, own_words, uses=in_figures or on_panels)
    person = locked(Person, by)
    facts = {"gender": gender, "own_words": own_words, "in_figures": in_figures, "on_panels": on_panels}
    before = GenderAnswer.objects.filter(person=person).values(*facts).first()
    if before == (facts if gender else None):
        return person
    if gender:
        GenderAnswer.objects.update_or_create(person=person, defaults={**facts, "changed_at": at})
    else:
        GenderAnswer.objects.filter(person=person).delete()
    record("person.changed_balance", subject=person, actor=by, at=at, about=[person])
    return person


def _refuse_contradictions(gender: str, own_words: str, *, uses: bool) -> None:
    if gender and gender not in Gender:
        raise NotAnAnswer(_("Please choose one of the answers offered."))
    if gender == Gender.OWN_WORDS and not any(sign.isalnum() for sign in own_words):
        raise NotAnAnswer(_("Please write your own words, or choose another answer."))
    if gender != Gender.OWN_WORDS and own_words:
        raise NotAnAnswer(
            _("Your own words are kept only with “in my own words”: choose it, or leave them out.")
        )
    if uses and gender in {"", Gender.NOT_SAID}:
        raise NotAnAnswer(
            _("Where you do not say it, nothing can be used: answer, or take the consent back.")
        )

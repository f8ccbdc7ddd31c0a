"""What a review asks for, whoever writes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from convenor.review.actions.reviews import COMMENT_WORDS
from convenor.review.models import Criterion, Review
from convenor.web.forms import KeyedForm, Paragraphs
from convenor.web.request import SignedInRequest
from convenor.web.templatetags.convenor import number, plainly


class ReviewForm(KeyedForm):
    """A score for each criterion, and two comments. A draft may lack any of them."""

    to_contributors = Paragraphs(
        label=gettext_lazy("Comments to the contributors"),
        help_text=gettext_lazy("They read this with the decision. Whether with your name, stands above."),
        required=False,
        most_words=COMMENT_WORDS,
    )
    to_committee = Paragraphs(
        label=gettext_lazy("Comments to the committee"),
        help_text=gettext_lazy("Only chairs and the secretariat read this."),
        required=False,
        most_words=COMMENT_WORDS,
    )

    def __init__(
        self, request: SignedInRequest, criteria: list[Criterion], *, is_draft: bool, **options: Any
    ) -> None:
        super().__init__(request, **options)
        self.criteria = criteria
        scores = {_name(criterion): _score_field(criterion, is_draft=is_draft) for criterion in criteria}
        self.fields = {**scores, **self.fields}

    @property
    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        given = ((each.slug, self.cleaned_data[_name(each)]) for each in self.criteria)
        return {
            "scores": {slug: int(score) for slug, score in given if score},
            "to_contributors": self.cleaned_data["to_contributors"],
            "to_committee": self.cleaned_data["to_committee"],
        }


def _name(criterion: Criterion) -> str:
    return f"score-{criterion.slug}"


def _score_field(criterion: Criterion, *, is_draft: bool) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=plainly(criterion.name),
        choices=[(str(value), _anchored(value, criterion)) for value in range(1, criterion.most + 1)],
        widget=forms.RadioSelect,
        required=not is_draft,
        error_messages={
            "required": _("Please choose a score."),
            "invalid_choice": _("Please choose one of the answers offered."),
        },
    )


def _anchored(value: int, criterion: Criterion) -> SafeString:
    """The score, with the words that say what the lowest and the highest mean."""
    anchors = {1: criterion.low_anchor, criterion.most: criterion.high_anchor}
    if not (anchor := anchors.get(value)):
        return format_html("{}", number(value))
    return format_html('{} <span class="note">{}</span>', number(value), plainly(anchor))


def given_before(written: Review | None) -> dict[str, Any]:
    """What ``written`` says already, for the form."""
    if written is None:
        return {}
    scores = {_name(score.criterion): str(score.value) for score in written.scores.all()}
    return {**scores, "to_contributors": written.to_contributors, "to_committee": written.to_committee}

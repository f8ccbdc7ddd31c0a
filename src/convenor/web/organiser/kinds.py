"""What balance is counted by, in words: dimensions, their values, and the kinds that a guide may be about."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition, Format
from convenor.kernel.regions import CountryGroup, Region
from convenor.kernel.translated import Translated
from convenor.people.models import OrganizationKind
from convenor.proposals.balance import EITHER
from convenor.proposals.models import Question, QuestionKind
from convenor.web.templatetags.convenor import language_name

DIMENSIONS: dict[str, str | Promise] = {
    "track": _("Track"),
    "subtheme": _("Subtheme"),
    "format": _("Format"),
    "language": _("Language"),
    "region": _("Region of the proposer"),
    "group": _("Group of countries"),
    "organization-kind": _("Kind of organization"),
    "newcomers": _("Proposes for the first time"),
}
GROUPS: dict[str, str | Promise] = {
    **dict(CountryGroup.choices),
    EITHER: _("one of them or both"),
    "": _("neither"),
}


class Kinds:
    """The names of everything that proposals to ``edition`` are counted by."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def _questions(self) -> list[Question]:
        asked = Question.objects.filter(call__edition=self.edition, kind=QuestionKind.CHOICE)
        return list(asked.order_by("call", "position", "pk"))

    @cached_property
    def dimensions(self) -> dict[str, str]:
        """The headings, those of the secretariat's own questions last."""
        asked = {f"question-{question.pk}": str(question.text) for question in self._questions}
        return {name: str(heading) for name, heading in DIMENSIONS.items()} | asked

    @cached_property
    def values(self) -> dict[str, Mapping[str, str | Promise]]:
        """For each dimension, how its values are named, in the order in which they are told."""
        languages = {code: language_name(code) for code in self.edition.languages}
        answers: dict[str, Mapping[str, str | Promise]] = {
            f"question-{question.pk}": {
                choice["key"]: str(Translated.from_json(choice["text"])) for choice in question.choices
            }
            for question in self._questions
        }
        named: dict[str, Mapping[str, str | Promise]] = {
            "track": {each.slug: str(each.name) for each in self.edition.tracks.order_by("position", "pk")},
            "subtheme": {
                each.slug: str(each.name) for each in self.edition.subthemes.order_by("position", "pk")
            },
            "format": dict(Format.choices),
            "language": languages,
            "region": dict(Region.choices),
            "group": GROUPS,
            "organization-kind": dict(OrganizationKind.choices),
            "newcomers": {"yes": _("yes"), "no": _("no")},
        }
        return named | answers

    @cached_property
    def of_guides(self) -> dict[str, str]:
        """What a guide may be about, in words."""
        said = {"all": now("All accepted proposals")}
        for dimension in ("group", "newcomers", "region", "organization-kind", "language", "subtheme"):
            for value, name in self.values[dimension].items():
                if value and (dimension, value) != ("newcomers", "no"):
                    said[f"{dimension}:{value}"] = f"{self.dimensions[dimension]}: {name}"
        return said

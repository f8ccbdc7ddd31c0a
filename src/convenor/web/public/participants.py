"""How many take part, for the public: what each number counts, and no group so small that it gives away."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from convenor.registration.queries import FEWEST_SHOWN, Groups, Numbers, categories_of, rules_of, spread
from convenor.web.numbers import for_the_public
from convenor.web.request import Request
from convenor.web.templatetags.convenor import country


@require_safe
def participants(request: Request) -> HttpResponse:
    edition = request.edition
    rules = rules_of(edition)
    if rules is None or not rules.publishes_numbers:
        raise Http404
    names = {category.slug: category.name for category in categories_of(edition)}
    by_category = Groups.of(spread(edition, "category__slug"))
    by_country = Groups.of({code: many for code, many in spread(edition, "country").items() if code})
    shown = {
        "numbers": for_the_public(Numbers.of(edition)),
        "fewest": FEWEST_SHOWN,
        "categories": [(names[slug], many) for slug, many in by_category.shown],
        "other_categories": by_category.others,
        "countries": [(country(code), many) for code, many in by_country.shown],
        "other_countries": by_country.others,
    }
    return render(request, "public/registration/participants.html", shown)

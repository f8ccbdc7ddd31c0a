"""Series and editions as the public sees them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from convenor.editions.models import Series
from convenor.editions.queries import editions_for_the_public
from convenor.web.request import Request


@require_safe
def start(request: Request) -> HttpResponse:
    """The one page that negotiates the language."""
    response = redirect(f"/{get_language_from_request(request)[:2]}/")
    response["Vary"] = "Accept-Language"
    return response


@require_safe
def home(request: Request) -> HttpResponse:
    return render(request, "public/home.html", {"editions": editions_for_the_public()})


@require_safe
def series(request: Request, series: str) -> HttpResponse:
    shown = get_object_or_404(Series, slug=series)
    return render(
        request,
        "public/series.html",
        {"series": shown, "editions": editions_for_the_public().filter(series=shown)},
    )


@require_safe
def front(request: Request) -> HttpResponse:
    return render(request, "public/edition.html", {})

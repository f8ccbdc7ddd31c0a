"""The policy at the door: a route that it does not name is closed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from convenor.editions.models import Edition, Role
from convenor.editions.queries import is_announced, offices_of
from convenor.web.request import Request


@dataclass(frozen=True, slots=True)
class Reach:
    """Who may reach a route. What they see there is narrowed further by the queries behind it."""

    anyone: bool = False
    signed_in: bool = False
    roles: frozenset[Role] = field(default_factory=frozenset)


ANYONE = Reach(anyone=True)
SIGNED_IN = Reach(signed_in=True)


def holders_of(*roles: Role) -> Reach:
    return Reach(roles=frozenset(roles))


@cache
def policy() -> Mapping[str, Reach]:
    return cast(Mapping[str, Reach], import_string(settings.POLICY))


class Gate:
    """Loads the edition that the address names, and answers 404 to those who may not know."""

    def __init__(self, answer: Callable[[Request], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        request.offices = ()
        return self._answer(request)

    def process_view(
        self,
        request: Request,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        assert request.resolver_match is not None  # noqa: S101  # Django sets it before it calls process_view
        reach = policy().get(request.resolver_match.view_name)
        if reach is None:
            raise Http404
        if not reach.anyone and request.person is None:
            return _to_sign_in(request)
        if "series" in kwargs and "edition" in kwargs:
            request.edition = _edition_at(request, kwargs.pop("series"), kwargs.pop("edition"))
            timezone.activate(request.edition.tzinfo)
        if not admits(reach, request):
            raise Http404
        return None


def _edition_at(request: Request, series: str, edition: str) -> Edition:
    found = Edition.objects.select_related("series").filter(path=f"{series}/{edition}").first()
    if found is None:
        raise Http404
    if request.person is not None:
        request.offices = tuple(offices_of(request.person, edition=found, at=request.at))
    if not request.offices and not is_announced(found):
        raise Http404
    return found


def admits(reach: Reach, request: Request) -> bool:
    if reach.anyone or (reach.signed_in and request.person is not None):
        return True
    return any(office.role in reach.roles for office in request.offices)


def _to_sign_in(request: Request) -> HttpResponse:
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    query = "?" + urlencode({"next": back}) if back else ""
    return HttpResponseRedirect(reverse("me:sign_in") + query)

"""The lists of an edition's parts: what each kind says of its tracks, subthemes, rooms or partners."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Access, PartnerRole, Room, WayIn
from convenor.web.cells import in_full
from convenor.web.links import page
from convenor.web.organiser.home import is_secretary
from convenor.web.request import SignedInRequest
from convenor.web.sheets import Cell
from convenor.web.tables import Column, Filter, Table, yes_or_no


def _name(kind: str) -> Column:
    """The name of a part, which leads those who may change it to its page."""

    def page_of(request: SignedInRequest, part: Any) -> str:
        return page(request.edition, "organiser:part", kind, part.pk) if is_secretary(request) else ""

    return Column("name", _("Name"), lambda part: part.name, link=page_of)


def _known(read: Callable[[Room], Cell]) -> Callable[[Room], Cell]:
    """Nothing for a room of which nothing is known but its name."""
    return lambda room: None if room.seats is None else read(room)


_SLUG = Column("slug", _("Short name"), lambda part: part.slug, is_for_files=True)
_POSITION = Column("position", _("Place in the list"), lambda part: part.position, is_for_files=True)

TABLES: Mapping[str, Table] = {
    "tracks": Table(
        "tracks",
        _name("tracks"),
        _SLUG,
        Column("description", _("What it is for"), lambda track: track.description, is_for_files=True),
        Column("starts", _("First day"), lambda track: track.starts_on),
        Column("ends", _("Last day"), lambda track: track.ends_on),
        Column("access", _("Who may attend"), lambda track: track.get_access_display()),
        Column("way_in", _("How sessions enter"), lambda track: track.get_way_in_display()),
        Column("minutes", _("Usual length in minutes"), lambda track: track.minutes, is_for_files=True),
        Column(
            "overlap",
            _("Other tracks may run at the same time"),
            lambda track: track.may_overlap,
            is_for_files=True,
        ),
        _POSITION,
        filters=(
            Filter(
                "access",
                _("Who may attend"),
                lambda _request: Access.choices,
                lambda track, access: track.access == access,
            ),
            Filter(
                "way_in",
                _("How sessions enter"),
                lambda _request: WayIn.choices,
                lambda track, way_in: track.way_in == way_in,
            ),
        ),
    ),
    "subthemes": Table(
        "subthemes",
        _name("subthemes"),
        _SLUG,
        Column("description", _("What it is about"), lambda subtheme: subtheme.description, show=in_full),
        _POSITION,
    ),
    "rooms": Table(
        "rooms",
        _name("rooms"),
        _SLUG,
        Column("seats", _("Seats"), lambda room: room.seats),
        Column("step_free", _("One gets there without steps"), _known(lambda room: room.is_step_free)),
        Column("booths", _("Interpretation booths"), _known(lambda room: room.booths)),
        Column("equipment", _("Equipment"), lambda room: room.equipment),
        _POSITION,
        filters=(
            Filter(
                "step_free",
                _("One gets there without steps"),
                yes_or_no,
                lambda room, value: room.seats is not None and room.is_step_free == (value == "yes"),
            ),
        ),
    ),
    "partners": Table(
        "partners",
        _name("partners"),
        Column("role", _("Role"), lambda partner: partner.get_role_display()),
        Column("url", _("Its page"), lambda partner: partner.url),
        _POSITION,
        filters=(
            Filter(
                "role",
                _("Role"),
                lambda _request: PartnerRole.choices,
                lambda partner, role: partner.role == role,
            ),
        ),
    ),
}

"""Writes: found and change editions, tell what becomes of them, their parts, the offices people hold."""

from convenor.editions.actions.copying import copy_edition
from convenor.editions.actions.founding import change_edition, change_series, create_edition, create_series
from convenor.editions.actions.offices import end_office, give_office
from convenor.editions.actions.parts import (
    add_partner,
    add_room,
    add_subtheme,
    add_track,
    change_partner,
    change_room,
    change_subtheme,
    change_track,
    remove_partner,
    remove_room,
    remove_subtheme,
    remove_track,
)
from convenor.editions.actions.standing import (
    announce,
    archive,
    change_note,
    mark_held,
    move_online,
    postpone,
    replace,
)

__all__ = [
    "add_partner",
    "add_room",
    "add_subtheme",
    "add_track",
    "announce",
    "archive",
    "change_edition",
    "change_note",
    "change_partner",
    "change_room",
    "change_series",
    "change_subtheme",
    "change_track",
    "copy_edition",
    "create_edition",
    "create_series",
    "end_office",
    "give_office",
    "mark_held",
    "move_online",
    "postpone",
    "remove_partner",
    "remove_room",
    "remove_subtheme",
    "remove_track",
    "replace",
]

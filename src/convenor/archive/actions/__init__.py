"""Writes: keep figures, sources and remarks of an edition; enter editions of years ago."""

from convenor.archive.actions.entering import load
from convenor.archive.actions.facts import (
    add_figure,
    add_remark,
    add_source,
    change_figure,
    change_source,
    remove_source,
    withdraw_figure,
)

__all__ = [
    "add_figure",
    "add_remark",
    "add_source",
    "change_figure",
    "change_source",
    "load",
    "remove_source",
    "withdraw_figure",
]

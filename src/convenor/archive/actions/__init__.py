"""Writes: keep figures, sources and remarks of an edition; enter editions of years ago."""

from convenor.archive.actions.entering import load
from convenor.archive.actions.facts import add_figure, add_remark, add_source

__all__ = ["add_figure", "add_remark", "add_source", "load"]

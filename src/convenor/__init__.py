"""Convenor runs an international conference end to end."""

__version__ = "0.1.0"

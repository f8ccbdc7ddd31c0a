"""Writes of reviewing, by noun."""

"""Reviewing as its organisers arrange it: rules, reviewers, assignments, progress."""

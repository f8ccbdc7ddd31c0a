"""Writes of calls, proposals, decisions and confirmations."""

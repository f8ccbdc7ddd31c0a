"""Doors that are no web page, and the carriers of messages."""

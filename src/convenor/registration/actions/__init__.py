"""Writes of registration: setting it up, registering, answering, inviting, receiving."""

"""What happened: every write of the system, once, in one transaction, in a log that outsiders can verify."""

"""My registration for an edition: the ticket, what it carries, changing and cancelling it."""

"""Pages for everybody: no account, no cookie, no script."""

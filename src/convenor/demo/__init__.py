"""The demonstration edition: fictional people who do everything through the same actions as everybody."""

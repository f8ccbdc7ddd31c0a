"""Where the parts meet: settings, addresses, and the policy of who may reach what."""

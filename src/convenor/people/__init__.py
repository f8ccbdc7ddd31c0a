"""Who exists: people, their organizations and where they can be reached. No actions of its own."""

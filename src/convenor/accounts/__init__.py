"""How people prove who they are, and what they say of themselves."""

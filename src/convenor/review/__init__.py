"""Who judges what, by which criteria, and what they say."""

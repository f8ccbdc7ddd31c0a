"""Registration as its organisers see it: set up, places, the list, answers, invitation codes."""

"""Pages on which the programme is arranged, compared and published."""

"""Pages for chairs, track chairs and the secretariat."""

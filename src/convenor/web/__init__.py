"""HTML pages, by audience: public, me, reviewer, organiser."""

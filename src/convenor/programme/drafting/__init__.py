"""Timetables worked out by the solver, as drafts: asked for, worked out, read, compared, adopted."""

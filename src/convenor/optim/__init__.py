"""Optimisation and estimation as a pure library: values in, values out. No Django, no clock, no database."""

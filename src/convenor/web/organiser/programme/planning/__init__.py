"""The programme as the solver plans it: ask, read, compare, adopt."""

"""Pages for a person about themselves: signing in, what I propose, what I am asked for."""

"""The call, what is proposed to it, who may not judge it, and what became of it."""

"""Python's cycle collector, told what a server that has started knows: what is loaded by now stays."""

import gc

_BEFORE_A_LOOK = (
    50_000  # new objects; a page makes some ten thousand, and hardly any of them stands in a cycle
)


def settle() -> None:
    """Leave what is loaded out of every later look, and look less often; see `bin/bench garbage`."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_BEFORE_A_LOOK, 20, 20)

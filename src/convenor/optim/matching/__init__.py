"""Who judges what: reviewers assigned to proposals, each answer with a proof of how good it is. Pure.

``problem`` holds what is given and refuses what makes no sense; ``solve`` assigns; ``check`` verifies what
``solve`` claims and shares no module with it. Only ``problem`` and ``refusals`` are light; the others
import solvers where they are used.
"""

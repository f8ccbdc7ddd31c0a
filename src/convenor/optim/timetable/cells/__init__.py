"""Conferences whose tracks have a number of cells, a cell being a room in a block: what to put where. Pure.

``problem`` holds what is given and refuses what makes no sense; ``model`` says it in linear rows, which
``linear`` hands to CP-SAT; ``solve`` goes from times without rooms to a plan with a bound; ``check`` judges
any plan and shares no module with the others. The form is that of ``docs/reference/cells.md``.
"""

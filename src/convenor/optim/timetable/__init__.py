"""When and where each session is: a timetable by goals in order, with a bound for each. Pure.

``problem`` holds what is given and refuses what makes no sense; ``rules`` and ``goals`` say once what must
hold and what is better; ``solve``, ``explain`` and ``repair`` work on them; ``check`` judges any plan and
shares no module with the others. Only ``solve``, ``explain`` and ``repair`` import a solver.
"""

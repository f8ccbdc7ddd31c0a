"""Session building: contributions grouped into sessions that belong together, with a proven bound. Pure.

``problem`` holds what is given and refuses what makes no sense; ``form`` reads and writes JSON. ``alike``
merges contributions that no benefit tells apart; ``seating`` finds places in the programme, ``swaps``
improves a grouping, ``pricing``, ``master`` and ``generation`` prove that none is much better, and
``finishing`` closes the gap. ``solve`` does all of it in turn; ``check`` judges any answer and shares no
module with the others.
"""

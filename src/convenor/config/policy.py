"""Who may reach each route, and who may read each exported column. What is not named here is closed.

A route is named ``namespace:name``. The edition's queries narrow further what its holder of an office sees.
"""

from collections.abc import Mapping

from convenor.web.middleware.gate import ANYONE, Reach

ROUTES: Mapping[str, Reach] = {
    "public:home": ANYONE,
    "files:start": ANYONE,
    # the log
    # accounts
    # editions: public
    # editions: organiser
    # proposals: authors
    # proposals: organiser
    # decisions
    # review
    # demo
    "public:series": ANYONE,
    "public:edition": ANYONE,
}

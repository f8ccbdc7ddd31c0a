"""My programme: sessions that somebody marked, without an account by a personal link, or signed in.

What is one reader's stands on these small live pages; the programme itself is files (``web/shelf.py``).
"""

"""The programme: sessions, where and when they are, and its numbered releases."""

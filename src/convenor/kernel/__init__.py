"""What everything stands on: refusals, codes, texts in several languages, spans of time, one writer for SQLite."""

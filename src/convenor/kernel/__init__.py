"""What everything stands on: refusals, codes, texts in several languages, one writer for SQLite."""

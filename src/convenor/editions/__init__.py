"""A series, its editions, and what each is made of: partners, subthemes, tracks, rooms, letters, offices."""

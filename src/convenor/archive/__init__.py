"""What is kept of editions: figures with their sources, previous editions, and the search across all."""

"""The nouns of pgx, frozen. Imports nothing else of ours."""

"""pgx: pharmacogenomic dosing alerts that say what was not read."""

__version__ = "0.1.0"

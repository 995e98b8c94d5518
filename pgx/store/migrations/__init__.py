"""The schema's history, from the first table on. Shipped in the wheel; run by `pgx serve`."""

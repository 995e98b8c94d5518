"""Upstream data -> rows of the knowledge base. A disagreement with a local curation is reported, never merged."""

"""The rules as a printed guideline: a page for each file and each drug, with sources side by side."""

from pgx.site.views import Site, site_of
from pgx.site.write import pages

__all__ = ["Site", "pages", "site_of"]

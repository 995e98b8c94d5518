"""The views as HTML: every page stands alone, asks for nothing from outside, and is the same for the same rules."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources

import jinja2

from pgx.authoring.draft import slug
from pgx.site.views import Site, by_source

SCRIPT = "search.js"


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """Relative path and text of every page."""
    shared = {"site": site, "style": asset("site.css"), "script": "", "script_hash": ""}
    script = asset(SCRIPT)
    yield "index.html", page("index.html.j2", {**shared, "root": "", "script": script,
                                               "script_hash": digest(script), "genes": genes(site)})
    for file in site.files:
        yield f"guidelines/{file.name}.html", page("guideline.html.j2", {**shared, "root": "../", "file": file})
    for drug in site.drugs:
        told = {**shared, "root": "../", "drug": drug, "sources": by_source(drug.files)}
        yield f"drugs/{slug(drug.name)}.html", page("drug.html.j2", told)


def genes(site: Site) -> dict[str, list[str]]:
    """Gene -> drugs."""
    found: dict[str, list[str]] = {}
    for drug in site.drugs:
        for gene in drug.genes:
            found.setdefault(gene.partition("*")[0], []).append(drug.name)
    return {gene: list(dict.fromkeys(found[gene])) for gene in sorted(found)}


def page(name: str, values: dict[str, object]) -> str:
    """One page, without blank lines."""
    text = environment().get_template(name).render(values)
    return "\n".join(line for line in (raw.rstrip() for raw in text.splitlines()) if line) + "\n"


def asset(name: str) -> str:
    """A file beside the templates."""
    return (resources.files("pgx.site") / "templates" / name).read_text(encoding="utf-8")


def digest(script: str) -> str:
    """What a browser compares an inline script with."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def environment() -> jinja2.Environment:
    """Templates with escaping; a missing value is an error."""
    found = jinja2.Environment(loader=jinja2.PackageLoader("pgx.site"), autoescape=True,
                               undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    found.filters["slug"] = slug
    return found

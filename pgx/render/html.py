"""Reports as one self-contained HTML file: no script, no outside resource, printable on A4 and Letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import jinja2

from pgx.domain.assessment import Assessment
from pgx.domain.errors import UsageError
from pgx.render import clinician, patient
from pgx.render.catalogue import Catalogue, load

Page = clinician.Page | patient.Page
PAGES: dict[str, Callable[[Assessment, str, Catalogue], Page]] = {"clinician": clinician.page, "patient": patient.page}


def report(assessments: Sequence[Assessment], *, audience: str = "clinician", lang: str = "en", date: str = "") -> str:
    """The report of one or more samples, one after the other, each on its own pages.

    `date` is printed as given: the same input gives the same bytes. Raises UsageError for an unknown audience or
    language.
    """
    if audience not in PAGES:
        raise UsageError(f"no report for `{audience}`; there are: {', '.join(PAGES)}")
    words = load(lang)
    pages = [PAGES[audience](one, f"p{number}", words) for number, one in enumerate(assessments, start=1)]
    template = _environment().get_template(f"{audience}.html.j2")
    text = template.render(pages=pages, lang=lang, audience=audience, date=date, t=words.say)
    return "\n".join(line for line in (raw.rstrip() for raw in text.splitlines()) if line) + "\n"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pgx.render"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True)
    environment.filters["css_string"] = css_string
    return environment


def css_string(text: str) -> str:
    """Text that is safe inside a CSS string: everything but plain letters, digits and blanks as a code point (the blank
    after it ends the code and is not shown)."""
    return "".join(c if c.isascii() and (c.isalnum() or c == " ") else f"\\{ord(c):06x} " for c in text)

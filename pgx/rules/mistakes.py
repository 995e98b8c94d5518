"""Common mistakes of writing: what a line that is not the language looks like, and what to write instead."""

from __future__ import annotations

import re

QUOTED = re.compile(r'"[^"]*"')
COMMENT = re.compile(r"(?<![^\s|])#.*$")
BLANKS = "\u00a0\u2007\u2009\u200b\u202f\ufeff"

# (what the line looks like without quoted text and comments, what to say); the first that fits is used
MISTAKES: tuple[tuple[str, str], ...] = (
    (rf"[{BLANKS}]", "there is a blank here that is not one (copied from a document): type it again"),
    (r"^\s*\|(\s*:?-{2,}:?\s*\|+)+\s*$", "no line under the head: a table is its head and its rows"),
    (r"^\s*\|.*[^|\s]\s*$", "a table row ends with |"),
    (r"[\u201c\u201d\u2018\u2019]", 'curly quotes: write straight quotes "..."'),
    (r'"', "text in quotes is not closed on its line"),
    (r"'", 'text stands in double quotes "..."'),
    (r"^\s*(//|/\*|--|;|%)", "comments begin with #"),
    (r";\s*$", "a line ends without a semicolon"),
    (r"^\s*[a-z]+\s*:(\s|$)", "no colon after the first word of a line"),
    (r"\|\|\s*(certain|possible|never|dose)\s*:", "no colon after what an example expects"),
    (r"\bis\b.*\bor\b.*\bis\b", "`or` joins values of one column: write two rows, or `X is a or b`"),
    (r"^\s*(if|where|unless)\b", "conditions begin with `when`, and go on with `and`"),
    (r"\b(else|elif)\b", "there is no `else`: give every case its row, or `otherwise` for the rest"),
    (r"^\s*(when|and)\b.*\sthen\s", "`then` begins a line of its own"),
    (r"&&", "one condition a line: put `and ...` on the next line"),
    (r"^\s*(when|and|valid)\b.*\b(and|or)\s+[A-Za-z][A-Za-z0-9 -]*\s(is\b|taking\b|[<>])",
     "one condition a line: put `and ...` on the next line"),
    (r"(=>|=<)", "write >= and <="),
    (r"^\s*(when|and|valid)\b.*(!=|<>)", "write `is not`"),
    (r"^\s*(when|and|valid)\b[^<>]*=", "write `is`"),
    (r"^\s*(when|and|valid)\b.*\sin\s", "write `is a or b` for one of several values"),
    (r"\bbetween\b", "write a range as `1 to 2`"),
    (r"\b(greater|more|higher|less|lower|fewer)\s+than\b|^\s*(when|and|valid)\b.*\bat (least|most)\b",
     "write <, <=, > or >="),
    (r"\d\s*[-\u2013\u2014]\s*\d", "write a range as `1 to 2`"),
    (r"[\u2013\u2014]", "a long dash: write a plain -"),
    (r"[≥≤≠]", "write >= and <="),
    (r"^(?!.*\|\|)\s*\|.*\|\s+\|", "write || between the conditions and the results, without a space inside"),
    (r"\|\|\|", "write || between the conditions and the results, once"),
    (r"^[^|]+\|\|", "a table row begins with |"),
    (r"\d,\d", "write a decimal point, not a comma"),
    (r"^\s*(advice|table|grid|rule|formula|remind|examples|guideline|layer)\s*$", "it needs a name, like `half-dose`"),
    (r"^\s*(advice|table|grid|rule|formula|remind|examples|guideline|layer)\s+\S*[A-Z_]",
     "names are lower case with hyphens, like `half-dose`"),
    (r"^\s*(advice|table|grid|rule|formula|remind|examples|guideline|layer)\s+\S+\s+\S",
     "a name is one word with hyphens, like `half-dose`"),
    (r"^\s*\|.*\bnot\b.*\bor\s+not\b", "`not` stands once, before all values: `not IM or PM`"),
    (r"^\s*\|.*\*[0-9A-Za-z.:]+\s+/|/\s+\*[0-9]", "write an allele pair without blanks, like `*1/*2`"),
    (r"\*[0-9A-Za-z.:]+\*[0-9]", "write an allele pair with a slash, like `*1/*2`"),
    (r"\|\s*\*\s*\|", "write `any` for every value"),
    (r"\|\s*(N/A|n/a|NA|\?)\s*\|", "write `unknown` for no result, `any` for every value, `-` for no strength"),
    (r"^\s*\|.*[()\[\]{}]", "no brackets: values are joined by `or`, other conditions have columns of their own"),
    (r"^\s*\|[^|]*[A-Za-z0-9]\s*/\s*[A-Za-z]{2}", "write `or` between values"),
    (r"^\s*\|.*&", "write `or` between values; other conditions have columns of their own"),
    (r"^\s*\|[^|]*[A-Za-z]\s+and\s+[A-Za-z]", "write `or` between values; other conditions have columns of their own"),
    (r"^\s*\|[^\\]*[A-Za-z0-9]\s*,", "write `or` between values"),
    (r"\|\|\s*\|", "an empty cell: write `no-advice` where the source gives none, `-` for no strength"),
    (r"^\s*\|\s*\|\||\|\s+\|", "an empty cell: write `any` for every value, `unknown` for no result"),
    (r"^\s*(severity|action|for|instead)\s+~", "no quotes here: this is a name, not text"),
    (r"^\s*(say|note|title|monitor|because)\s+[^~\s]", 'text stands in quotes "..."'),
    (r"^\s*(for|instead)\s+.*,", "write `or` between drugs"),
    (r"^\s*(for|instead)\s+.*\band\b", "write `or` between drugs"),
    (r"^\s*(for|instead)\s+[A-Z]", "drugs are written in lower case"),
    (r"^\s*source\s+[a-z]", "a source is written as printed, like `CPIC 2022`"),
    (r"^\s*cite\s+[A-Za-z]*\s*\d", "write a reference as `PMID:12345678`"),
    (r"\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}[./]\d{1,2}[./]\d{1,2}", "write a date as 2027-06-30"),
    (r"^\s*dose\s+(reduce|raise)\s+by\b", "say which dose: `reduce start by 50%`"),
    (r"^\s*dose\s+\d", "say which dose and how: `start at 50% of usual`, `reduce start by 50%`"),
    (r"^\s*dose\s+(max|maximum|up to|not more than)\b", "write `at most 20 mg/day`"),
)


def bare(line: str) -> str:
    """A line with every quoted text as one `~` and without its comment; a quote that is not closed stays."""
    return COMMENT.sub("", QUOTED.sub("~", line)).rstrip()


def known_mistake(line: str) -> str:
    """What to say about a line that looks like a common mistake, or ""."""
    written = bare(line)
    return next((said for pattern, said in MISTAKES if re.search(pattern, written)), "")

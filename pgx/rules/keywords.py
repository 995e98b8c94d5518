"""Every word of the language and what it is for: one list for messages, completion, highlighting and the manual.

A test holds it against the grammar: a word in one that is not in the other fails.
"""

from __future__ import annotations

FILE_WORDS = {
    "guideline": "what a published guideline says; the first block of its file",
    "layer": "a site's own rules and exceptions, above other files",
}
BLOCK_WORDS = {
    "advice": "what to do, once, by name",
    "table": "who gets which advice: exactly one row for every patient",
    "grid": "a table of two columns, as printed: exactly one cell for every patient",
    "rule": "one more alert beside the tables",
    "remind": "a test to order while something is not known",
    "formula": "a published dosing equation as its table of coefficients",
    "adjust": "what other drugs do to a gene's score or phenotype",
    "override": "a site's named exception to a table or another exception",
    "examples": "tests: one patient a row, and the advice expected",
}
SCOPE = {
    "for": "the drugs it is for: a or b",
    "when": "for whom it is: one condition, then `and ...` lines",
    "and": "one more condition",
}
TEXTS = {
    "title": "its name, in quotes",
    "cite": 'where it is published: PMID:... "for what"',
    "note": "a remark for readers, in quotes",
}
CLAUSE_WORDS: dict[str, dict[str, str]] = {
    "guideline": {"title": TEXTS["title"], "source": "who publishes it, and the edition", "cite": TEXTS["cite"],
                  "pinned": "versions it was read with: terms 2026.05, alleles 2026.05",
                  "review": "by which date someone compares it with the source again",
                  "status": "draft, production or another name", "checked": 'DATE by "who"',
                  "above": "layer: which families of files it stands above",
                  "prefer": "layer: whose advice leads where sources differ: a then b", "note": TEXTS["note"]},
    "advice": {"action": "what is done: usual dose, change dose, avoid, ...",
               "instead": "alternatives: a or b", "severity": "none, minor, moderate, major or contraindicated",
               "dose": "by how much: reduce start by 50%, at most 20 mg/day, ...",
               "monitor": "what to watch, in quotes", "then": "what comes after, in quotes",
               "say": "why, in quotes", "cite": TEXTS["cite"], "note": TEXTS["note"]},
    "table": {**SCOPE, "title": TEXTS["title"], "first": "columns whose named values come before `any`",
              "pairs": "the allele pairs that have rows of their own, so that none is lost unnoticed",
              "cite": TEXTS["cite"], "note": TEXTS["note"]},
    "rule": {**SCOPE, "then": "the advice given, and its strength", "because": "why, in quotes",
             "title": TEXTS["title"], "first": "columns whose named values come before `any`",
             "cite": TEXTS["cite"], "note": TEXTS["note"]},
    "remind": {**SCOPE, "order": "what to test: a gene, an allele or a marker", "say": "why, in quotes",
               "title": TEXTS["title"], "cite": TEXTS["cite"], "note": TEXTS["note"]},
    "formula": {"title": TEXTS["title"], "cite": TEXTS["cite"], "gives": "the unit of its result",
                "valid": "for whom it may be used: one condition, then `and ...` lines", "and": SCOPE["and"],
                "sum": "a named sum, one term a row", "give": "the result from the sums: root * root",
                "round": "to which step: to 0.5 mg/week",
                "range": "what its results lie between: 5 mg/week to 100 mg/week", "note": TEXTS["note"]},
    "adjust": {"cite": TEXTS["cite"], "note": TEXTS["note"]},
    "override": {"when": SCOPE["when"], "and": SCOPE["and"],
                 "then": "the advice given instead, or `as` a table it returns to", "because": "why, in quotes",
                 "approved": 'DATE by "who"', "until": "the date it ends",
                 "pinned": "hash of what was approved", "accepts": 'risk "why": less cautious on purpose'},
    "examples": {"for": SCOPE["for"]},
}
CLAUSE_WORDS |= {"layer": CLAUSE_WORDS["guideline"], "grid": CLAUSE_WORDS["table"]}
COLUMN_WORDS = {
    "score": "the gene's activity score", "diplotype": "the gene's allele pair",
    "copies": "how many copies of an allele",
    "of": "whose", "inhibitor": "the strongest inhibitor taken: strong, moderate, weak or none",
    "inducer": "the strongest inducer taken: strong, moderate, weak or none",
    "taking": "whether a drug, or one of a class, is taken",
}
CONDITION_WORDS = {"is": "has one of these values", "not": "none of these values; unknown is never among them",
                   "or": "another value of the same column"}
CELL_WORDS = {"any": "every value, unknown included", "unknown": "indeterminate or untested",
              "otherwise": "every known value that no other row names"}       # read as names; their meaning is fixed
DOSE_WORDS = {"reduce": "less", "raise": "more", "at": "a dose", "by": "by how much", "to": "to", "up": "up to: a cap",
              "usual": "the usual dose", "most": "at most: a limit", "below": "less than",
              "constant": "the sum's constant", "in": "in which unit"}
CHANGE_WORDS = {"phenotype": "what the adjustment changes", "becomes": "the result it becomes",
                "times": "the score times a factor", "unchanged": "nothing changes"}
OVERRIDE_WORDS = {"named": "the exception's own name", "as": "as the table named", "risk": "why the risk is taken"}
VERDICT_WORDS = {"certain": "in every world the patient may be in", "possible": "in some of them",
                 "never": "in none of them", "silent": "nothing is said", "expect": "what an example expects"}

EVERY_CLAUSE = dict.fromkeys(word for words in CLAUSE_WORDS.values() for word in words)


def keywords() -> frozenset[str]:
    """Every fixed word of the grammar."""
    tables = (FILE_WORDS, BLOCK_WORDS, EVERY_CLAUSE, COLUMN_WORDS, CONDITION_WORDS, DOSE_WORDS, CHANGE_WORDS,
              OVERRIDE_WORDS, VERDICT_WORDS)
    return frozenset(word for table in tables for word in table)


def described(word: str, block: str = "") -> str:
    """What a word is for, within a block when it matters; "" for a word of no fixed meaning."""
    tables = (CLAUSE_WORDS.get(block, {}), FILE_WORDS, BLOCK_WORDS, *CLAUSE_WORDS.values(), COLUMN_WORDS,
              CONDITION_WORDS, CELL_WORDS, DOSE_WORDS, CHANGE_WORDS, OVERRIDE_WORDS, VERDICT_WORDS)
    return next((table[word] for table in tables if word in table), "")

"""Every check number: what it means, why it is asked, a wrong and a right line. `pgx rules explain` prints them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One check. `level` is the usual one; `wrong` and `right` are program text."""

    title: str
    level: str
    why: str
    wrong: str = ""
    right: str = ""


CHECKS: dict[str, Entry] = {
    "PGX001": Entry("the text is not the language", "error",
                    "A newline ends a clause, and the first word of a line decides which clause it is.",
                    "| IM or PM | avoid", "| IM or PM || avoid |"),
    "PGX101": Entry("unknown gene", "error", "A misspelt gene would make a rule that never applies.",
                    "| CYP2C91 || advice |", "| CYP2C19 || advice |"),
    "PGX102": Entry("not a value of this column", "error",
                    "Each column has a closed list of values. Two-letter results are only suggested when letters were "
                    "swapped: UM and PM are different patients.", "| MP || avoid |", "| PM || avoid |"),
    "PGX103": Entry("unknown allele or marker", "error", "An allele outside the pinned set can never be called.",
                    "copies of CYP4F2*33", "copies of CYP4F2*3"),
    "PGX104": Entry("unknown drug, or a brand", "error", "Rules name ingredients, in lower case with hyphens.",
                    "for codein", "for codeine"),
    "PGX105": Entry("unknown unit", "error", "A number with an unknown unit cannot be compared or followed.",
                    "age < 12 yrs", "age < 12 y"),
    "PGX106": Entry("unknown advice, formula, table or layer", "error",
                    "A name must be defined once, in this file (advice, formula) or in full (tables of other files).",
                    "| PM || avid |", "| PM || avoid |"),
    "PGX107": Entry("retired term", "error", "The vocabulary says what replaces it."),
    "PGX108": Entry("genotype on the other strand", "error",
                    "A marker is printed on its gene's strand; C/T there is G/A here.", "VKORC1 c.-1639G>A is C/T",
                    "VKORC1 c.-1639G>A is A/G"),
    "PGX109": Entry("spelling variant", "error", "One spelling each, so that nothing is missed in a search.",
                    "| cyp2d6 || advice |", "| CYP2D6 || advice |"),
    "PGX110": Entry("advice not decided", "error",
                    "A draft says `action undecided` until a person has written what to do. No rule set takes it.",
                    "action undecided", "action usual dose"),
    "PGX201": Entry("cases missing", "error", "A table says exactly one thing about every patient.",
                    "| UM or RM or NM || standard |", "add the rows that are printed with the complaint"),
    "PGX202": Entry("two rows for one patient, different advice", "error",
                    "The order of rows means nothing, so two answers would be a coin toss.",
                    "| > 0 and <= 1.25 || a |  with  | 1.25 to 2.25 || b |", "| > 0 and < 1.25 || a |"),
    "PGX203": Entry("two rows for one patient, same advice", "warning", "Harmless now, a contradiction after an edit."),
    "PGX204": Entry("row can never apply", "error", "It promises something nobody will get.", "| 0.6 || half |",
                    "| 0.5 || half |"),
    "PGX205": Entry("nothing said about a failed or missing test", "error",
                    "A test that failed or was not done must never fall through to usual dosing.",
                    "| not PM || standard |  without a row for unknown", "| unknown || no-advice |"),
    "PGX206": Entry("grid row of another width", "error", "Every cell of a printed grid has its place."),
    "PGX207": Entry("column that never matters", "warning", "All rows say `any`: leave it out."),
    "PGX208": Entry("result and score of one gene together", "error",
                    "They follow from each other; half of such a table is patients who cannot be."),
    "PGX209": Entry("some indications have no table", "note", "They get no advice; the note lists them."),
    "PGX210": Entry("`otherwise` for a single value", "warning", "Write the value: it reads better and ages better."),
    "PGX301": Entry("two sources contradict each other", "note",
                    "One patient cannot follow both. A site's layer says which source leads; there it is an error.",
                    "layer hospital.here  with no `prefer`", "prefer cpic then dpwg"),
    "PGX302": Entry("two exceptions for one patient", "error",
                    "Exceptions of one layer to one target must be disjoint or agree, and must not run in a circle."),
    "PGX303": Entry("exception that never applies", "error", "Its conditions exclude every patient of its target."),
    "PGX304": Entry("exception less cautious than its target", "error",
                    "Allowed only with `accepts risk` and a reason."),
    "PGX305": Entry("target changed since approval", "error",
                    "An exception was approved against a certain text; when that changes a person must look again."),
    "PGX306": Entry("exception expired", "error", "Exceptions end. 30 days before, it is a warning."),
    "PGX307": Entry("the alternative is itself avoided", "error",
                    "`instead` names a drug that the same source keeps from the same patients.",
                    "instead tramadol  for a patient to whom tramadol is never given", "instead morphine"),
    "PGX308": Entry("two drugs send a patient to each other", "error", "Somebody would go back and forth for ever."),
    "PGX309": Entry("phenoconversion depends on itself", "error",
                    "One adjustment per gene, reading other drugs, facts and that gene only: then no order matters."),
    "PGX310": Entry("unknown row reassures or doses", "warning",
                    "`usual dose` without a word, or a dose by genotype, to a patient who was not tested."),
    "PGX401": Entry("units do not agree", "error", "A daily maximum cannot cap a single dose.",
                    "start at 5 mg/kg up to 400 mg/day", "start at 5 mg/kg/day up to 400 mg/day"),
    "PGX402": Entry("impossible change of dose", "error", "A reduction by 100% leaves nothing; 500% is the most."),
    "PGX403": Entry("missing or wrong unit of a fact", "error", "Facts are compared in a unit of their own kind.",
                    "age < 12", "age < 12 y"),
    "PGX404": Entry("equation can leave its range", "warning",
                    "Over all patients that `valid` lets in, by interval arithmetic. Outside `range` no dose is given.",
                    "valid age >= 18 y", "valid age >= 18 y  with  and age <= 100 y"),
    "PGX405": Entry("equation used outside `valid`", "error",
                    "These patients would be promised a number and get none.", "when age >= 12 y", "when age >= 18 y"),
    "PGX406": Entry("dose per kilogram without a cap", "warning", "Heavy patients would get more than is meant."),
    "PGX407": Entry("action and doses contradict", "error",
                    "`usual dose` does not change a dose; `avoid` gives a reason or an alternative."),
    "PGX501": Entry("no citation", "error", "Every guideline and equation says where it is published."),
    "PGX502": Entry("citation unknown or retracted", "error", "References are listed once, with their status."),
    "PGX503": Entry("review date passed", "warning", "An error after 90 days."),
    "PGX504": Entry("newer edition known", "warning", "The file cites an edition that the source has replaced.",
                    "cite PMID:21716271", "cite PMID:35034351"),
    "PGX505": Entry("meaning changed since the pin", "error",
                    "A file is written against the facts of a month. When one that it uses changes, a person reads "
                    "the rows again.", "pinned alleles 2024.01", "pinned alleles 2026.07"),
    "PGX506": Entry("strength not on the source's scale", "error", "Each source grades its advice in its own words."),
    "PGX601": Entry("row that no example reaches", "warning",
                    "Checks cannot know that two pieces of advice were swapped. Examples can."),
    "PGX602": Entry("example fails", "error", "The table or the example is wrong."),
    "PGX603": Entry("example only possible because a fact is missing", "error", "Add a column for the fact named."),
    "PGX604": Entry("no example for unknown, or none with several candidates", "warning",
                    "The two patients that are forgotten most often."),
    "PGX605": Entry("a change that nothing notices", "note",
                    "`pgx rules test --mutate` swaps advice and breaks rows: what survives is not guarded."),
}

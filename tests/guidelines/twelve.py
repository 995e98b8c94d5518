"""The twelve words of a reading: what the source's flags allow, and what the coarse words of directions.tsv mean."""

from __future__ import annotations

from pgx.rules.directions import WORDS

DOSE = {"lower_dose", "higher_dose", "avoid_or_lower", "avoid_or_higher", "usual_with_monitoring", "other"}
OTHER_DRUG = {"avoid", "contraindicated", "alternative_considered"}
# What the source's own flags allow a reading to say: d another dose, a another drug, o other advice.
ALLOWED = {
    "": {"usual", "usual_with_monitoring", "no_recommendation"},
    "o": {"usual", "usual_with_monitoring", "no_recommendation", "test_or_more_data", "other"},
    "a": OTHER_DRUG, "ao": OTHER_DRUG | {"test_or_more_data", "other", "usual_with_monitoring", "avoid_or_lower"},
    "d": DOSE | {"no_recommendation"}, "do": DOSE, "da": DOSE | OTHER_DRUG,
    "dao": DOSE | OTHER_DRUG | {"test_or_more_data"}, "unflagged": set(WORDS),
}
# The first table was read in nine coarser words.
COARSE = {
    "usual": {"usual", "usual_with_monitoring"}, "watch": {"usual_with_monitoring"}, "inform": {"no_recommendation"},
    "silent": {"no_recommendation"}, "less": {"lower_dose"}, "more": {"higher_dose"},
    "change": {"lower_dose", "higher_dose", "other"}, "test": {"test_or_more_data"},
    "avoid": {"avoid", "contraindicated", "avoid_or_lower", "avoid_or_higher"},
}

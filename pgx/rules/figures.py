"""The numbers with units of an advice: those of its dose lines, then those of its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pgx.rules.compiled import Advice, Dose

WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
         "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "fourteen": "14"}
NUMBER = rf"(?:\d+(?:[.,]\d+)*|\b(?i:{'|'.join(WORDS)})\b)"
MASS = r"(?:mg|g|kg|[uµ]g|mcg|ng|mL|mmol|IU)(?:/(?:m2|kg|mL|L|min|day|week|d|h))*"
TIME = r"(?:years?|months?|weeks?|days?|hours?)"
RATE = {"day": r"(?: (?:a|per|each|every) day| daily|/day)", "week": r"(?: (?:a|per|each) week| weekly|/week)"}
FIGURE = re.compile(
    rf"\bday (?P<nth>{NUMBER})"
    rf"|(?P<listed>(?:{NUMBER}, (?:then )?)*)(?P<low>{NUMBER})(?P<bare> ?%)?"
    rf"(?: ?(?:to|-|–|or|and) ?(?P<high>{NUMBER}))? ?"
    rf"(?P<unit>%|per cent\b|percent\b|-?fold\b|times the\b|{MASS}(?![a-zA-Z])|{TIME}\b)"
    rf"(?P<day>{RATE['day']})?(?P<week>{RATE['week']})?")
LONG = {"per cent": "%", "percent": "%", "fold": "-fold", "times the": "times"}
CLOSE = {"%", "-fold"}


def figures(advice: Advice) -> tuple[str, ...]:
    """`50%`, `20 mg/day`, `12 weeks`: each once, in order. A range gives both of its ends."""
    told = [figure for dose in advice.doses for figure in of_dose(dose)]
    texts = (advice.say, *advice.monitor, *advice.followup, advice.note)
    return tuple(dict.fromkeys((*told, *(figure for text in texts for figure in of_text(text)))))


def of_dose(dose: Dose) -> Iterator[str]:
    """The quantities of a dose line. More than the usual dose is also given as sources print it: 1.5 times."""
    unit = (dose.high or dose.low).partition(" ")[2]
    for amount in (dose.low, dose.high, dose.cap):
        if amount:
            yield amount if not unit or " " in amount else f"{amount} {unit}"
    shares = (Decimal(a.rstrip(" %")) for a in (dose.low, dose.high) if a and dose.kind == "fraction")
    yield from (f"{(share / 100).normalize():f} times" for share in shares if share > 100)


def of_text(text: str) -> Iterator[str]:
    """The quantities of a sentence: `3 to 4 mg a day` is 3 mg/day and 4 mg/day, `on day 6` is day 6."""
    for found in FIGURE.finditer(text):
        if found["nth"]:
            yield f"day {digits(found['nth'])}"
            continue
        unit = LONG.get(found["unit"], found["unit"])
        unit += "/day" if found["day"] else "/week" if found["week"] else ""
        for number in (*re.findall(NUMBER, found["listed"]), found["low"], found["high"]):
            if number:
                yield digits(number) + unit if unit in CLOSE else f"{digits(number)} {unit}"


def digits(number: str) -> str:
    """`three` is 3."""
    return WORDS.get(number.lower(), number)

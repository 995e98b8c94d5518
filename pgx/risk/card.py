"""A model card: what the model is, for whom it is not, what it was measured on, every coefficient. Generated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pgx.risk.model import Check, Equation, Factor, Input, Kind, Level, Model


def card(model: Model) -> str:
    """Markdown, ending in a newline. The same model file always gives the same text."""
    return "\n".join(_lines(model)) + "\n"


def _lines(model: Model) -> Iterator[str]:
    yield from (f"# {model.title}", "", model.summary, "")
    yield from (f"Model `{model.id}`, version {model.version}, file sha256 `{model.sha256}`.",
                f"Estimates: {model.outcome}, {model.unit}; {model.horizon}. Drug: {model.drug}.", "")
    yield from ("An estimate stands beside the guideline's advice. It never changes, hides or reorders an alert.", "",
                "## Intended use", "", model.intended, "")
    yield from _section("Not for", model.not_for)
    yield from _section("Not known", model.unknowns)
    yield from ("## Inputs", "", "| input | looked up as | if not given |", "|---|---|---|")
    yield from (_input(model, entry) for entry in model.inputs)
    yield from ("", "## Where it applies", "", "`out` gives no number; `borderline` gives one with the reason.", "")
    yield from (_check(model, check) for check in model.checks)
    yield ""
    for equation in model.equations:
        yield from _equation(model, equation)
    for factor in model.factors:
        yield from _factor(model, factor)
    yield from _incidence(model)
    yield from ("## Figures", "", "| figure | value | source |", "|---|---|---|")
    yield from (f"| {f.name} | {f.value} | {f.source} |" for f in model.figures)
    yield from ("", "## Sources and licence", "", ", ".join(model.citations), "", model.licence)
    if model.data_sha256:
        yield from ("", f"Calibration data sha256 `{model.data_sha256}`.")


def _section(title: str, items: Iterable[str]) -> Iterator[str]:
    yield from (f"## {title}", "", *(f"- {item}" for item in items), "")


def _input(model: Model, entry: Input) -> str:
    where = {Kind.TAKING: "medication list: " + ", ".join(entry.drugs)}.get(
        entry.kind, " or ".join(f"`{key.name}`" for key in entry.keys))
    unit = f" ({entry.unit})" if entry.unit else ""
    return f"| {entry.label or entry.name}{unit} | {where} | {_absent(model, entry)} |"


def _absent(model: Model, entry: Input) -> str:
    levels = {check.missing for check in model.checks if check.input == entry.name and not check.alleles}
    needed = any(term.input == entry.name for equation in model.equations for term in equation.terms)
    if entry.missing:
        return f"counts as: {entry.missing}" + ("; borderline" if Level.BORDERLINE in levels else "")
    if needed or Level.OUT in levels:
        return "no number"
    return "borderline" if Level.BORDERLINE in levels else "not checked"


def _check(model: Model, check: Check) -> str:
    name = model.input(check.input).label or check.input
    limits = f" ({check.low:g} to {check.high:g})" if check.low is not None and check.high is not None else ""
    only = f" [{', '.join(check.equations)}]" if check.equations else ""
    return f"- {name}{limits}: {check.level.value} if: {check.reason}{only}"


def _equation(model: Model, equation: Equation) -> Iterator[str]:
    shown = "" if equation.shown else " (never shown for a patient)"
    yield from (f"## {equation.title}{shown}", "", f"Square root of {model.unit}. {equation.citation}", "",
                "| term | amount |", "|---|---|", f"| constant | {equation.constant:.4f} |")
    for term in equation.terms:
        unit = "decade" if model.input(term.input).transform == "decades" else model.input(term.input).unit
        what = f"is {term.equals}" if term.equals else f"per {unit}"
        yield f"| {model.input(term.input).label or term.input} {what} | {term.amount:.4f} |"
    if equation.calibrations:
        yield from ("", "90% interval, added to the square root, by predicted dose:", "",
                    "| not tested | up to | low | high | rows |", "|---|---|---|---|---|")
    for calibration in equation.calibrations:
        tops = [f"{edge:g}" for edge in calibration.edges] + ["above"]
        unknown = ", ".join(calibration.unknown) or "none"
        yield from (f"| {unknown} | {top} | {low:.4f} | {high:.4f} | {n} |" for top, (low, high), n
                    in zip(tops, calibration.quantiles, calibration.n, strict=True))
    yield ""


def _factor(model: Model, factor: Factor) -> Iterator[str]:
    low, high = factor.ci95
    size = (f"Odds ratio {factor.odds_ratio:g} (95% interval {low:g} to {high:g}), {factor.citation}, evidence "
            f"{factor.evidence}: {factor.tier}. Between-study spread {factor.tau:g} on the log scale.")
    yield from (f"## Effect of {model.input(factor.input).label}", "", size, "", factor.note, "",
                "| value | effect counts | share of the population |", "|---|---|---|")
    yield from (f"| {value} | {count:g} | {share:g} |" for value, count, share in factor.copies)
    yield ""


def _incidence(model: Model) -> Iterator[str]:
    if model.incidence is None:
        return
    found = model.incidence
    size = f"{found.value:.4f} over {model.horizon}, spread {found.log_odds_sd:g} in log-odds, {found.citation}."
    yield from ("## Average risk", "", f"{size} {found.note}", "")
    if model.transport is not None:
        studied = " or ".join(model.transport.studied)
        more = f"Population other than {studied}, or not given: {model.transport.log_odds_sd:g} more spread."
        yield from (f"{more} {model.transport.note}", "")

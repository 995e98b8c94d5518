"""Assessments made by hand, rich in everything a writer must show."""

from __future__ import annotations

from decimal import Decimal

from pgx.domain.assessment import (
    Advice,
    Alert,
    Assessment,
    Because,
    Certainty,
    Contribution,
    Dose,
    FactUsed,
    GeneEvidence,
    Outcome,
    Reminder,
    Risk,
    Severity,
    SourceRow,
    Versions,
)
from pgx.domain.calls import CallStatus, Diplotype, GeneCall, GeneResult, Phenotype
from pgx.domain.genes import Score
from pgx.domain.genome import Position
from pgx.domain.messages import Message

NM, IM, PM, RM = (f"{word} Metabolizer" for word in ("Normal", "Intermediate", "Poor", "Rapid"))
VERSIONS = Versions("0.1.0", "2026.05", "ab" * 32, "2026.05", "cd" * 32, ("iwpc-dose 1.0",))


def place(name: str, rsid: str | None, chrom: str, pos38: int, pos37: int, gene: str) -> Position:
    return Position(name, gene, chrom, pos38, pos37, "G", ("A",), "G", rsid)


def diplotype(name: str, probability: float = 1.0) -> Diplotype:
    return Diplotype(name, tuple((part,) for part in name.split("/")), probability)


def score(value: str, at_least: bool = False) -> Score:
    return Score(Decimal(value), at_least)


def certain_gene(gene: str, name: str, phenotype: Phenotype, **more) -> GeneResult:
    found = diplotype(name)
    call = GeneCall(gene, CallStatus.CALLED, (found,), possible=(found,), **more)
    return GeneResult(call, (phenotype,), (phenotype,), ((phenotype, 1.0),))


def open_gene(gene: str, called: list[str], possible: dict[str, tuple[float, Phenotype]], **more) -> GeneResult:
    candidates = tuple(diplotype(name, p) for name, (p, _) in possible.items())
    results = tuple(phenotype for _, phenotype in possible.values())
    shares: dict[Phenotype, float] = {}
    for probability, phenotype in possible.values():
        shares[phenotype] = shares.get(phenotype, 0.0) + probability
    status = CallStatus.CALLED if len(called) == 1 else CallStatus.AMBIGUOUS
    call = GeneCall(gene, status, tuple(diplotype(n, possible[n][0]) for n in called), possible=candidates, **more)
    ranked = tuple(sorted(shares.items(), key=lambda item: -item[1]))
    return GeneResult(call, tuple(possible[n][1] for n in called), results, ranked)


def untested(gene: str, *missing: Position) -> GeneResult:
    message = Message("gene-not-tested", "No position of this gene was read.", gene, "warning")
    return GeneResult(GeneCall(gene, CallStatus.NOT_CALLED, untested=True, missing=missing, messages=(message,)))


def not_called(gene: str) -> GeneResult:
    message = Message("no-match", "The alleles seen fit no named diplotype.", gene, "problem")
    return GeneResult(GeneCall(gene, CallStatus.NOT_CALLED, messages=(message,)))


def variant_list(gene: str, variants: tuple[str, ...], phenotype: Phenotype) -> GeneResult:
    possible = (diplotype(f"Reference/{variants[0]}", 0.5), diplotype("/".join(variants[:2]), 0.5))
    call = GeneCall(gene, CallStatus.CALLED, variants=variants, possible=possible)
    return GeneResult(call, (phenotype,), (phenotype, phenotype), ((phenotype, 1.0),))


def source(guideline: str, row: str, line: int, strength: str = "strong", **more) -> SourceRow:
    name, _, drug = guideline.partition(".")
    return SourceRow(name.upper(), guideline, f"{guideline}.{row}", f"rules/{name}/{drug}.pgx", line, strength,
                     more.pop("citations", ("PMID:33387367",)), more.pop("edition", "2021"), "9f1c2ab0" * 8)


def evidence(gene: str, diplotypes: tuple[str, ...], phenotypes: tuple[str, ...], probability: float = 1.0,
             positions=()) -> GeneEvidence:
    return GeneEvidence(gene, diplotypes, phenotypes, probability, positions)


def advice(action: str, severity: Severity, name: str = "", **more) -> Advice:
    return Advice(name or action.replace(" ", "-"), action, severity, **more)


def alert(drug: str, what: Advice, outcome: Outcome, because: Because, *sources: SourceRow,
          certainty: Certainty = Certainty.CERTAIN, **more) -> Alert:
    return Alert(drug, what, what.severity, certainty, outcome, sources, because, **more)


def genes() -> dict[str, GeneResult]:
    star2 = place("CYP2C19:2", "rs4244285", "chr10", 94781859, 96541616, "CYP2C19")
    star17 = place("CYP2C19:17", "rs12248560", "chr10", 94761900, 96521657, "CYP2C19")
    slco = place("SLCO1B1:1", None, "chr12", 21178615, 21331549, "SLCO1B1")
    im, pm, nm = Phenotype(IM), Phenotype(PM), Phenotype(NM)
    slow, usual = Phenotype(PM, score("0")), Phenotype(NM, score("1"))
    many = {f"*1/*{n}": (1 / 1500, usual if n % 3 else slow) for n in range(2, 1502)}
    tied = {"*1/*4x2": (0.5, Phenotype(IM, score("1"))), "*1x2/*4": (0.5, Phenotype(NM, score("2", at_least=True)))}
    copies = Message("copy-number-unseen", "Copy number cannot be seen in this file.", "CYP2D6", "warning")
    hemizygous = Phenotype("Deficient")
    return {
        "CYP2C19": open_gene("CYP2C19", ["*1/*2"], {"*1/*2": (0.97, im), "*2/*4": (0.03, pm)}, missing=(star17, star2)),
        "CYP2D6": open_gene("CYP2D6", list(tied), tied, messages=(copies, copies)),
        "CYP2C9": open_gene("CYP2C9", ["*1/*2"], many, missing=(place("CYP2C9:9", "rs1", "chr10", 9, 8, "CYP2C9"),)),
        "CYP2B6": certain_gene("CYP2B6", "*1/*6", Phenotype(IM)),
        "DPYD": variant_list("DPYD", ("c.1905+1G>A (*2A)", "c.2846A>T"), Phenotype(PM, score("0.5"))),
        "G6PD": certain_gene("G6PD", "Mediterranean, Dallas, Panama, Sassari, Cagliari, Birmingham", hemizygous),
        "HLA-B": untested("HLA-B"),
        "NUDT15": not_called("NUDT15"),
        "SLCO1B1": untested("SLCO1B1", slco),
        "TPMT": certain_gene("TPMT", "*1/*1", nm, source="laboratory.tsv"),
    }


def alerts() -> tuple[Alert, ...]:
    none, _minor, moderate, major, never = Severity
    seen = {"id": "rs4244285", "status": "called", "chrom": "chr10", "pos": 94781859, "ref": "G", "alt": "A",
            "genotype": "0/1"}
    clopidogrel = Because((evidence("CYP2C19", ("*1/*2", "*2/*4"), (IM, PM), positions=(seen,)),),
                          (FactUsed("indication", "PCI"),))
    amitriptyline = Because((evidence("CYP2C19", ("*1/*2",), (IM,)), evidence("CYP2D6", ("*1/*4x2",), (IM,), 0.5)),
                            (FactUsed("indication", None),), (1, 2), 0.5)
    return (
        alert("clopidogrel", advice("avoid", major, "switch-p2y12", instead=("prasugrel", "ticagrelor"),
                                    say="Less active drug is formed, so a stent is more likely to clot."),
              Outcome.ACTION, clopidogrel, source("cpic.clopidogrel", "cardiac[IM or PM]", 32, edition="2022"),
              source("dpwg.clopidogrel", "stent[IM]", 21, "-", edition="2023"),
              conflicts=("FDA: may be given; watch the effect",)),
        alert("codeine", advice("change dose", moderate, "label-dose-watch", monitor=("pain relief",),
                                followup=("If codeine does not help, use an opioid other than tramadol.",)),
              Outcome.ACTION, Because((evidence("CYP2D6", ("*1/*4x2",), (IM,), 0.5),), (FactUsed("age", None),), (1, 2),
                                      0.5, ("it is not known which CYP2D6 allele is duplicated.", "age is not known")),
              source("cpic.codeine", "by-activity-score[> 0 and < 1.25]", 42, "moderate"),
              certainty=Certainty.POSSIBLE, would_settle=("which CYP2D6 allele is duplicated", "age")),
        alert("codeine", advice("usual dose", none, "label-dose"), Outcome.NO_ACTION,
              Because((evidence("CYP2D6", ("*1x2/*4",), (NM,), 0.5),), (), (1, 2), 0.5),
              source("cpic.codeine", "by-activity-score[1.25 to 2.25]", 43), certainty=Certainty.POSSIBLE,
              would_settle=("which CYP2D6 allele is duplicated",)),
        alert("amitriptyline", advice("change dose", moderate, "start-75", doses=(Dose("reduce", "start", "25%"),),
                                      monitor=("plasma amitriptyline", "plasma nortriptyline")),
              Outcome.ACTION, amitriptyline, source("cpic.amitriptyline", "depression[IM x IM]", 60, "optional"),
              certainty=Certainty.POSSIBLE, would_settle=("indication",)),
        alert("fluorouracil", advice("contraindicated", never, "avoid-fluoropyrimidine"), Outcome.ACTION,
              Because((evidence("DPYD", ("c.1905+1G>A (*2A)/c.2846A>T",), (PM,)),)),
              source("cpic.fluoropyrimidines", "start-dose[0.5]", 30)),
        alert("warfarin", advice("change dose", moderate, "genotype-guided",
                                 doses=(Dose("formula", "maintenance", formula="iwpc-weekly"),),
                                 monitor=("INR until stable",)),
              Outcome.ACTION, Because((evidence("CYP2C9", tuple(f"*1/*{n}" for n in range(2, 1502)), (NM, PM)),),
                                      (FactUsed("age", "70 y"), FactUsed("ancestry", "european", assumed=True))),
              source("cpic.warfarin", "initial-dose[NM]", 50)),
        alert("azathioprine", advice("usual dose", none, "start-normal",
                                     doses=(Dose("fixed", "start", "2 mg/kg/day", "3 mg/kg/day"),)),
              Outcome.NO_ACTION, Because((evidence("TPMT", ("*1/*1",), (NM,)),)),
              source("cpic.azathioprine", "non-malignant[NM]", 44)),
        alert("abacavir", advice("test-first", moderate), Outcome.NOT_TESTED, Because((evidence("HLA-B", (), ()),)),
              source("cpic.abacavir", "hypersensitivity[unknown]", 25)),
        alert("simvastatin", advice("no-advice", none), Outcome.NOT_TESTED, Because((evidence("SLCO1B1", (), ()),)),
              source("cpic.simvastatin", "myopathy[unknown]", 33, "-")),
        alert("mercaptopurine", advice("no-advice", none), Outcome.NOT_CALLED, Because((evidence("NUDT15", (), ()),)),
              source("cpic.mercaptopurine", "dose[unknown]", 12, "-")),
        alert("efavirenz", advice("no-advice", none), Outcome.NO_GUIDANCE,
              Because((evidence("CYP2B6", ("*1/*6",), (IM,)),)), source("dpwg.efavirenz", "dose[IM]", 9, "-")),
    )


def risks() -> tuple[Risk, ...]:
    parts = (Contribution("age", "70 y", -1.8298, "square root of mg/week"),
             Contribution("VKORC1", "A/A", -1.6974, "square root of mg/week", "PMID:19228618"))
    return (
        Risk("warfarin", "maintenance dose", "iwpc-dose", "1.0", "dose", 11.5, "mg/week", (6.2, 18.9), parts,
             citations=("PMID:19228618",)),
        Risk("clopidogrel", "major bleeding", "bleed", "2.1", "risk", 0.034, "probability", (0.02, 0.051),
             applicability="borderline", reasons=("age is at the edge",), horizon="1 year"),
        Risk("simvastatin", "myopathy", "muscle", "1.0", "risk", None, "probability", None, applicability="out",
             reasons=("SLCO1B1 was not tested",)),
    )


def assessment(**changes) -> Assessment:
    fields = {
        "file": "patient.vcf.gz",
        "sample": "NA00001",
        "assembly": "GRCh38",
        "genes": genes(),
        "drugs": tuple(dict.fromkeys(a.drug for a in alerts())),
        "asked": ("clopidogrel", "codeine"),
        "alerts": alerts(),
        "reminders": (Reminder("abacavir", ("HLA-B*57:01",), "No result is on file. Test before the first dose.",
                               source("cpic.abacavir", "screen-before-abacavir", 40)),),
        "risks": risks(),
        "versions": VERSIONS,
        "messages": (Message("absent-unknown", "Positions without a record count as not read.", "", "note"),),
        "context": {"age": "70 y", "indication": "PCI"},
    }
    return Assessment(**{**fields, **changes})

"""Updating: a source is followed, a local curation is kept, a second run changes nothing."""

from __future__ import annotations

import json
import shutil

import pytest

from pgx.domain.errors import InputError, UsageError
from pgx.domain.genes import AlleleKind
from pgx.knowledge import load, tables
from pgx.knowledge.changes import between
from pgx.knowledge.importers import coordinates, report, running, translation
from pgx.knowledge.importers.packtables import copies
from tests.paths import ROOT, SHARED, needs_shared

PACK = SHARED / "kb-sources"
DAY = "2026-11-21"

# A gene of three positions: a plain base, a repeat, and an ambiguous one.
SMALL = {
    "formatVersion": "3", "version": "2026-02-03-10-00", "gene": "UGT1A1", "chromosome": "chr2",
    "refSeqChromosomeId": "NC_000002.12",
    "variants": [
        {"position": 233759924, "rsid": "rs887829", "chromosomeHgvsName": "g.233759924C>T", "ref": "C", "alts": ["T"]},
        {"position": 233760233, "rsid": "rs3064744", "chromosomeHgvsName":
            "g.233760235TA[6]; g.233760235TA[7]; g.233760235TA[8]; g.233760235TA[9]",
            "ref": "CAT", "alts": ["C", "CATAT", "CATATAT"]},
        {"position": 233760498, "rsid": "rs4148323", "chromosomeHgvsName": "g.233760498G>A", "ref": "G",
         "alts": ["A"]},
        {"position": 233760600, "rsid": None, "chromosomeHgvsName": "g.233760600C>G", "ref": "C", "alts": ["G"]},
    ],
    "namedAlleles": [
        {"name": "*1", "id": "PA1", "reference": True, "alleles": ["C", "CAT", "G", "C"]},
        {"name": "*28", "id": "PA2", "reference": False, "alleles": [None, "CATAT", None, None]},
        {"name": "*80", "id": "PA3", "reference": False, "alleles": ["Y", None, None, None]},
        {"name": "*99", "id": "PA4", "reference": False, "alleles": [None, "C or CATAT", None, "G"]},
    ],
}


@pytest.fixture
def kb(tmp_path):
    """A copy of the shipped knowledge base that may be changed."""
    target = tmp_path / "kb"
    shutil.copytree(ROOT / "knowledgebase", target)
    return target


@pytest.fixture
def small(tmp_path):
    """A translation file of one gene."""
    path = tmp_path / "UGT1A1_translation.json"
    path.write_text(json.dumps(SMALL))
    return path


def rows(kb, name):
    """Rows of a table by key."""
    table = tables.table_of(name)
    return {tables.key_of(row, table): row for row in tables.read(kb / name, table)}


def edit(kb, name, key, **values):
    """Change a row by hand."""
    table = tables.table_of(name)
    found = tables.read(kb / name, table)
    for row in found:
        if tables.key_of(row, table) == key:
            row.update(values)
    (kb / name).write_text(tables.text_of(found, table))


def run(source, kb):
    """Import and write."""
    outcome = running.prepare(source, kb, DAY)
    running.write(outcome, kb)
    return outcome


@needs_shared
def test_importing_the_pack_again_changes_nothing(kb):
    """The shipped folder is what the import gives, byte for byte."""
    outcome = running.prepare(PACK, kb, "2031-01-01")
    assert (outcome.changes, outcome.findings) == ((), ())
    assert running.write(outcome, kb) == 0
    assert between(ROOT / "knowledgebase", kb) == []


@needs_shared
def test_import_from_nothing_gives_every_gene_and_then_rests(tmp_path):
    """Also without any curation the pack makes a folder that loads."""
    target = tmp_path / "new"
    target.mkdir()
    first = run(PACK, target)
    second = running.prepare(PACK, target, DAY)
    assert len(first.changes) > 8000
    assert (second.changes, running.write(second, target)) == ((), 0)
    assert len(load(target).genes) == 25


@needs_shared
def test_local_curation_survives_and_is_reported(kb):
    """A curated function stays; the source's opinion is listed once, until it is accepted."""
    name = "genes/CYP2C19/alleles.tsv"
    edit(kb, name, "*2", function="Decreased function", curated_by="site")
    outcome = run(PACK, kb)
    assert [(f.key, f.column, f.ours, f.theirs) for f in outcome.findings] == [
        ("*2", "function", "Decreased function", "No function")]
    assert rows(kb, name)["*2"]["function"] == "Decreased function"
    accepted = tables.read(kb / "accepted.tsv", tables.ACCEPTED)
    accepted.append({"table": name, "key": "*2", "column": "function", "ours": "Decreased function",
                     "theirs": "No function", "reason": "a test", "curated_by": "site", "date": DAY})
    (kb / "accepted.tsv").write_text(tables.text_of(accepted, tables.ACCEPTED))
    assert running.prepare(PACK, kb, DAY).findings == ()


@needs_shared
def test_accepted_difference_returns_when_the_source_changes(kb):
    """An acceptance holds for what the source said then."""
    edit(kb, "accepted.tsv", "drugs/drugs.tsv / pegloticase / atc", theirs="M04A")
    assert [f.key for f in running.prepare(PACK, kb, DAY).findings] == ["pegloticase"]


@needs_shared
def test_local_row_that_the_source_does_not_know_stays(kb):
    """A drug added here is not removed."""
    run(PACK, kb)
    assert rows(kb, "drugs/drugs.tsv")["moclobemide"]["curated_by"] == "pgx"


@needs_shared
def test_changed_fact_is_taken_over_and_the_old_one_kept_as_history(kb):
    """A row that nobody curated follows the source; what it said before goes to history.tsv with its dates."""
    edit(kb, "genes/CYP2C19/alleles.tsv", "*2", function="Uncertain function", version="2020-01-01")
    outcome = run(PACK, kb)
    assert [(c.kind, c.key, c.old, c.new) for c in outcome.changes if c.column == "function"] == [
        ("changed", "*2", "Uncertain function", "No function")]
    past = [r for r in rows(kb, "genes/CYP2C19/history.tsv").values() if r["key"] == "*2"]
    assert [(r["value"], r["from"], r["until"]) for r in past] == [("Uncertain function", "2020-01-01", "2025-11-05")]
    assert running.prepare(PACK, kb, DAY).changes == ()


@needs_shared
def test_setting_that_differs_is_a_finding(kb):
    """gene.toml is curated by hand: an import never writes it."""
    path = kb / "genes/TPMT/gene.toml"
    path.write_text(path.read_text().replace('undocumented = "reference"', 'undocumented = "no-call"'))
    outcome = running.prepare(PACK, kb, DAY)
    assert [(f.table, f.column) for f in outcome.findings] == [("genes/TPMT/gene.toml", "undocumented")]


def test_translation_file_round_trip(kb, small):
    """Definitions of the gene follow the file: bases, ambiguity codes and `A or B`; functions stay as they are."""
    outcome = run(small, kb)
    made = rows(kb, "genes/UGT1A1/definitions.tsv")
    assert {key: row["bases"] for key, row in made.items()} == {
        "*28 / 233760233": "CATAT", "*80 / 233759924": "C|T", "*99 / 233760233": "C|CATAT", "*99 / 233760600": "G"}
    alleles = rows(kb, "genes/UGT1A1/alleles.tsv")
    assert (alleles["*28"]["function"], alleles["*28"]["match_score"]) == ("Decreased function", "1")
    assert (alleles["*99"]["function"], alleles["*99"]["match_score"]) == ("", "2")
    assert [f.text for f in outcome.findings] == ["many rows would go"]
    again = running.prepare(small, kb, DAY)
    assert (again.changes, running.write(again, kb)) == ((), 0)


def test_new_position_gets_its_grch37_place_between_equal_neighbours(kb, small):
    """A position between two known ones of the same offset is read in both assemblies."""
    run(small, kb)
    position = next(p for p in load(kb).genes["UGT1A1"].positions if p.pos38 == 233760600)
    neighbour = next(p for p in load(kb).genes["UGT1A1"].positions if p.pos38 == 233760498)
    assert position.pos37 - position.pos38 == neighbour.pos37 - neighbour.pos38


def test_new_position_outside_the_known_ones_is_listed_not_read(kb, tmp_path):
    """Without a GRCh37 place nothing is guessed."""
    document = json.loads(json.dumps(SMALL))
    document["variants"][3] |= {"position": 234999999, "chromosomeHgvsName": "g.234999999C>G"}
    path = tmp_path / "UGT1A1_translation.json"
    path.write_text(json.dumps(document))
    outcome = run(path, kb)
    assert [f.text for f in outcome.findings] == ["no GRCh37 coordinate: listed, not read, until somebody adds it",
                                                  "many rows would go"]
    gene = load(kb).genes["UGT1A1"]
    assert [p.role for p in gene.unmatched] == ["listed"]
    assert gene.allele("*99").definition == {}


def test_new_gene_gets_a_folder_of_its_own(kb, tmp_path):
    """A gene nobody has curated starts as plain star alleles and is not read before it has GRCh37 places."""
    path = tmp_path / "NEW1_translation.json"
    path.write_text(json.dumps(SMALL | {"gene": "NEW1"}))
    run(path, kb)
    gene = load(kb).genes["NEW1"]
    assert (gene.positions, len(gene.unmatched), gene.reference.name) == ((), 4, "*1")
    assert gene.allele("*28").kind is AlleleKind.HAPLOTYPE


@pytest.mark.parametrize(("value", "bases", "expected"), [
    ("A", ["A", "G"], "A"), ("R", ["A", "G"], "A|G"), ("S", ["G", "C"], "G|C"), ("A or G", ["A", "G"], "A|G"),
    ("C or CATAT", ["CAT", "C", "CATAT"], "C|CATAT"), ("T", ["A", "G"], None), ("A or T", ["A", "G"], None),
    ("R", ["A", "R"], "R"),
])
def test_values_of_a_translation_file(value, bases, expected):
    """A value is a base of the position, several, or an ambiguity code; anything else is refused."""
    assert translation.bases_of(value, bases) == expected


@pytest.mark.parametrize(("document", "version"), [
    ({"version": "2025-11-05-02-36"}, "2025-11-05"),
    ({"cpicVersion": "v1.10", "modificationDate": "2021-10-22T03:00"}, "2021-10-22"),
    ({"cpicVersion": "v1.10", "modificationDate": "Oct 22, 2021 03:33:56 PM"}, "v1.10"),
])
def test_version_of_a_translation_file(document, version):
    """The date where there is one."""
    assert translation.version_of(document) == version


@pytest.mark.parametrize(("pos38", "expected"), [(150, "50"), (50, ""), (350, ""), (250, "")])
def test_interpolation_needs_equal_neighbours(pos38, expected):
    """Between neighbours of different offsets, or outside, nothing is guessed."""
    known = [{"pos38": "100", "pos37": "0"}, {"pos38": "200", "pos37": "100"}, {"pos38": "300", "pos37": "201"}]
    assert coordinates.interpolated(pos38, known) == expected


@pytest.mark.parametrize(("name", "expected"), [
    ("*1x2", ("*1", "*1")), ("*4x≥3", ("*4",) * 3), ("*13 + *68x2 + *4", ("*13", "*68", "*68", "*4")), ("*1xN", ()),
])
def test_copies_in_a_name(name, expected):
    """xN without a number is not read."""
    assert copies(name) == expected


def write(path, text):
    """A file of the published kind."""
    path.write_text(text)
    return path


FUNCTIONS = """Gene: CYP2C19,2027-01-15
Allele/cDNA/rsID,Activity Value (Optional),Allele Functional Status (Optional),\
Allele Clinical Functional Status (Required),PMID (Optional),Strength of Evidence (Optional)
*2,,,No function,,Definitive
*12,,,Decreased function,,Limited
"""


def test_functionality_table_changes_functions_only(kb, tmp_path):
    """A published functionality table updates function and strength; definitions stay."""
    outcome = run(write(tmp_path / "CYP2C19_allele_functionality.csv", FUNCTIONS), kb)
    allele = rows(kb, "genes/CYP2C19/alleles.tsv")["*12"]
    assert allele["function"] == "Decreased function"
    assert (allele["strength"], allele["version"]) == ("Limited", "2027-01-15")
    assert ("*12", "function") in {(c.key, c.column) for c in outcome.changes}
    assert not any(c.table.endswith("definitions.tsv") for c in outcome.changes)


DEFINITIONS = """GENE: CYP2C19\t2027-01-15
\tEffect on protein\t
Position at NC_000010.11 (Homo sapiens chromosome 10, GRCh38.p2)\tg.94775507G>A\tg.94781859G>A\tg.1C>T
rsID\trs58973490\trs4244285\trs0
CYP2C19 Allele\t\t
*38\tG\tG\tC
*2\tR\tA\t
*77\t\tA\tT
"""


def test_definition_table_places_what_it_can_and_lists_the_rest(kb, tmp_path):
    """Known positions are read, ambiguity codes too; an unknown position is a finding."""
    outcome = run(write(tmp_path / "CYP2C19_allele_definition.tsv", DEFINITIONS), kb)
    made = rows(kb, "genes/CYP2C19/definitions.tsv")
    assert made["*77 / 94781859"]["bases"] == "A"
    assert made["*2 / 94775507"]["bases"] == "G|A"
    assert [f.key for f in outcome.findings] == ["*77 / g.1C>T"]


def test_diplotype_table_is_folded_into_rules(kb, tmp_path):
    """A table that follows our rules changes nothing; a row that does not is seen."""
    text = ("CYP2C19 Diplotype,Activity Score,Coded Diplotype/Phenotype Summary,EHR Priority Notation\n"
            "*1/*2,n/a,CYP2C19 Intermediate Metabolizer,x\n*2/*2,n/a,CYP2C19 Poor Metabolizer,x\n")
    path = write(tmp_path / "CYP2C19_Diplotype_Phenotype_Table.csv", text)
    assert not any(c.column == "phenotype" for c in running.prepare(path, kb, DAY).changes)
    path.write_text(text.replace("*2/*2,n/a,CYP2C19 Poor", "*2/*2,n/a,CYP2C19 Likely Poor"))
    changed = [(c.old, c.new) for c in running.prepare(path, kb, DAY).changes if c.column == "phenotype"]
    assert changed == [("Poor Metabolizer", "Likely Poor Metabolizer")]


def test_diplotype_table_with_two_results_for_one_pair_is_no_rule(kb, tmp_path):
    """Two results for one pair of functions are listed, not chosen from."""
    text = ("CYP2C19 Diplotype,Coded Diplotype/Phenotype Summary\n"
            "*1/*2,CYP2C19 Intermediate Metabolizer\n*1/*3,CYP2C19 Poor Metabolizer\n")
    outcome = running.prepare(write(tmp_path / "CYP2C19_dp.csv", text), kb, DAY)
    assert [f.text for f in outcome.findings] == ["two results"]
    assert not any(c.column == "phenotype" for c in outcome.changes)


def test_score_table_is_compared_with_our_intervals(kb, tmp_path):
    """CYP2D6 intervals are ours: a different result is a finding."""
    text = "CYP2D6 Diplotype,Activity Score,Coded Diplotype/Phenotype Summary\n*1/*1x2,2.5,CYP2D6 Normal Metabolizer\n"
    outcome = running.prepare(write(tmp_path / "CYP2D6_dp.csv", text), kb, DAY)
    assert [(f.ours, f.theirs) for f in outcome.findings] == [("Ultrarapid Metabolizer", "Normal Metabolizer")]


def test_frequency_table(kb, tmp_path):
    """Frequencies per group are taken over; words in a cell are not numbers."""
    text = "CYP2C19 allele,European,East Asian\n*2,0.15,0.28\n*3,n/a,0.07\n"
    run(write(tmp_path / "CYP2C19_frequency.csv", text), kb)
    made = rows(kb, "populations/alleles.tsv")
    assert made["CYP2C19 / *2 / East Asian"]["frequency"] == "0.28"


def test_api_answers(kb, tmp_path):
    """Allele and diplotype routes as JSON."""
    answer = [{"genesymbol": "CYP2C19", "name": "*12", "clinicalfunctionalstatus": "No function", "activityvalue": None,
               "strength": "Moderate"}]
    run(write(tmp_path / "allele.json", json.dumps(answer)), kb)
    assert rows(kb, "genes/CYP2C19/alleles.tsv")["*12"]["function"] == "No function"


@pytest.mark.parametrize(("name", "text", "error"), [
    ("x.csv", "a,b\n1,2\n", InputError), ("x.json", "{}", InputError), ("x.json", "[{}]", InputError),
    ("x_translation.json", "{", InputError), ("x_translation.json", "{}", InputError), ("x.txt", "a", UsageError),
    ("NOGENE_f.csv", FUNCTIONS.replace("CYP2C19", "NOGENE"), InputError),
], ids=["no header", "no list", "no gene", "no JSON", "no key", "no kind", "unknown gene"])
def test_what_cannot_be_read_is_refused(kb, tmp_path, name, text, error):
    """One clear error, nothing written."""
    with pytest.raises(error):
        running.prepare(write(tmp_path / name, text), kb, DAY)


def test_report_lists_changes_and_findings(kb, tmp_path):
    """For the reviewer: per gene in Markdown, one line per fact in TSV, the same text every time."""
    edit(kb, "genes/CYP2C19/alleles.tsv", "*2", function="Decreased function", curated_by="site")
    outcome = running.prepare(write(tmp_path / "CYP2C19_f.csv", FUNCTIONS), kb, DAY)
    text = report.markdown(outcome)
    assert "## To decide" in text
    assert "- *12: function `Uncertain function` → `Decreased function`" in text
    assert text == report.markdown(outcome)
    assert "finding\tgenes/CYP2C19/alleles.tsv\t*2\tfunction\tDecreased function\tNo function" in report.tsv(outcome)

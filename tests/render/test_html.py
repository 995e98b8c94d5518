"""The reports: self-contained, accessible, printable, and honest about what is not known."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources

import pytest

from pgx.assess import Engine
from pgx.domain.assessment import Because, Certainty, Outcome, Reminder, Severity
from pgx.domain.errors import UsageError
from pgx.render import html, pdf
from pgx.render.catalogue import load
from pgx.render.grouping import by_drug
from tests.paths import ROOT
from tests.render.factory import advice, alert, alerts, assessment, evidence, source

AUDIENCES = ("clinician", "patient")
VOID = {"meta", "br", "link", "img", "input", "hr"}
CSS = (resources.files("pgx.render") / "templates" / "report.css").read_text(encoding="utf-8")


class Outline(HTMLParser):
    """What a checker of accessibility looks at."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.headings: list[int] = []
        self.problems: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)

    def named(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def read(**options) -> Outline:
    outline = Outline()
    outline.feed(html.report(options.pop("assessments", [assessment()]), **options))
    return outline


@pytest.fixture(scope="module", params=AUDIENCES)
def outline(request) -> Outline:
    return read(audience=request.param)


@pytest.fixture(scope="module")
def clinician() -> Outline:
    return read(audience="clinician")


@pytest.fixture(scope="module")
def patient() -> Outline:
    return read(audience="patient")


def section(outline: Outline, start: str, end: str) -> str:
    """Text from one heading to another."""
    words = outline.words
    return words[words.index(start):words.index(end, words.index(start))]


def test_tags_are_balanced(outline):
    assert outline.problems == []
    assert outline.open == []


def test_headings_start_at_one_and_skip_no_level(outline):
    assert outline.headings[0] == 1
    assert all(later <= earlier + 1 for earlier, later in zip(outline.headings, outline.headings[1:], strict=False))


def test_every_table_has_a_caption_and_scoped_headers(outline):
    names = [tag for tag, _ in outline.tags]
    assert names.count("caption") == names.count("table") > 0
    assert all(header.get("scope") in ("col", "row") for header in outline.named("th"))


def test_ids_are_unique_and_references_lead_somewhere():
    for audience in AUDIENCES:
        outline = read(audience=audience, assessments=[assessment(), assessment(sample="B")])
        ids = [a["id"] for _, a in outline.tags if "id" in a]
        wanted = [a["aria-labelledby"] for _, a in outline.tags if "aria-labelledby" in a]
        wanted += [a["href"].removeprefix("#") for a in outline.named("a")]
        assert len(ids) == len(set(ids))
        assert set(wanted) <= set(ids)


def test_language_title_and_skip_link(outline):
    assert outline.named("html")[0]["lang"] == "en"
    assert "NA00001" in outline.words.split("Skip")[0]
    assert outline.named("a")[0]["class"] == "skip"
    assert len(outline.named("main")) == 1


def test_nothing_is_loaded_from_outside_and_nothing_runs(outline):
    names = {tag for tag, _ in outline.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "form"}
    assert not any(name.startswith("on") or name in ("src", "style") for _, a in outline.tags for name in a)
    text = html.report([assessment()])
    assert not re.search(r"url\(|@import|https?://", text)


def channel(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    red, green, blue = (channel(int(colour[i:i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["ink", "quiet", "brand", "contraindicated", "major", "moderate", "minor", "none"])
def test_text_colours_stand_out(name):
    """WCAG AA: 4.5 to 1, on white and on the soft ground; white text on the same colour follows."""
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", CSS))
    assert contrast(colours[name], "#ffffff") >= 4.5
    assert contrast(colours[name], colours["soft"]) >= 4.5


def test_severity_is_a_word_beside_every_colour(clinician):
    tags = [a["class"] for a in clinician.named("span") if "tag" in a.get("class", "").split()]
    assert "tag contraindicated" in tags
    assert re.search(r"contraindicated\s+certain\s+fluorouracil\s+do not give", clinician.words)


def test_own_drugs_come_first_and_in_full(clinician):
    own = section(clinician, "The patient's own drugs", "Other drugs: something to do")
    for said in ("Avoid clopidogrel.", "rs4244285 chr10:94781859 G>A 0/1", "rules/cpic/clopidogrel.pgx:32",
                 "which CYP2D6 allele is duplicated; age", "One possibility, not certain", "major bleeding: 3%"):
        assert said in own
    assert own.index("Avoid clopidogrel") < own.index("major bleeding")


def test_other_drugs_are_one_line_each(clinician):
    act = section(clinician, "Other drugs: something to do", "No usable result")
    assert act.index("fluorouracil") < act.index("warfarin") < act.index("amitriptyline")
    assert "depends on indication, not given" in act
    assert "clopidogrel" not in act


def test_every_possible_advice_of_another_drug_is_named_with_its_share():
    """Genes alone: 50% each. With a fact missing there is no share: facts have no frequency."""
    act = section(read(assessments=[assessment(asked=())]), "Drugs with something to do", "No usable result")
    codeine = act[act.index("codeine"):]
    assert "Change the dose; monitor pain relief." in codeine
    assert "depends on age, not given" in codeine
    assert "Also said, or possible: usual dose (50%)." in codeine


@pytest.mark.parametrize(("heading", "following", "entry"), [
    ("No usable result A", "Not tested A", "NUDT15: mercaptopurine"),
    ("Not tested A", "No advice in the source The", "HLA-B: abacavir SLCO1B1: simvastatin"),
    ("No advice in the source The", "No action needed The", "CYP2B6: efavirenz"),
    ("No action needed The", "Genes Result", "TPMT: azathioprine"),
])
def test_each_kind_of_nothing_has_its_own_list(clinician, heading, following, entry):
    assert section(clinician, heading, following).strip().endswith(entry)


def test_versions_hashes_and_references_are_there(clinician):
    for said in ("pgx 0.1.0", "ab" * 32, "cd" * 32, "iwpc-dose 1.0", "PMID:33387367",
                 "CPIC 2021: codeine", "CPIC 2022: clopidogrel"):
        assert said in clinician.words
    every = read(assessments=[assessment(asked=())]).words
    assert "CPIC 2021: amitriptyline, codeine, fluoropyrimidines, warfarin" in every


def test_drug_of_the_patient_without_rules_is_not_silent():
    for audience, said in (("clinician", "That is not advice to use it."), ("patient", "says nothing about it")):
        assert said in read(audience=audience, assessments=[assessment(asked=("water",))]).words


@pytest.mark.parametrize("name", ['<script>alert("x")</script>', "</style><b>", 'a"; } * { display: none } "',
                                  "Zoë & co"])
def test_names_are_text_and_nothing_else(name):
    """A sample name can neither open a tag nor leave the CSS string of the page header."""
    outline = read(assessments=[assessment(sample=name, file=name)])
    assert outline.problems == []
    assert " ".join(name.split()) in outline.words
    assert html.report([assessment(sample=name)]).count("</style>") == 1
    assert '"; }' not in html.css_string(name)


def test_same_input_gives_same_bytes():
    assert html.report([assessment()]) == html.report([assessment()])


@pytest.mark.parametrize(("options", "message"), [
    ({"audience": "dog"}, "clinician, patient"), ({"lang": "xx"}, "there are: en")], ids=["audience", "language"])
def test_wrong_request_is_refused(options, message):
    with pytest.raises(UsageError, match=message):
        html.report([assessment()], **options)


def test_no_samples_is_an_empty_report():
    assert "<main>" in html.report([])


def test_patient_is_told_not_to_act_alone_before_anything_else(patient):
    assert patient.words.index("Do not stop or change any medicine on your own.") < patient.words.index("Clopidogrel")


def test_patient_report_speaks_of_family_and_of_what_was_not_read(patient):
    for said in ("share genes with your parents", "Genes that were not read: HLA-B, SLCO1B1.", "NUDT15",
                 "Not read does not mean normal."):
        assert said in patient.words


def test_patient_report_gives_no_doses_and_no_jargon(patient):
    before_genes = patient.words[:patient.words.index("Your gene results")]
    assert not re.search(r"\d ?%|mg|diplotype|phenotype|allele|metaboli|contraindicated", before_genes, re.IGNORECASE)


def syllables(word: str) -> int:
    return max(1, len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e"))))


def test_patient_sentences_are_easy():
    """Flesch-Kincaid grade of the fixed patient texts is at most 7 (about 12 years of age)."""
    texts = [t for k, t in load().templates.items() if k.startswith("patient.") and t.endswith(".") and "{" not in t]
    words = re.findall(r"[A-Za-z']+", " ".join(texts))
    sentences = sum(len(re.findall(r"[.!?](?:\s|$)", text)) for text in texts)
    grade = 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    assert len(words) > 200
    assert grade <= 7


@pytest.mark.parametrize(("kinds", "group"), [
    ([(Outcome.NO_ACTION, True)], "no-action"),
    ([(Outcome.NO_ACTION, False)], "open"),
    ([(Outcome.NO_ACTION, True), (Outcome.NOT_TESTED, True)], "not-tested"),
    ([(Outcome.NO_ACTION, True), (Outcome.NOT_CALLED, True), (Outcome.NOT_TESTED, True)], "not-called"),
    ([(Outcome.NO_ACTION, False), (Outcome.NO_GUIDANCE, False)], "open"),
    ([(Outcome.NO_GUIDANCE, True)], "no-guidance"),
    ([(Outcome.NO_GUIDANCE, True), (Outcome.NO_ACTION, True)], "no-action"),
    ([(Outcome.NOT_TESTED, True), (Outcome.ACTION, False)], "action"),
    ([], "silent"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_a_drug_is_filed_under_the_least_reassuring_kind(kinds, group):
    told = tuple(alert("x", advice("avoid", Severity.MINOR), outcome, Because(), source("a.x", "t", 1),
                       certainty=Certainty.CERTAIN if sure else Certainty.POSSIBLE) for outcome, sure in kinds)
    assert by_drug(assessment(alerts=told, asked=("x",), reminders=(), risks=()))[0].group == group


def test_mere_information_is_not_something_to_do():
    told = (alert("x", advice("inform", Severity.MINOR), Outcome.ACTION, Because((evidence("A", ("*1/*1",), ()),)),
                  source("fda.x", "t", 1)),)
    outline = read(assessments=[assessment(alerts=told, asked=(), reminders=(), risks=())])
    assert "For information The source describes what the gene does to the drug, without telling what to do. A: x" in (
        outline.words)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("certainty", list(Certainty))
@pytest.mark.parametrize("action", ["avoid", "inform", "usual dose", "no-advice", "test-first", "something new"])
def test_no_drug_falls_out_of_the_report(audience, outcome, certainty, action):
    """Whatever is said about a drug, its name is in both reports, asked about or not."""
    told = (alert("xylophone", advice(action, Severity.MINOR), outcome, Because(), source("a.x", "t", 1),
                  certainty=certainty),)
    for asked in ((), ("xylophone",)):
        one = assessment(alerts=told, asked=asked, reminders=(), risks=(), genes={})
        outline = read(audience=audience, assessments=[one])
        assert "xylophone" in outline.words.lower()


def many_drugs() -> list:
    """As many drugs as a large rule set has."""
    return [replace(a, drug=f"{a.drug}{n}") for n in range(10) for a in alerts()]


@pytest.mark.skipif(pdf.browser() is None, reason="no Chromium or Chrome is installed")
@pytest.mark.parametrize(("audience", "told", "most"), [
    ("clinician", alerts(), 3), ("patient", alerts(), 3), ("clinician", tuple(many_drugs()), 7)],
    ids=["clinician", "patient", "a hundred drugs"])
def test_prints_on_few_pages(audience, told, most):
    """A real browser prints the report; the page count is in the PDF itself."""
    paper = pdf.print_report(html.report([assessment(alerts=told)], audience=audience))
    assert paper.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page\b", paper))
    assert 1 <= pages <= most


def test_pdf_without_a_browser_says_what_to_do(monkeypatch):
    monkeypatch.setattr(pdf, "BROWSERS", ("no-such-browser",))
    with pytest.raises(UsageError, match="write HTML and print it"):
        pdf.print_report("<p>")


def test_one_test_to_order_is_one_line():
    """Three drugs that ask for the same test in the same words share a line."""
    orders = tuple(Reminder(drug, ("A",), "Test it.", source("a.x", "t", 1)) for drug in ("x", "y", "x"))
    words = read(assessments=[assessment(reminders=orders)]).words
    assert "A (x, y): Test it." in words
    assert words.count("Test it.") == 1


@pytest.mark.skipif(pdf.browser() is None, reason="no Chromium or Chrome is installed")
def test_example_patient_with_own_drugs_fits_few_pages():
    """The shipped example, all drugs with rules, two hard ones of the patient's own: three pages with 181 drugs."""
    engine = Engine.load()
    context = engine.context_from(json.loads((ROOT / "docs/examples/context.json").read_text()))
    found = list(engine.assess_file(ROOT / "docs/examples/patient.vcf", context=context, all_drugs=True))
    paper = pdf.print_report(html.report(found))
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 4

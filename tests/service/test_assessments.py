"""A VCF or calls go in, an assessment comes out, and the same bytes come back by its id."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from pgx.store import Store
from tests.service.conftest import leftovers
from tests.service.patients import DIPLOTYPES, GENE, packed, vcf

PATH = "/v1/assessments"


def diplotypes(document):
    return [d["name"] for d in document["genes"][GENE]["diplotypes"]]


@pytest.mark.parametrize(("copies", "body"), [
    (0, vcf({"S": 0})), (1, vcf({"S": 1})), (2, vcf({"S": 2})), (2, packed({"S": 2})),
], ids=["none", "one", "two", "two, gzipped"])
def test_vcf_gives_its_diplotype(client, copies, body):
    """The answer is about the file that was sent, whatever the client calls it."""
    answer = client.post(PATH, files={"vcf": ("patient.txt", body)}, data={"drug": "clopidogrel"})
    assert answer.status_code == 201, answer.text[:300]
    document = answer.json()
    assert diplotypes(document) == [DIPLOTYPES[copies]]
    assert (document["file"], document["sample"], document["drugs"]) == ("patient.txt", "S", ["clopidogrel"])
    assert document["schema"] == "pgx.assessment/1"


def test_alerts_follow_the_genotype(client):
    """Two copies of a lost function raise an alert for the drug that needs it; none, no action."""
    def alerts(copies):
        files = {"vcf": ("p.vcf", vcf({"S": copies}))}
        data = {"drug": "clopidogrel", "context": '{"indication": "ACS", "taking": []}'}
        return {alert["outcome"] for alert in client.post(PATH, files=files, data=data).json()["alerts"]}

    assert "action" in alerts(2)
    assert "action" not in alerts(0)


def test_stored_assessment_is_read_back_byte_for_byte(client):
    """GET gives what POST gave, under the id in the document and in Location."""
    made = client.post(PATH, files={"vcf": ("p.vcf", vcf({"S": 1}))}, data={"drug": "clopidogrel"})
    read = client.get(made.headers["location"])
    assert read.status_code == 200
    assert read.content == made.content
    assert made.headers["location"] == f"{PATH}/{made.json()['id']}"
    assert read.headers["etag"] == made.headers["etag"]
    assert uuid.UUID(made.json()["id"]).version == 4


def test_unread_position_is_not_reference(client):
    """Without the record that tells, the answer says that both are possible."""
    body = vcf({"S": 0}, without=[94781859, 94775367])
    document = client.post(PATH, files={"vcf": ("p.vcf", body)}, data={"drug": "clopidogrel"}).json()
    names = {phenotype["name"] for phenotype in document["genes"][GENE]["phenotypes"]}
    assert {"Normal Metabolizer", "Poor Metabolizer"} <= names
    assumed = client.post(PATH, files={"vcf": ("p.vcf", body)},
                          data={"drug": "clopidogrel", "absent": "reference"}).json()
    assert [p["name"] for p in assumed["genes"][GENE]["phenotypes"]] == ["Normal Metabolizer"]


def test_calls_in_json(client):
    """Calls made elsewhere, with drugs and context."""
    body = {"calls": [{"gene": GENE, "diplotype": "*2/*2"}], "drugs": ["clopidogrel"], "context": {"indication": "ACS"}}
    answer = client.post(PATH, json=body)
    assert answer.status_code == 201, answer.text[:300]
    assert diplotypes(answer.json()) == ["*2/*2"]
    assert any(alert["outcome"] == "action" for alert in answer.json()["alerts"])


@pytest.mark.parametrize("text", [
    f"{GENE}\t*2/*2\n",
    json.dumps([{"gene": GENE, "diplotype": "*2/*2"}]),
    f"\ufeff# from elsewhere\n{GENE}\t*2/*2\t\t\r\n",
], ids=["tsv", "json", "tsv of another system"])
def test_calls_in_a_file(client, text):
    """The same as a file: an outside-call table or a JSON list."""
    answer = client.post(PATH, files={"calls": ("calls.tsv", text.encode())}, data={"drug": "clopidogrel"})
    assert answer.status_code == 201, answer.text[:300]
    assert diplotypes(answer.json()) == ["*2/*2"]


def test_calls_beside_a_vcf_lead(client):
    """A result of a better test replaces what the VCF shows of that gene."""
    files = {"vcf": ("p.vcf", vcf({"S": 0})), "calls": ("c.tsv", f"{GENE}\t*2/*2\n".encode())}
    document = client.post(PATH, files=files, data={"drug": "clopidogrel"}).json()
    assert diplotypes(document) == ["*2/*2"]


STARPHASE = {"gene_details": {GENE: {"diplotypes": [{"diplotype": "*2.001/*2.012"}], "simple_diplotypes": None}}}
CYRIUS = "Sample\tGenotype\tFilter\nfirst\t*1/*4\tPASS\nsecond\t*4/*4\tPASS\n"


def test_a_caller_s_own_file(client):
    """Known by what is in it, whatever the client calls it."""
    files = {"calls": ("x", json.dumps(STARPHASE).encode())}
    document = client.post(PATH, files=files, data={"drug": "clopidogrel"}).json()
    assert diplotypes(document) == ["*2/*2"]
    assert document["genes"][GENE]["source"] == "x (pb-StarPhase)"


def test_a_caller_s_file_of_several_samples(client):
    """The sample of the VCF, or the one that is asked for, gets its own; another one's is refused without a name."""
    def send(name, **more):
        files = {"calls": ("c", CYRIUS.encode())} | ({"vcf": ("p", vcf({name: 0}))} if name else {})
        return client.post(PATH, files=files, data={"drug": "codeine", **more})

    for answer in (send("second"), send("", sample="second")):
        assert [d["name"] for d in answer.json()["genes"]["CYP2D6"]["diplotypes"]] == ["*4/*4"]
    for answer in (send("third"), send("", sample="third"), send("")):
        assert answer.status_code == 422
        assert "third" not in answer.text
        assert "sample" in answer.json()["detail"]


def test_line_of_a_file_that_cannot_be_used_is_told(client):
    """The other lines stay usable, and the document says which was not."""
    text = f"{GENE}\t*2/*2\nNOGENE\t*1/*1\n"
    document = client.post(PATH, files={"calls": ("c.tsv", text.encode())}, data={"drug": "clopidogrel"}).json()
    assert diplotypes(document) == ["*2/*2"]
    assert any("c.tsv:2: names no gene" in message["text"] and message["level"] == "problem"
               for message in document["messages"])


def test_one_sample_of_several(client):
    """A file of several people needs the name of one; each gets their own answer."""
    body = vcf({"first": 0, "second": 2})
    refused = client.post(PATH, files={"vcf": ("p.vcf", body)}, data={"drug": "clopidogrel"})
    assert refused.status_code == 422
    assert "several samples" in refused.json()["detail"]
    for name, expected in (("first", "*1/*1"), ("second", "*2/*2")):
        found = client.post(PATH, files={"vcf": ("p.vcf", body)}, data={"drug": "clopidogrel", "sample": name}).json()
        assert (found["sample"], diplotypes(found)) == (name, [expected])


def test_drugs_and_context_of_form_and_json_mean_the_same(client):
    """Drugs may be repeated, listed, or stand in the context."""
    def drugs(**data):
        answer = client.post(PATH, files={"vcf": ("p.vcf", vcf({"S": 1}))}, data=data)
        assert answer.status_code == 201, answer.text[:300]
        return answer.json()["drugs"]

    expected = ["clopidogrel", "omeprazole"]
    assert drugs(drug=expected) == expected
    assert drugs(drug="clopidogrel, omeprazole") == expected
    assert drugs(context=json.dumps({"drugs": ["clopidogrel"]}), drug="omeprazole") == expected


def test_acts_are_in_the_trail_under_the_key_s_name(client, store: Store, tmp_path):
    """Made once, read twice: three rows by `tester`, and a chain that holds."""
    from pgx.store import database  # the trail has no public reader yet
    from pgx.store.models import audit

    made = client.post(PATH, json={"calls": [{"gene": GENE, "diplotype": "*2/*2"}], "drugs": ["clopidogrel"]})
    for _ in range(2):
        client.get(made.headers["location"])
    engine = database.open_engine(f"sqlite:///{tmp_path / 'pgx.db'}")
    with engine.connect() as connection:
        rows = connection.execute(audit.select().order_by(audit.c.seq)).all()
    engine.dispose()
    assert [(row.who, row.action) for row in rows] == [
        ("tester", "assessment.create"), ("tester", "assessment.read"), ("tester", "assessment.read")]
    assert store.verify().broken == ""
    assert GENE not in str(rows)


def test_twenty_uploads_at_once_give_twenty_right_answers(client, uploads, store):
    """Nobody gets another's result; every document can be read again; no file stays."""
    def send(number):
        people = {f"P{number}": number % 3}
        body = packed(people) if number % 2 else vcf(people)
        return client.post(PATH, files={"vcf": (f"p{number}.vcf", body)}, data={"drug": "clopidogrel"})

    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(send, range(20)))
    assert [a.status_code for a in answers] == [201] * 20
    documents = [a.json() for a in answers]
    assert [(d["sample"], diplotypes(d)) for d in documents] == [
        (f"P{n}", [DIPLOTYPES[n % 3]]) for n in range(20)]
    assert len({d["id"] for d in documents}) == 20
    for answer in answers:
        assert client.get(answer.headers["location"]).content == answer.content
    assert store.verify().broken == ""
    assert leftovers(uploads) == []

"""What VCF 4.4 and 4.5 brought: blocks by LEN, spans by SVLEN, local alleles, phase sets of copies."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgx.domain.observations import WHOLE_GENE
from pgx.vcf import read
from tests.vcf.places import HEADER38, KNOWLEDGE, MULTI, NEXT, SNV, alleles, codes, line, observe, vcf

AT = SNV.pos38


@pytest.mark.parametrize(("records", "expected"), [
    ([line(f"chr10:{AT - 500}", "A", "<*>", "0/0:1000", format="GT:LEN")], "0/0"),
    ([line(f"chr10:{AT - 500}", "A", "<*>", "0/0:501", format="GT:LEN")], "0/0"),
    ([line(f"chr10:{AT - 500}", "A", "<*>", "0/0:500", format="GT:LEN")], "absent"),
    ([line(f"chr10:{AT - 500}", "A", "<*>", "0/0:.", format="GT:LEN")], "absent"),
    ([line(f"chr10:{AT - 500}", "A", "<*>", "0/0:501:5", format="GT:LEN:GQ")], "filtered"),
    ([line(f"chr10:{AT - 500}", "A", "<*>", "./.:501", format="GT:LEN")], "no-call"),
    ([line(f"chr10:{AT - 50_000}", "A", "<*>", "0/0:90000", format="GT:LEN")], "0/0"),
    ([line(f"chr10:{AT - 500}", "A", "C,<*>", "0/1:1000", format="GT:LEN")], "no-call"),
    ([line(f"chr10:{AT - 500}", "A", "<*>", "0/0:1000", format="GT:LEN"),
      line(SNV, "G", "A,<*>", "0/1:1", format="GT:LEN")], "0/1"),
])
def test_block_by_length(tmp_path: Path, records: list[str], expected: str) -> None:
    """LEN of the sample says how far its block reaches; END is not needed."""
    assert alleles(observe(tmp_path, vcf(*records)).at("snv")) == expected


def test_each_sample_has_its_own_block(tmp_path: Path) -> None:
    """The longest block of the record is not everybody's."""
    path = tmp_path / "two.vcf"
    blocks = line(f"chr10:{AT - 500}", "A", "<*>", "0/0:600 0/0:100", format="GT:LEN", info=f"END={AT + 99}")
    path.write_text(vcf(blocks, samples="A B"))
    assert [alleles(seen.at("snv")) for seen in read(path, KNOWLEDGE)] == ["0/0", "absent"]


def test_an_index_may_not_know_lengths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Indexes go by REF and END: a file whose blocks have LEN alone is read whole."""
    import pysam

    from pgx.vcf import index as index_module

    monkeypatch.setattr(index_module, "SMALL", 0)
    header = HEADER38 + '##FORMAT=<ID=LEN,Number=1,Type=Integer,Description="Length of block">\n'
    path = tmp_path / "g.vcf"
    path.write_text(vcf(line(f"chr10:{AT - 50_000}", "A", "<*>", "0/0:90000", format="GT:LEN"), header=header))
    pysam.tabix_index(str(path), preset="vcf")
    seen = next(read(tmp_path / "g.vcf.gz", KNOWLEDGE))
    assert alleles(seen.at("snv")) == "0/0"
    assert "index-ignored" in [m.code for m in seen.messages]


@pytest.mark.parametrize(("alt", "size", "expected"), [
    ("<DEL>", "1000", "0/?"), ("<DEL>", "-1000", "0/?"), ("<DEL>", "100", "0/0"), ("<INS>", "1000", "0/0"),
    ("<DEL:ME>", "1000", "0/?"), ("<INS>,<DEL>", "9,1000", "0/?"), ("<DEL>", ".", "0/0"),
])
def test_span_by_length(tmp_path: Path, alt: str, size: str, expected: str) -> None:
    """SVLEN of a symbolic deletion stands for END; that of an insertion spans nothing."""
    carried = "0/2" if "," in alt else "0/1"
    seen = observe(tmp_path, vcf(line(f"chr10:{AT - 500}", "A", alt, carried, info=f"SVTYPE=DEL;SVLEN={size}"),
                                 line(SNV, "G", "A", "0/0")))
    assert alleles(seen.at("snv")) == expected


@pytest.mark.parametrize(("keys", "cell", "expected", "said"), [
    ("LGT:LAA", "0/1:2", "0/2", []),
    ("LGT:LAA", "1/2:1,2", "1/2", []),
    ("LGT:LAA", "1|2:2,1", "2|1", []),
    ("LGT:LAA", "0/0:.", "0/0", []),
    ("LGT:LAA", "0/1:.", "no-call", ["allele-out-of-range"]),
    ("LGT:LAA", "./.:.", "no-call", []),
    ("LGT:LA", "0/1:0,2", "0/2", []),
    ("LA:LGT", "0,1:1/1", "1/1", []),
    ("LGT", "0/1", "no-call", ["no-genotype"]),
    ("GT:LAA", "0/2:2", "0/2", []),
    ("GT:LGT:LAA", "0/2:0/1:2", "0/2", []),
    ("GT:LAA:LAD", "0/2:2:50,50", "0/2", []),
    ("GT:LAA:LAD", "0/2:2:50,0", "no-call", ["reads-contradict-genotype"]),
    ("LGT:LAA:LAD", "0/1:2:0,50", "no-call", ["reads-contradict-genotype"]),
    ("LGT:LAA", "0/99999:2", "no-call", ["allele-out-of-range"]),
])
def test_local_alleles(tmp_path: Path, keys: str, cell: str, expected: str, said: list[str]) -> None:
    """A genotype in local numbers is read in the record's."""
    seen = observe(tmp_path, vcf(line(MULTI, "T", "C,G", cell, format=keys)))
    assert (alleles(seen.at("multi")), codes(seen, MULTI)) == (expected, said)


@pytest.mark.parametrize(("cell", "expected", "phase"), [
    ("0|1:a,a", "0|1", "named"), ("0|1:a,b", "0/1", None), ("0|1:.", "0|1", WHOLE_GENE), ("0/1:a,a", "0/1", None),
])
def test_phase_sets_of_copies(tmp_path: Path, cell: str, expected: str, phase: int | str | None) -> None:
    """PSL names the set of each copy; two sets are no phase."""
    seen = observe(tmp_path, vcf(line(SNV, "G", "A", cell, format="GT:PSL"),
                                 line(NEXT, "C", "T", "0|1:a,a", format="GT:PSL")))
    found = seen.at("snv")
    assert alleles(found) == expected
    assert found.phase_set == (seen.at("next").phase_set if phase == "named" else phase)


@pytest.mark.parametrize("gt", ["|0|1", "/0/1", "0|1", "|1", "/1"])
def test_leading_phase_sign(tmp_path: Path, gt: str) -> None:
    """Each copy may carry its own sign since 4.4."""
    expected = {"|1": "1/?", "/1": "1/?", "/0/1": "0/1"}.get(gt, "0|1")
    assert alleles(observe(tmp_path, vcf(line(SNV, "G", "A", gt))).at("snv")) == expected

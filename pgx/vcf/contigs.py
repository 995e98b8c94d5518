"""Names and lengths of the chromosomes in both assemblies. One canonical name each: chr1-chr22, chrX, chrY, chrM."""

from __future__ import annotations

from pgx.domain.genome import Assembly

# GRC primary assembly lengths, bases (NCBI GCF_000001405.40 and GCF_000001405.25).
LENGTHS: dict[Assembly, dict[str, int]] = {
    Assembly.GRCH38: {
        "chr1": 248956422, "chr2": 242193529, "chr3": 198295559, "chr4": 190214555, "chr5": 181538259,
        "chr6": 170805979, "chr7": 159345973, "chr8": 145138636, "chr9": 138394717, "chr10": 133797422,
        "chr11": 135086622, "chr12": 133275309, "chr13": 114364328, "chr14": 107043718, "chr15": 101991189,
        "chr16": 90338345, "chr17": 83257441, "chr18": 80373285, "chr19": 58617616, "chr20": 64444167,
        "chr21": 46709983, "chr22": 50818468, "chrX": 156040895, "chrY": 57227415,
    },
    Assembly.GRCH37: {
        "chr1": 249250621, "chr2": 243199373, "chr3": 198022430, "chr4": 191154276, "chr5": 180915260,
        "chr6": 171115067, "chr7": 159138663, "chr8": 146364022, "chr9": 141213431, "chr10": 135534747,
        "chr11": 135006516, "chr12": 133851895, "chr13": 115169878, "chr14": 107349540, "chr15": 102531392,
        "chr16": 90354753, "chr17": 81195210, "chr18": 78077248, "chr19": 59128983, "chr20": 63025520,
        "chr21": 48129895, "chr22": 51304566, "chrX": 155270560, "chrY": 59373566,
    },
}
MITOCHONDRIAL_LENGTH = 16569         # rCRS, NC_012920.1; the chrM of UCSC hg19 has 16571 and other coordinates
HG19_MITOCHONDRIAL_LENGTH = 16571

# RefSeq accession versions of GRCh38; those of GRCh37 are one lower, chromosome by chromosome. In GenBank all
# chromosomes of GRCh38 have version 2 and those of GRCh37 version 1 (GCA_000001405.15, GCA_000001405.1).
_REFSEQ38 = {
    1: 11, 2: 12, 3: 12, 4: 12, 5: 10, 6: 12, 7: 14, 8: 11, 9: 12, 10: 11, 11: 10, 12: 12, 13: 11, 14: 9, 15: 10,
    16: 10, 17: 11, 18: 10, 19: 10, 20: 11, 21: 9, 22: 11, 23: 11, 24: 10,
}
_NUMBERED = {**{n: f"chr{n}" for n in range(1, 23)}, 23: "chrX", 24: "chrY"}


def _accessions() -> dict[str, tuple[str, Assembly]]:
    table = {}
    for number, version in _REFSEQ38.items():
        table[f"NC_{number:06d}.{version}"] = (_NUMBERED[number], Assembly.GRCH38)
        table[f"NC_{number:06d}.{version - 1}"] = (_NUMBERED[number], Assembly.GRCH37)
        table[f"CM{number + 662:06d}.2"] = (_NUMBERED[number], Assembly.GRCH38)
        table[f"CM{number + 662:06d}.1"] = (_NUMBERED[number], Assembly.GRCH37)
    return table


ACCESSIONS = _accessions()


def _names() -> dict[str, str]:
    plain = [*(str(n) for n in range(1, 23)), "X", "Y"]
    table = {name: f"chr{name}" for name in plain}
    table |= {f"{prefix}{name}": f"chr{name}" for prefix in ("chr", "Chr", "CHR") for name in plain}
    table |= dict.fromkeys(("M", "MT", "chrM", "chrMT", "ChrM", "ChrMT", "CHRM", "CHRMT", "NC_012920.1"), "chrM")
    table |= {"23": "chrX", "24": "chrY", "26": "chrM"}      # PLINK's numbers
    table |= {name.lower(): chrom for name, chrom in table.items()}
    return table | {name: chrom for name, (chrom, _) in ACCESSIONS.items()}


NAMES = _names()


def canonical(name: str) -> str | None:
    """Canonical chromosome name, or None for scaffolds, decoys and unknown names."""
    return NAMES.get(name)


def accession_assembly(name: str) -> Assembly | None:
    """Assembly that a RefSeq chromosome accession belongs to, or None for other names."""
    found = ACCESSIONS.get(name)
    return found[1] if found else None


def aliases(chrom: str) -> tuple[str, ...]:
    """Every name in use for a canonical chromosome name."""
    return tuple(name for name, canon in NAMES.items() if canon == chrom)

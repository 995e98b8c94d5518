"""Which genotypes of a file are believed: least quality, least depth, least balance of reads, and what FILTER means."""

from __future__ import annotations

from dataclasses import dataclass

# A genotype that shows an alternate was seen by the caller, whose FILTER judges it; one that shows only reference is
# judged by nothing but its quality. GQ is the phred-scaled chance that the genotype is wrong (VCF specification), so 20
# is one error in a hundred and 10 one in ten; gnomAD asks 20 too (Karczewski 2020, doi:10.1038/s41586-020-2308-7).
# Each read that shows reference halves the chance of an unseen second allele, which is 3 on the phred scale: 7 and 4
# reads are the least that can carry 20 and 10 (7 as in the UK Biobank exomes, doi:10.1038/s41586-021-04103-z).
REFERENCE_GQ, ALTERNATE_GQ = 20.0, 10.0
REFERENCE_DP, ALTERNATE_DP = 7, 4
# Filters that describe and do not reject: callers' "this is reference" marks, and the tags of a preprocessor that
# compares with other definitions than ours.
DESCRIPTIVE = frozenset({"PASS", ".", "", "RefCall", "MONOALLELIC", "PCATxREF", "PCATxALT", "PCATxINDEL"})


@dataclass(frozen=True, slots=True)
class Policy:
    """`min_gq` (phred) and `min_dp` (reads) hold for every genotype when given; None is the usual rule above.

    `min_ab` is the least share of reads, 0 to 0.5, that each allele of a heterozygous genotype must have; 0 asks for
    one read. `filters` names the FILTER values that reject; None: all that do not merely describe. `use_ad` is off when
    the header does not declare one number for each allele.
    """

    min_gq: float | None = None
    min_dp: int | None = None
    min_ab: float = 0.0
    filters: frozenset[str] | None = None
    use_ad: bool = True

    def rejects(self, filters: tuple[str, ...]) -> bool:
        """A filter of the record rejects it."""
        if self.filters is not None:
            return not self.filters.isdisjoint(filters)
        return not DESCRIPTIVE.issuperset(filters)

    def too_weak(self, quality: float | None, depth: float | None, *, reference: bool) -> bool:
        """Quality or depth is below what is asked; what the file does not give is not asked for.

        `reference`: two copies are said to be reference, so that a second allele may have been overlooked.
        """
        usual = (REFERENCE_GQ, REFERENCE_DP) if reference else (ALTERNATE_GQ, ALTERNATE_DP)
        least_quality = usual[0] if self.min_gq is None else self.min_gq
        least_depth = usual[1] if self.min_dp is None else self.min_dp
        return (quality is not None and quality < least_quality) or (depth is not None and depth < least_depth)

    def words(self) -> str:
        """The least quality and depth in words."""
        quality = f"{REFERENCE_GQ:g} for reference, {ALTERNATE_GQ:g} for an alternate"
        depth = f"{REFERENCE_DP} for reference, {ALTERNATE_DP} for an alternate"
        return (f"least GQ {quality if self.min_gq is None else format(self.min_gq, 'g')}; "
                f"least reads {depth if self.min_dp is None else self.min_dp}")

    def changes(self) -> str:
        """What was asked for instead of the usual rule, in words; "" for nothing."""
        said = [self.words()] if (self.min_gq, self.min_dp) != (None, None) else []
        said += [f"least share of reads {self.min_ab:g}"] if self.min_ab else []
        if self.filters is not None:
            said.append(f"only the filters {', '.join(sorted(self.filters))} reject" if self.filters
                        else "no filter rejects")
        return "; ".join(said)

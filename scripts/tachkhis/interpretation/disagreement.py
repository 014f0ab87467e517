"""A variant that ClinVar lists as pathogenic and the criteria call benign, as ``case.json`` holds it."""

from __future__ import annotations

from pydantic import ConfigDict
from pydantic import Field

from tachkhis.case.message import Model
from tachkhis.interpretation.class_and_mode import Class


class ClinVarDisagreement(Model):
    """It is on no list of candidates, and a geneticist must be able to find it.

    Frequencies are fractions of alleles (0 to 1), ``None`` where the collection does not list the allele.
    """

    id: str  # CHROM-POS-REF-ALT
    gene: str
    transcript: str
    hgvs_c: str | None
    hgvs_p: str | None
    zygosity: str  # of the proband, as in Genotype
    clinvar_id: str
    significance: str
    review_status: str
    stars: int
    class_: Class = Field(alias="class")
    points: int
    criteria: list[str]  # "BA1 stand_alone"
    gnomad_af: float | None
    panel_af: float | None
    asked: bool  # the request points to the gene: the report names it

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

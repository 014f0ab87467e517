"""Why a candidate stands where it stands, in plain lines for ``tachkhis explain``."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from tachkhis.interpretation.fit import Fits
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.setting import Resource
from tachkhis.interpretation.weighing import MODEL as DIPLOTYPES
from tachkhis.interpretation.weighing import shipped as coefficients

PHENOTYPE = "phenotype_model"
"""Name of the resource that says which model of the phenotype was used."""


def ranking_lines(candidate: Candidate, resources: Sequence[Resource]) -> Iterator[str]:
    """Phenotype of the gene, then the score of the candidate with its parts and what decided."""
    version = {one.name: one.version for one in resources}
    if candidate.phenotype_rank is not None:
        yield (
            f"phenotype: {candidate.gene} is number {candidate.phenotype_rank} among the genes of HPO for these signs;"
            f" probability {candidate.phenotype_score:.2g} that it is the cause, if the cause is one of them,"
            f" {candidate.phenotype_ratio:.3g} times that of a gene chosen at random"
            f" (model {version.get(PHENOTYPE, '?')})"
        )
    score = candidate.score
    if score is None:
        yield "rank: shown by consent alone, after all candidates, without a score"
        return
    parts = ", ".join(f"{name} {value:+.2f}" for name, value in score.parts.items() if value)
    yield (
        f"rank {candidate.rank}: log odds {score.log_odds:+.2f} against none of the candidates, of which {parts};"
        f" probability {score.probability:.2g} (model {version.get(DIPLOTYPES, '?')}, calibrated on simulated families)"
    )
    yield f"decided over the next by: {score.decided_by or 'no part alone'}"


def models_of(fits: Fits) -> list[Resource]:
    """The models that put the candidates in order, as resources: of the phenotype where there is one, of the whole."""
    found = [] if fits.model is None else [Resource(name=PHENOTYPE, version=fits.model, synthetic=False)]
    return [*found, Resource(name=DIPLOTYPES, version=coefficients().release, synthetic=False)]

"""A track in ClinVar's VCF format: planted truncating alleles, benign common ones, uncertain and conflicting ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tachkhis.simulation.alleles import AlleleChooser
from tachkhis.simulation.alleles import NamedAllele
from tachkhis.simulation.effects import Effect
from tachkhis.simulation.effects import effect_on
from tachkhis.simulation.model import Allele
from tachkhis.simulation.model import Gene
from tachkhis.simulation.model import GeneIndex
from tachkhis.simulation.model import Genome
from tachkhis.simulation.people import People
from tachkhis.simulation.planting import Planted
from tachkhis.simulation.recipe import AlleleKind
from tachkhis.simulation.recipe import Recipe
from tachkhis.simulation.sequence import stream
from tachkhis.simulation.tracks import COLUMNS
from tachkhis.simulation.tracks import count
from tachkhis.simulation.tracks import site
from tachkhis.simulation.variation import Variation

COMMON, UNCOMMON, RARE = 0.05, 0.01, 0.001
FIRST_ID = 9_000_001  # beyond ClinVar's own numbers
CYCLE = (
    AlleleKind.NONSENSE,
    AlleleKind.FRAMESHIFT_DELETION,
    AlleleKind.SPLICE_DONOR,
    AlleleKind.MISSENSE,
    AlleleKind.FRAMESHIFT_DUPLICATION,
    AlleleKind.NONSENSE,
)
MOLECULAR = {
    "stop_gained": "SO:0001587|nonsense",
    "frameshift_variant": "SO:0001589|frameshift_variant",
    "splice_donor_variant": "SO:0001575|splice_donor_variant",
    "splice_acceptor_variant": "SO:0001574|splice_acceptor_variant",
    "missense_variant": "SO:0001583|missense_variant",
    "synonymous_variant": "SO:0001819|synonymous_variant",
}
ONE = "criteria_provided,_single_submitter"
SEVERAL = "criteria_provided,_multiple_submitters,_no_conflicts"
CONFLICT = "criteria_provided,_conflicting_classifications"
EXPERTS = "reviewed_by_expert_panel"
CONFLICTING = "Conflicting_classifications_of_pathogenicity"
HEADER = (
    "##fileDate=2026-01-15",
    "##source=ClinVar-like, synthetic",
    '##ID=<Description="ClinVar Variation ID">',
    '##INFO=<ID=ALLELEID,Number=1,Type=Integer,Description="the ClinVar Allele ID">',
    "##INFO=<ID=CLNDN,Number=.,Type=String,Description=\"ClinVar's preferred disease name for the concept "
    'specified by disease identifiers in CLNDISDB">',
    '##INFO=<ID=CLNDISDB,Number=.,Type=String,Description="Tag-value pairs of disease database name and '
    'identifier submitted for germline classifications, e.g. OMIM:NNNNNN">',
    '##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="ClinVar review status of germline classification '
    'for the Variation ID">',
    '##INFO=<ID=CLNSIG,Number=.,Type=String,Description="Aggregate germline classification for this single '
    'variant; multiple values are separated by a vertical bar">',
    '##INFO=<ID=CLNSIGCONF,Number=.,Type=String,Description="Conflicting germline classification for this '
    'single variant; multiple values are separated by a vertical bar">',
    '##INFO=<ID=CLNVC,Number=1,Type=String,Description="Variant type">',
    '##INFO=<ID=GENEINFO,Number=1,Type=String,Description="Gene(s) for the variant reported as gene symbol:gene '
    'id. The gene symbol and id are delimited by a colon (:) and each pair is delimited by a vertical bar (|)">',
    '##INFO=<ID=MC,Number=.,Type=String,Description="comma separated list of molecular consequence in the form '
    'of Sequence Ontology ID|molecular_consequence">',
    '##INFO=<ID=ORIGIN,Number=.,Type=String,Description="Allele origin. One or more of the following values may '
    'be added: 0 - unknown; 1 - germline">',
)


@dataclass(frozen=True)
class Entry:
    """One variation."""

    allele: Allele
    gene: Gene
    consequence: str
    significance: str
    review: str
    conflict: str = ""


def choose_pathogenic(recipe: Recipe, genes: list[Gene], chooser: AlleleChooser) -> list[NamedAllele]:
    """Truncating and a few missense alleles in each disease gene that nobody here carries."""
    chosen = []
    for gene in genes:
        if not gene.recipe.inheritance or gene.main.cds is None or gene.recipe.coding_exons < 3:
            continue
        rng = stream(recipe.seed, "clinvar", gene.symbol)
        chosen += [
            chooser.choose(gene.symbol, CYCLE[number % len(CYCLE)], rng) for number in range(recipe.pathogenic_per_gene)
        ]
    return chosen


def entries(
    pathogenic: list[NamedAllele],
    planted: list[Planted],
    variations: list[Variation],
    people: People,
    genome: Genome,
    genes: list[Gene],
) -> list[Entry]:
    """All variations of the track, in genomic order."""
    by_symbol = {gene.symbol: gene for gene in genes}
    found = []
    for number, named in enumerate(pathogenic):
        label = ("Pathogenic", "Pathogenic", "Pathogenic/Likely_pathogenic", "Likely_pathogenic")[number % 4]
        review = EXPERTS if number % 7 == 0 else SEVERAL if number % 4 < 3 else ONE
        found.append(Entry(named.allele, by_symbol[named.gene], named.consequence, label, review))
    for item in planted:
        label = item.plant.listing if item.plant is not None else "Pathogenic"
        if label:
            named = item.named
            found.append(Entry(named.allele, by_symbol[named.gene], named.consequence, label, SEVERAL))
    known = {entry.allele for entry in found}
    found += [
        entry
        for variation in variations
        for entry in _of_population(variation, people, genome, GeneIndex(genes))
        if entry.allele not in known
    ]
    order = list(genome.sequences)
    return sorted(found, key=lambda entry: (order.index(entry.allele.contig), entry.allele.position))


def _of_population(variation: Variation, people: People, genome: Genome, genes: GeneIndex) -> Iterable[Entry]:
    counts = count(variation.genotypes, people.rows(people.outgroups))
    sequence = genome.sequences[variation.contig]
    for number, allele in enumerate(variation.alleles):
        gene = genes.at(allele.contig, allele.position, allele.end)
        if gene is None or not gene.recipe.inheritance:
            continue
        effect = effect_on(allele, gene.main, sequence)
        if effect not in (Effect.SYNONYMOUS, Effect.MISSENSE_MILD):
            continue
        consequence = "synonymous_variant" if effect is Effect.SYNONYMOUS else "missense_variant"
        share = int(counts.ac[number]) / max(1, int(counts.an[number]))
        if share > UNCOMMON:
            label = "Benign" if share > COMMON else "Likely_benign"
            yield Entry(allele, gene, consequence, label, SEVERAL)
        elif share > RARE:
            yield Entry(allele, gene, consequence, "Benign/Likely_benign", SEVERAL)
        elif effect is Effect.MISSENSE_MILD and number % 5 == 0:
            parts = "Uncertain_significance(2)|Likely_benign(1)"
            yield Entry(allele, gene, consequence, CONFLICTING, CONFLICT, parts)
        elif effect is Effect.MISSENSE_MILD and number % 2 == 0:
            yield Entry(allele, gene, consequence, "Uncertain_significance", ONE)
        elif effect is Effect.SYNONYMOUS and number % 3 == 0:
            yield Entry(allele, gene, consequence, "Likely_benign", ONE)


def records(listed: list[Entry]) -> Iterable[str]:
    """Lines of the VCF."""
    yield COLUMNS
    for number, entry in enumerate(listed):
        recipe = entry.gene.recipe
        size = len(entry.allele.alt) - len(entry.allele.ref)
        kind = "single_nucleotide_variant" if size == 0 else "Deletion" if size < 0 else "Duplication"
        info = [f"ALLELEID={FIRST_ID + number + 500_000}"]
        if recipe.omim:
            orpha = f",Orphanet:{recipe.orpha}" if recipe.orpha else ""
            info.append(f"CLNDISDB=OMIM:{recipe.omim}{orpha}")
        info += [
            f"CLNDN={recipe.disease.replace(' ', '_') or 'not_provided'}",
            f"CLNREVSTAT={entry.review}",
            f"CLNSIG={entry.significance}",
        ]
        if entry.conflict:
            info.append(f"CLNSIGCONF={entry.conflict}")
        info += [
            f"CLNVC={kind}",
            f"GENEINFO={recipe.symbol}:{recipe.gene_id}",
            f"MC={MOLECULAR[entry.consequence]}",
            "ORIGIN=1",
        ]
        yield site(entry.allele, str(FIRST_ID + number), ";".join(info)).replace("\tPASS\t", "\t.\t")

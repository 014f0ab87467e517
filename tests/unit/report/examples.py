"""Example cases for the tests of the report; all people are made up."""

from __future__ import annotations

from typing import Any

from tachkhis.case.message import Message
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import Classification
from tachkhis.interpretation.result import ClinVar
from tachkhis.interpretation.result import Criterion
from tachkhis.interpretation.result import FindingList
from tachkhis.interpretation.result import Findings
from tachkhis.interpretation.result import Founder
from tachkhis.interpretation.result import Frequency
from tachkhis.interpretation.result import Genotype
from tachkhis.interpretation.result import SiteGenotype
from tachkhis.interpretation.result import SiteResult
from tachkhis.interpretation.result import TranscriptConsequence
from tachkhis.interpretation.result import VariantResult
from tachkhis.interpretation.setting import CaseSummary
from tachkhis.interpretation.setting import GenePanelSummary
from tachkhis.interpretation.setting import GenomeSummary
from tachkhis.interpretation.setting import PersonSummary
from tachkhis.interpretation.setting import PhenotypeTerm
from tachkhis.interpretation.setting import Quality
from tachkhis.interpretation.setting import RelationshipCheck
from tachkhis.interpretation.setting import Resource
from tachkhis.interpretation.setting import Tool
from tachkhis.quality.gene_coverage import GeneCoverage
from tachkhis.quality.gene_coverage import Region
from tachkhis.quality.verdict import SampleQuality
from tachkhis.quality.verdict import Verdict

NASTY = "#let x = $a_b$ *gras* _it_ @ref <lbl> \\ \"q\" 'a' `c` // /* [u] {v} ~ -- \u0627\u0633\u0645 \u4e2d \u202e"
"""Everything that Typst reads as markup, plus Arabic, a character without a glyph and a direction override."""


UNMEASURED = (
    "reads",
    "mapped_percent",
    "duplicate_percent",
    "insert_size",
    "mean_depth",
    "percent_10x",
    "percent_20x",
    "sex_inferred",
)


def person(sample: str, role: str, sex: str, affected: str, **parents: str) -> PersonSummary:
    return PersonSummary(
        sample=sample,
        role=role,
        sex=sex,
        affected=affected,
        father=parents.get("father"),
        mother=parents.get("mother"),
    )


def trio(prefix: str, sex: str = "female") -> list[PersonSummary]:
    father, mother = f"{prefix}-PERE", f"{prefix}-MERE"
    return [
        person(f"{prefix}-ENF", "proband", sex, "yes", father=father, mother=mother),
        person(father, "father", "male", "no"),
        person(mother, "mother", "female", "no"),
    ]


def call(sample: str, zygosity: str, depth: int, alt: int, quality: int = 99) -> Genotype:
    gt = {"het": "0/1", "hom_alt": "1/1", "hom_ref": "0/0"}.get(zygosity, "./.")
    return Genotype(
        sample=sample,
        gt=gt,
        zygosity=zygosity,
        depth=depth,
        ref_reads=depth - alt,
        alt_reads=alt,
        quality=quality,
    )


def criterion(
    code: str,
    strength: str,
    points: int,
    reason: Message,
    value: Message,
    threshold: Message,
    source: str = "Richards 2015, PMID 25741868",
) -> Criterion:
    return Criterion(
        code=code, strength=strength, points=points, value=value, threshold=threshold, source=source, reason=reason
    )


def message(key: str, **values: str) -> Message:
    return Message(key=key, values=values)


def pvs1(gene: str, term: str, *, points: int = 8, strength: str = "very_strong") -> Criterion:
    return criterion(
        "PVS1",
        strength,
        points,
        message("acmg.PVS1.null_nmd", gene=gene, consequence=term),
        message("acmg_value.null", effect="nmd", lof="3"),
        message("acmg_threshold.clinvar_truncating", least="2"),
        "Abou Tayoun 2018, PMC6185798",
    )


def pm2(an: str) -> Criterion:
    return criterion(
        "PM2",
        "supporting",
        1,
        message("acmg.PM2.absent", source="gnomad", an=an),
        message("acmg_value.frequency", af="0", ac="0", an=an),
        message("acmg_threshold.frequency.at_most_of", af="0.0001", an="2000"),
        "ClinGen SVI, PM2 v1.0, 2020",
    )


def transcript(gene: str, accession: str, coding: str, protein: str | None, **more: Any) -> TranscriptConsequence:
    fields: dict[str, Any] = {
        "gene": gene,
        "transcript": accession,
        "biotype": "protein_coding",
        "mane": "select",
        "chosen": True,
        "chosen_why": "mane_select",
        "consequences": ["frameshift_variant"],
        "impact": "HIGH",
        "exon": "2/2",
        "intron": None,
        "hgvs_c": f"{accession}:{coding}",
        "hgvs_p": protein,
        "nmd": None,
        "note": None,
    }
    return TranscriptConsequence(**{**fields, **more})


def gjb2(family: list[PersonSummary]) -> VariantResult:
    """GJB2 c.35del, homozygous in the proband, carried by each parent."""
    child, father, mother = (member.sample for member in family)
    return VariantResult(
        id="chr13-20189546-AC-A",
        contig="chr13",
        position=20189546,
        ref="AC",
        alt="A",
        hgvs_g="NC_000013.11:g.20189547del",
        transcripts=[
            transcript("GJB2", "NM_004004.6", "c.35del", "p.(Gly12ValfsTer2)", nmd=False),
            transcript(
                "GJB2", "XM_011535049.2", "c.35del", "p.(Gly12ValfsTer2)", mane=None, chosen=False, chosen_why="other"
            ),
        ],
        genotypes=[call(child, "hom_alt", 38, 38), call(father, "het", 41, 19), call(mother, "het", 35, 18)],
        origin="biparental",
        frequencies=[
            Frequency(
                source="gnomad",
                found=True,
                ac=9731,
                an=1613806,
                af=0.00603,
                lower=0.00591,
                upper=0.00615,
                homozygotes=41,
                faf=0.00941,
            ),
            Frequency(
                source="panel",
                found=True,
                ac=3,
                an=218,
                af=0.01376,
                lower=0.00285,
                upper=0.03968,
                homozygotes=0,
                regions={"MA-04": "2/54", "MA-06": "1/60", "MA-09": "0/40"},
            ),
        ],
        clinvar=ClinVar(
            id="17004",
            significance="Pathogenic",
            review_status="reviewed_by_expert_panel",
            stars=3,
            conditions=["Autosomal_recessive_nonsyndromic_hearing_loss_1A"],
        ),
        founder=Founder(
            name="GJB2 c.35del",
            disease="Deafness AR 1A (DFNB1A)",
            population="Morocco",
            evidence="homozygous in 51/152 families",
            reference="PMID 27169813",
        ),
        quality=612.0,
        filters=["PASS"],
        triage="keep:founder",
        classification=Classification(
            criteria=[
                criterion(
                    "PVS1",
                    "strong",
                    4,
                    message("acmg.PVS1.null_no_nmd", gene="GJB2", consequence="frameshift_variant"),
                    message("acmg_value.null_share", effect="no_nmd", share="0.94", lof="41"),
                    message("acmg_threshold.clinvar_truncating", least="2"),
                    "Abou Tayoun 2018, PMC6185798",
                ),
                criterion(
                    "PM3",
                    "supporting",
                    1,
                    message("acmg.PM3.homozygous"),
                    message("acmg_value.points", points="0.5"),
                    message("acmg_threshold.points", points="0.5"),
                    "ClinGen SVI, PM3 v1.0, 2019",
                ),
                criterion(
                    "PM4",
                    "supporting",
                    1,
                    message("acmg.PM4.length", consequence="inframe_deletion"),
                    message("acmg_value.consequence", consequence="inframe_deletion"),
                    message("acmg_threshold.length_changed"),
                ),
            ],
            points=6,
            class_=Class.LIKELY_PATHOGENIC,
            not_evaluated=["PS1", "PS3", "PS4", "PM1", "PP1", "BS3", "BS4"],
        ),
    )


def candidate(variants: list[VariantResult], gene: str, mode: Mode, **more: Any) -> Candidate:
    fields: dict[str, Any] = {
        "rank": 1,
        "gene": gene,
        "mode": mode,
        "variants": variants,
        "phase": None,
        "class_": variants[-1].classification.class_,
        "points": variants[-1].classification.points,
        "phenotype_score": 0.92,
        "phenotype_terms": ["HP:0000365"],
        "gene_known": True,
        "expected_modes": ["recessive"],
        "proposed": True,
        "reasons": [],
    }
    return Candidate(**{**fields, **more})


def missense(gene: str, family: list[PersonSummary], coding: str, protein: str, calls: list[str]) -> VariantResult:
    """A missense variant that gnomAD does not list; ``calls`` gives the zygosity of each member, in order."""
    reads = {"het": 17, "hom_alt": 36, "hom_ref": 0}
    return VariantResult(
        id=f"chr7-1000-G-A-{coding}",  # each variant of an example is one of its own
        contig="chr7",
        position=1000,
        ref="G",
        alt="A",
        hgvs_g="chr7:g.1000G>A",
        transcripts=[transcript(gene, "NM_000999.4", coding, protein, consequences=["missense_variant"], exon="3/11")],
        genotypes=[call(member.sample, state, 36, reads[state]) for member, state in zip(family, calls, strict=True)],
        origin="maternal" if calls[-1] == "het" else "paternal",
        frequencies=[
            Frequency(
                source="gnomad", found=False, ac=0, an=152312, af=0.0, lower=0.0, upper=0.00002422, homozygotes=0
            ),
            Frequency(source="panel", found=False, ac=0, an=218, af=0.0, lower=0.0, upper=0.01365, homozygotes=0),
        ],
        clinvar=None,
        founder=None,
        quality=201.5,
        filters=["PASS"],
        triage="keep:coding",
        classification=Classification(
            criteria=[
                pm2("152312"),
                criterion(
                    "PP3",
                    "moderate",
                    2,
                    message("acmg.PP3.score", tool="REVEL", score="0.812"),
                    message("acmg_value.score", tool="REVEL", score="0.812"),
                    message("acmg_threshold.score.at_least", score="0.773"),
                    "Pejaver 2022, PMC9748256",
                ),
            ],
            points=3,
            class_=Class.UNCERTAIN,
            not_evaluated=["PS1", "PS3", "PM1"],
        ),
    )


def sample_quality(sample: str, **more: Any) -> SampleQuality:
    fields: dict[str, Any] = {
        "sample": sample,
        "verdict": Verdict.PASS,
        "reasons": [],
        "reads": 812345,
        "mapped_percent": 99.84,
        "duplicate_percent": 6.31,
        "insert_size": 351.0,
        "mean_depth": 37.62,
        "percent_10x": 99.71,
        "percent_20x": 97.96,
        "sex_inferred": "female",
    }
    return SampleQuality(**{**fields, **more})


def gene_coverage(gene: str, **more: Any) -> GeneCoverage:
    fields: dict[str, Any] = {
        "gene": gene,
        "transcript": "NM_000001.2",
        "bases": 1812,
        "mean_depth": 38.4,
        "threshold": 10,
        "percent_callable": 100.0,
        "unreadable": [],
    }
    return GeneCoverage(**{**fields, **more})


SiteState = tuple[str, int | None, int | None]
"""Status, reads with the allele, depth."""


def site(name: str, gene: str, family: list[PersonSummary], states: list[SiteState]) -> SiteResult:
    return SiteResult(
        id=f"{gene}-site",
        name=name,
        gene=gene,
        kind="founder",
        disease=f"maladie de {gene}",
        genotypes=[
            SiteGenotype(sample=member.sample, status=state, alt_reads=alt, depth=depth)
            for member, (state, alt, depth) in zip(family, states, strict=True)
        ],
    )


def case(people: list[PersonSummary], **parts: Any) -> CaseResult:
    """A case with nothing found; ``parts`` replaces any field of the result or of its request."""
    summary: dict[str, Any] = {
        "id": "DEMO-A",
        "proband": people[0].sample,
        "test": "genome",
        "urgency": "routine",
        "consanguinity": "unknown",
        "region": "MA-04",
        "region_name": "Rabat-Salé-Kénitra",
        "consent": [],
        "referrer": "Service de génétique médicale",
        "phenotype": [
            PhenotypeTerm(id="HP:0000365", label_en="Hearing impairment", label_fr="Hypoacousie"),
            PhenotypeTerm(id="HP:0001250", label_en="Seizure", label_fr="Epilépsie", excluded=True),
        ],
        "gene_panels": [GenePanelSummary(name="surdites", version="1.0", genes=["GJB2", "MYO7A", "OTOF"])],
    }
    summary |= {key: parts.pop(key) for key in list(parts) if key in summary}
    fields: dict[str, Any] = {
        "synthetic": True,
        "case": CaseSummary(**summary),
        "people": people,
        "genome": GenomeSummary(
            build="mini1",
            name="mini-génome de démonstration",
            digest="sha256-9f31c0aa8e76",
            gene_model="mini 1.0",
            transcripts=96,
        ),
        "start": "fastq",
        "caller": "bcftools",
        "quality": Quality(
            verdict=Verdict.PASS,
            reasons=[],
            samples=[sample_quality(p.sample, sex_inferred=p.sex) for p in people],
            relationships=[
                RelationshipCheck(
                    child=people[0].sample, parent=p.sample, sites=4211, conflicts=2, verdict=Verdict.PASS
                )
                for p in people[1:]
                if p.role in ("father", "mother")
            ],
        ),
        "coverage": [gene_coverage("GJB2"), gene_coverage("MYO7A"), gene_coverage("OTOF")],
        "candidates": [],
        "sites": [
            site("GJB2 c.35del", "GJB2", people, [("not_carried", 0, 38)] * len(people)),
            site("MEFV c.2080A>G", "MEFV", people, [("not_carried", 0, 34)] * len(people)),
        ],
        "triage": {"keep:coding": 41, "keep:splice": 3, "aside:common": 18211, "aside:deep_intronic": 5218},
        "limits": [],
        "resources": [
            Resource(name="clinvar", version="2026-11", synthetic=True, records=2120),
            Resource(name="gnomad", version="4.1-demo", synthetic=True, records=48211),
            Resource(name="panel", version="demo-109", synthetic=True, records=52116, note="109 personnes"),
            Resource(name="hpo", version="2025-11-24", synthetic=False),
        ],
        "tools": [
            Tool(name="fastp", version="0.23.2"),
            Tool(name="bwa", version="0.7.17"),
            Tool(name="samtools", version="1.16.1"),
            Tool(name="bcftools", version="1.16"),
            Tool(name="mosdepth", version="0.3.3"),
        ],
        "laboratory": {
            "name": "Laboratoire de génétique médicale",
            "address": "12, rue des Orangers, Rabat",
            "phone": "+212 5 37 00 00 00",
        },
    }
    return CaseResult(**{**fields, **parts})


def homozygous_founder() -> CaseResult:
    """A girl of first cousins, homozygous for GJB2 c.35del."""
    family = trio("A")
    found = candidate(
        [gjb2(family)],
        "GJB2",
        Mode.RECESSIVE_HOMOZYGOUS,
        reasons=[Message(key="candidate.homozygous"), Message(key="candidate.founder")],
    )
    other = missense("MYO7A", family, "c.1231C>T", "p.(Arg411Trp)", ["het", "hom_ref", "het"])
    return case(
        family,
        consanguinity="first_cousins",
        candidates=[
            found,
            candidate([other], "MYO7A", Mode.DOMINANT, rank=2, proposed=False, phenotype_score=0.55),
        ],
        coverage=[
            gene_coverage("GJB2"),
            gene_coverage(
                "MYO7A",
                percent_callable=98.41,
                bases=6648,
                unreadable=[
                    Region(contig="chr11", start=77190010, end=77190072, label="exon 3/49"),
                    Region(contig="chr11", start=77190101, end=77190112, label="exon 3/49"),
                    Region(contig="chr11", start=77201500, end=77201531, label="exon 12/49"),
                ],
            ),
            gene_coverage("OTOF"),
            gene_coverage("STRC", missing=True, transcript=None, bases=0, mean_depth=0.0, percent_callable=0.0),
        ],
        sites=[
            site(
                "GJB2 c.35del",
                "GJB2",
                family,
                [("carried_hom", 38, 38), ("carried_het", 19, 41), ("carried_het", 18, 35)],
            ),
            site("MEFV c.2080A>G", "MEFV", family, [("not_carried", 0, 34)] * 3),
            site(
                "SGCG c.525del",
                "SGCG",
                family,
                [("not_carried", 0, 31), ("not_readable", 0, 3), ("not_carried", 0, 29)],
            ),
            SiteResult(
                id="x",
                name="CYP21A2 c.293-13C>G",
                gene="CYP21A2",
                kind="founder",
                disease=None,
                genotypes=[],
                why_not_tested="unreachable",
            ),
        ],
    )


def compound_heterozygous() -> CaseResult:
    """A boy with two MYO7A variants, one from each parent."""
    family = trio("C", "male")
    first = missense("MYO7A", family, "c.1231C>T", "p.(Arg411Trp)", ["het", "hom_ref", "het"])
    second = missense("MYO7A", family, "c.5581-2A>G", "p.?", ["het", "het", "hom_ref"])
    likely = first.classification.model_copy(update={"class_": Class.LIKELY_PATHOGENIC, "points": 6})
    first, second = (variant.model_copy(update={"classification": likely}) for variant in (first, second))
    pair = candidate(
        [first, second],
        "MYO7A",
        Mode.COMPOUND_HETEROZYGOUS,
        phase="trans",
        class_=Class.LIKELY_PATHOGENIC,
        reasons=[Message(key="candidate.compound_trans")],
    )
    return case(family, id="DEMO-C", candidates=[pair])


def negative_singleton() -> CaseResult:
    """One woman, everything read, nothing found, three genes asked for."""
    alone = [person("E-ENF", "proband", "female", "yes")]
    return case(alone, id="DEMO-E", limits=[Message(key="limit.no_parents")])


def realistic_negative() -> CaseResult:
    """One woman, fourteen limits, a VUS, a founder allele, a quality warning: what a laboratory sees on most days."""
    alone = [person("LABO-26-0412-CI", "proband", "female", "yes")]
    vus = missense("CHD7", alone, "c.991C>T", "p.(His331Tyr)", ["het"])
    low = message("quality.coverage_low", sample="LABO-26-0412-CI", percent="73.4", threshold="90")
    limits = [
        message("limit.no_scores"),
        message("limit.no_parents"),
        message("limit.genes_partly_unread", genes="SACS"),
        message("limit.sites_not_tested"),
        message("limit.founders_outside_request", n="19"),
        message("limit.mitochondrial_detection", depth="2100", limit="5"),
        message("limit.full_penetrance"),
    ]
    return case(
        alone,
        id="LABO-26-0412",
        synthetic=False,
        referrer="Service de neurologie A, hôpital des spécialités, Rabat",
        region_name=None,
        region="MA-01",
        phenotype=[
            PhenotypeTerm(id="HP:0001251", label_en="Ataxia", label_fr="Ataxie"),
            PhenotypeTerm(id="HP:0001260", label_en="Dysarthria", label_fr="dysarthrie"),
            PhenotypeTerm(id="HP:0001284", label_en="Areflexia", label_fr="Aréflexie"),
            PhenotypeTerm(id="HP:0002403", label_en="Positive Romberg sign", label_fr=None),
            PhenotypeTerm(id="HP:0001249", label_en="Intellectual disability", label_fr=None, excluded=True),
        ],
        gene_panels=[GenePanelSummary(name="ataxies", version="2026.1", genes=["TTPA", "SACS", "FXN"])],
        candidates=[
            candidate(
                [vus],
                "CHD7",
                Mode.DOMINANT,
                proposed=False,
                phenotype_score=0.33,
                reasons=[message("candidate.phenotype_match"), message("candidate.not_proposed_class")],
            )
        ],
        coverage=[
            gene_coverage("TTPA"),
            gene_coverage("FXN"),
            gene_coverage(
                "SACS",
                percent_callable=99.2,
                bases=13737,
                unreadable=[Region(contig="chr13", start=23333010, end=23333119, label="exon 10/10")],
            ),
        ],
        quality=Quality(
            verdict=Verdict.WARN,
            reasons=[low],
            samples=[sample_quality("LABO-26-0412-CI", verdict=Verdict.WARN, reasons=[low], percent_20x=73.4)],
            relationships=[],
        ),
        sites=[
            site("NM_000370.3:c.744del", "TTPA", alone, [("carried_het", 12, 25)]),
            site("NM_004628.5:c.1643_1644del", "XPC", alone, [("not_carried", 0, 33)]),
            site("NM_000243.3:c.2080A>G", "MEFV", alone, [("not_carried", 0, 20)]),
        ],
        limits=limits,
        resources=[
            Resource(name="clinvar", version="clinvar.vcf.gz (fileDate=2026-11-08)", synthetic=False, records=3211480),
            Resource(name="gnomad", version="gnomad.v4.1.sites.bcf (4.1)", synthetic=False, records=759302267),
            Resource(name="panel", version="maroc-109 (2026.2)", synthetic=False, records=24958854),
            Resource(name="founders", version="moroccan.tsv sha256:55170e957c25", synthetic=False, records=33),
            Resource(name="hpo", version="2025-11-24", synthetic=False),
        ],
        genome=GenomeSummary(
            build="GRCh38",
            name="GRCh38_no_alt_analysis_set.fa",
            digest="519475bf548d9cad5f43",
            gene_model="MANE 1.4 et GENCODE 47",
            transcripts=253421,
        ),
    )


def ttpa(alone: list[PersonSummary]) -> VariantResult:
    """TTPA c.744del, a founder, one altered copy: what page 1 must name though it is not proposed."""
    child = alone[0].sample
    return missense("TTPA", alone, "c.744del", "p.(Glu249AsnfsTer15)", ["het"]).model_copy(
        update={
            "id": "chr8-63065891-AC-A",
            "genotypes": [call(child, "het", 25, 12)],
            "origin": "unknown",
            "clinvar": ClinVar(
                id="12334",
                significance="Pathogenic",
                review_status="criteria_provided,_multiple_submitters,_no_conflicts",
                stars=2,
                conditions=["Familial_isolated_deficiency_of_vitamin_E"],
            ),
            "founder": Founder(
                name="TTPA NM_000370.3:c.744del",
                disease="Ataxia with vitamin E deficiency",
                population="North Africa",
                evidence="",
                reference="PMID 9463307",
            ),
            "classification": Classification(
                criteria=[pvs1("TTPA", "frameshift_variant"), pm2("152312")],
                points=9,
                class_=Class.LIKELY_PATHOGENIC,
                not_evaluated=["PS3"],
            ),
        }
    )


def realistic_notable() -> CaseResult:
    """DEMO-E: the woman of ``realistic_negative`` with one founder allele of a recessive gene that fits her signs."""
    base = realistic_negative()
    single = candidate(
        [ttpa(base.people)],
        "TTPA",
        Mode.DOMINANT,
        proposed=False,
        notable=True,
        reasons=[
            message("candidate.founder"),
            message("candidate.phenotype_match"),
            message("candidate.not_proposed_mode"),
        ],
    )
    (vus,) = base.candidates
    return base.model_copy(
        update={
            "case": base.case.model_copy(update={"id": "DEMO-E"}),
            "candidates": [single, vus.model_copy(update={"rank": 2})],
        }
    )


def many_variants() -> CaseResult:
    """Seven proposed variants, each with its tables: a long report whose blocks meet the ends of pages."""
    family = trio("V")
    proposed = [
        candidate(
            [missense(gene, family, f"c.{number}231C>T", "p.(Arg411Trp)", ["het", "hom_ref", "het"])],
            gene,
            Mode.DOMINANT,
            rank=number,
            reasons=[Message(key="candidate.phenotype_match")],
        )
        for number, gene in enumerate(("SGCG", "DMD", "CAPN3", "FKRP", "LAMA2", "GAA", "MYO7A"), 1)
    ]
    return case(family, id="DEMO-V", candidates=proposed)


def nasty() -> CaseResult:
    """Every text that a user can write holds markup, Arabic, and signs that the fonts lack."""
    family = [person("S#1_$*@<x>\\\"'", "proband", "female", "yes")]
    found = gjb2([*family, *trio("N")[1:]])
    variant = found.model_copy(
        update={
            "clinvar": ClinVar(id=NASTY, significance=NASTY, review_status=NASTY, stars=1, conditions=[NASTY]),
            "founder": Founder(name=NASTY, disease=NASTY, population=NASTY, evidence=NASTY, reference=NASTY),
            "filters": [NASTY],
            "hgvs_g": "NC_000013.11:g.20189547_20189548delins" + "ACGT" * 40,
        }
    )
    return case(
        family,
        id="D#1_$*@",
        referrer=NASTY,
        region_name=NASTY,
        phenotype=[PhenotypeTerm(id="HP:0000365", label_en=NASTY, label_fr=None)],
        gene_panels=[GenePanelSummary(name=NASTY, version=NASTY, genes=["G#1"])],
        candidates=[candidate([variant], "GJB2#", Mode.RECESSIVE_HOMOZYGOUS)],
        laboratory={"name": NASTY, "address": NASTY, "phone": NASTY, "accreditation": NASTY},
        resources=[Resource(name=NASTY, version=NASTY, synthetic=True, note=NASTY)],
        tools=[Tool(name=NASTY, version="v" * 120)],
        caller=NASTY,
        coverage=[
            gene_coverage(
                "GJB2#", unreadable=[Region(contig="chr#1", start=5, end=5, label=NASTY)], percent_callable=0.5
            )
        ],
    )


def many_genes() -> CaseResult:
    """Three hundred requested genes of which sixty were read in part; thirty other candidates; a long request."""
    family = trio("M")
    genes = [f"GENE{number}" for number in range(300)]
    partial = [
        gene_coverage(
            gene,
            percent_callable=90.0 + index / 10,
            unreadable=[
                Region(contig="chr2", start=1000 * exon, end=1000 * exon + 40, label=f"exon {exon}/30")
                for exon in range(1, 2 + index % 29)
            ],
        )
        for index, gene in enumerate(genes[:60])
    ]
    others = [
        candidate(
            [missense(gene, family, "c.1231C>T", "p.(Arg411Trp)", ["het", "hom_ref", "het"])],
            gene,
            Mode.DOMINANT,
            rank=rank,
            proposed=False,
        )
        for rank, gene in enumerate(genes[:30], 1)
    ]
    return case(
        family,
        id="DEMO-M",
        phenotype=[
            PhenotypeTerm(id=f"HP:{number:07d}", label_en=f"Abnormal finding {number}", label_fr=None)
            for number in range(1, 31)
        ],
        gene_panels=[GenePanelSummary(name="grand", version="2.1", genes=genes)],
        coverage=[*partial, *(gene_coverage(gene) for gene in genes[60:])],
        candidates=others,
    )


def wide_family() -> CaseResult:
    """Long ids, a grandparent, an aunt, an intergenic variant, poor quality, a VCF start, thirty founder sites."""
    child, father, mother = "LABO-2026-000123-ENFANT-PROBANDE", "LABO-2026-000123-PERE", "LABO-2026-000123-MERE"
    grandmother = "LABO-2026-000123-GRAND-MERE-MATERNELLE"
    family = [
        person(child, "proband", "unknown", "yes", father=father, mother=mother),
        person(father, "father", "male", "unknown"),
        person(mother, "mother", "female", "no", mother=grandmother),
        person(grandmother, "other", "female", "no"),
        person("TANTE", "other", "female", "yes", mother=grandmother),
    ]
    calls = [call(member.sample, "het", 22, 9) for member in family[:3]]
    unread = Genotype(
        sample="TANTE", gt="./.", zygosity="missing", depth=None, ref_reads=None, alt_reads=None, quality=None
    )
    base = missense("MEFV", family, "c.2080A>G", "p.(Met694Val)", ["het"] * 5)
    variant = base.model_copy(
        update={
            "transcripts": [],
            "genotypes": [*calls, unread],
            "frequencies": [],
            "origin": "unknown",
            "filters": ["LowQual"],
            "classification": base.classification.model_copy(update={"class_": Class.LIKELY_PATHOGENIC, "points": 6}),
        }
    )
    failed = [sample_quality(member.sample, **dict.fromkeys(UNMEASURED)) for member in family]
    return case(
        family,
        id="LABO-2026-000123-DOSSIER-DE-LA-FAMILLE",
        synthetic=False,
        start="vcf",
        phenotype=[],
        gene_panels=[],
        coverage=[],
        triage={},
        candidates=[candidate([variant], "MEFV", Mode.DOMINANT, gene_known=False)],
        quality=Quality(
            verdict=Verdict.FAIL,
            reasons=[Message(key="quality.no_reads_measured")],
            samples=failed,
            relationships=[
                RelationshipCheck(child=child, parent=father, sites=4000, conflicts=312, verdict=Verdict.FAIL)
            ],
        ),
        sites=[
            site(f"GENE{number} c.{number}35del", f"GENE{number}", family, [("not_carried", 0, 30 + number)] * 5)
            for number in range(30)
        ]
        + [site("GJB2 c.35del", "GJB2", family, [("carried_het", 9, 22)] + [("not_tested", 0, 0)] * 4)],
        limits=[Message(key="limit.started_from_vcf")],
        laboratory={},
    )


ALL = {
    "homozygous_founder": homozygous_founder,
    "compound_heterozygous": compound_heterozygous,
    "negative_singleton": negative_singleton,
    "realistic_negative": realistic_negative,
    "realistic_notable": realistic_notable,
    "many_variants": many_variants,
    "nasty": nasty,
    "many_genes": many_genes,
    "wide_family": wide_family,
}


def consenting(result: CaseResult, *consent: str) -> CaseResult:
    """The case with these words of consent, and with empty lists of what they cover beyond the question."""
    kinds = {"secondary": "secondary_findings", "carrier": "carrier", "incidental": "incidental"}
    found = {
        kind: FindingList(status="looked_at", scope="ACMG SF v3.3" if kind == "secondary" else None)
        for kind, word in kinds.items()
        if word in consent
    }
    case = result.case.model_copy(update={"consent": sorted(consent)})
    return result.model_copy(update={"case": case, "findings": Findings(**found)})

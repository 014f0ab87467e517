"""The codes that were looked at and not met: the value that was found beside what was asked for.

For ``tachkhis explain`` alone: nothing here decides anything. Whether a code was *nearly* met is told by the margins of
``resources/acmg/near.json`` (laboratory's default). Codes that nobody could look at (a person, or a table that was not
given) stand in ``not_evaluated`` of the classification instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.acmg.combine import STRENGTHS
from tachkhis.interpretation.acmg.computation import CANONICAL_SPLICE
from tachkhis.interpretation.acmg.computation import silent
from tachkhis.interpretation.acmg.evidence import DOMINANT_MODES
from tachkhis.interpretation.acmg.evidence import RECESSIVE_MODES
from tachkhis.interpretation.acmg.evidence import X_MODES
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.evidence import shown
from tachkhis.interpretation.acmg.gene_knowledge import residues_of
from tachkhis.interpretation.acmg.null_variants import is_null
from tachkhis.interpretation.acmg.prevalence import with_diseases
from tachkhis.interpretation.explaining.document import UnmetCode
from tachkhis.interpretation.result import Classification
from tachkhis.panel.bounds import clopper_pearson
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of


def unmet_codes(evidence: Evidence, found: Classification) -> list[UnmetCode]:
    """Every code that was looked at and not met (nor met and barred), those that were near first.

    A higher strength of PP3 or BP4, where the code was met at a lower one, is told likewise.

    Args:
        evidence: what was known of the variant in the gene.
        found: its classification.
    """
    told = {one.code for one in found.criteria} | {one.code for one in found.barred} | set(found.not_evaluated)
    told |= {"BS1"} if "BA1" in told else set()  # not asked for beside it
    rows = [row for row in _rows(evidence) if row.code not in told]
    rows += _stronger(evidence, found)
    return sorted(rows, key=lambda row: not row.near)


def _rows(evidence: Evidence) -> Iterator[UnmetCode]:
    yield from _null(evidence)
    yield from _family(evidence)
    yield from _frequency(evidence)
    yield from _residue(evidence)
    yield from _gene(evidence)
    yield from _computed(evidence)


def _row(code: str, value: str, threshold: str, *, near: bool = False, strength: str | None = None) -> UnmetCode:
    return UnmetCode(code=code, strength=strength, value=value, threshold=threshold, near=near)


def _null(evidence: Evidence) -> Iterator[UnmetCode]:
    terms = evidence.consequence.consequences
    if not is_null(terms):
        asked = "a stop, a frameshift, a canonical splice site, a lost start, or the whole transcript"
        yield _row("PVS1", f"consequence {'&'.join(terms)}", asked)
        return
    least = int(_acmg("pvs1")["mechanism"]["full_from"])
    lof = evidence.truncating_elsewhere
    value = f"{'?' if lof is None else lof} other truncating variants of the gene in ClinVar"
    yield _row(
        "PVS1", value, f"{least} for full strength", near=lof is not None and least - lof <= _near("count_margin")
    )


def _family(evidence: Evidence) -> Iterator[UnmetCode]:
    if kind_of(evidence.variant.contig) is ContigKind.M:
        value = "mitochondrial: many copies, all from the mother"
        yield _row("PS2", value, "de novo, in a gene in which one copy of two can make ill")
        yield _row("PM3", value, "both copies altered, in a nuclear gene")
        return
    ratio = evidence.phenotype_ratio
    fit = "no sign" if ratio is None else f"{shown(round(ratio, 2))} times likelier than a gene at random"
    matched = "signs match" if evidence.phenotype_matched else "no sign matches"
    asked = "de novo, the proband affected, a sign that matches, a gene in which one copy can make ill"
    if evidence.de_novo is None:
        value = "not shown to be de novo"
        if evidence.estimate is not None:
            value += f" (posterior probability {shown(evidence.estimate.probability)})"
        yield _row("PS2", value, asked)
    else:
        copy = "one copy can make ill" if evidence.by_one_copy else "a gene for recessive disease"
        how = "confirmed in both parents" if evidence.de_novo.confirmed else "assumed"
        value = f"de novo ({how}); {matched} ({fit}); {copy}"
        yield _row("PS2" if evidence.de_novo.confirmed else "PM6", value, asked, near=True)
    asked = "homozygous, or beside a P or LP variant on the other copy, in a gene for recessive disease with a sign"
    others = [one for one in evidence.partners if one.phase != "cis"]
    beside = ", ".join(f"{one.name} ({one.class_.value}, {one.phase})" for one in others) or "no other variant"
    value = f"{'homozygous' if evidence.homozygous else beside}; {matched}"
    value += "" if evidence.recessive else "; the gene is for dominant disease"
    yield _row("PM3", value, asked, near=evidence.recessive and (evidence.homozygous or bool(others)))
    cis = ", ".join(f"{one.name} ({one.class_.value}, {one.phase})" for one in evidence.partners) or "no other variant"
    yield _row("BP2", cis, "a P variant in cis; in trans in a gene for dominant disease alone")


def _frequency(evidence: Evidence) -> Iterator[UnmetCode]:
    table = _acmg("frequency")
    counts, panel = evidence.gnomad, evidence.variant.panel
    spared = "a founder" if evidence.founder else "an exception of Ghosh 2018" if evidence.ba1_exception else None
    for code in ("BA1", "BS1"):
        rule = table[code.lower()]
        if code == "BS1" and evidence.modes and evidence.modes <= DOMINANT_MODES - X_MODES - RECESSIVE_MODES:
            rule = rule | {"above": rule["above_dominant"]}
        rule = with_diseases(code, rule, evidence.diseases)
        above, least = float(rule["above"]), int(rule["min_alleles"])
        value, near = "gnomAD: not listed", False
        if counts is not None and counts.af is not None:
            most = max(counts.af, counts.faf or 0.0)
            filtered = f", filtered by gnomAD ({', '.join(counts.filters)})" if counts.filters else ""
            value = f"gnomAD: {shown(round(most, 6))} on {counts.an} alleles{filtered}"
            near = most * _near("frequency_factor") > above
        if panel is not None and panel.an > 0:
            lower = clopper_pearson(panel.ac, panel.an)[0]
            value += f"; panel: at least {shown(round(lower, 6))} ({panel.ac}/{panel.an})"
            if panel.partial:
                value += f", a partial record, which is never read: {panel.partial} people may not have been looked at"
            near = near or lower * _near("frequency_factor") > above
        value += f"; {spared}, which is never met" if spared else ""
        yield _row(code, value, f"above {shown(above)} on {least} alleles", near=near)
    rule = table["pm2"]
    most = float(rule["at_most_dominant" if evidence.dominant and evidence.modes else "at_most_recessive"])
    if counts is not None and counts.af is not None:
        value = f"gnomAD: {shown(round(counts.af, 6))} ({counts.ac}/{counts.an})"
        value += f", filtering frequency {shown(round(counts.faf, 6))}" if counts.faf is not None else ""
        near = max(counts.af, counts.faf or 0.0) <= most * _near("frequency_factor")
        yield _row("PM2", value, f"at most {shown(most)} on {rule['min_alleles']} alleles", near=near)
    else:
        value = "gnomAD lists the changes that make up the allele one by one, and not all of them rarely enough"
        yield _row("PM2", value, f"at most {shown(most)}")


def _residue(evidence: Evidence) -> Iterator[UnmetCode]:
    terms = evidence.consequence.consequences
    if "missense_variant" not in terms:
        for code in ("PS1", "PM5"):
            yield _row(code, f"consequence {'&'.join(terms)}", "a missense change")
        return
    table = _acmg("residues")
    known = [one for one in evidence.same_codon or () if one.allele != evidence.variant.id]
    stars = f"a P or LP change of the residue with {table['min_stars']} stars in ClinVar"
    value = ", ".join(f"{one.protein} ({one.class_.value}, {one.stars} stars)" for one in known)
    near = any(int(table["min_stars"]) - one.stars <= _near("count_margin") for one in known)
    yield _row(
        "PS1", value or "no P or LP change of the residue in ClinVar", f"the same amino acid: {stars}", near=near
    )
    yield _row("PM5", value or "no P or LP change of the residue in ClinVar", f"another one: {stars}", near=near)


def _gene(evidence: Evidence) -> Iterator[UnmetCode]:
    terms, residues = evidence.consequence.consequences, residues_of(evidence.consequence.hgvs_p)
    if evidence.hotspots is not None:
        apart = (
            [(max(s.first - residues[1], residues[0] - s.last, 0), s) for s in evidence.hotspots] if residues else []
        )
        away, spot = min(apart, key=lambda pair: pair[0], default=(None, None))
        value, near = "no stretch of the gene is listed", False
        if away is not None and spot is not None:
            value = f"{away} residues from {spot.name} ({spot.first}-{spot.last})"
            near = away <= _near("residues")
        yield _row("PM1", value, "a missense or in-frame change within a listed stretch", near=near)
    inframe = f"consequence {'&'.join(terms)}"
    repeat = {True: "in a repeat", False: "outside repeats", None: "repeat not examined"}[evidence.in_repeat]
    yield _row("PM4", f"{inframe}, {repeat}", "an in-frame change of length outside a repeat, or a lost stop")
    yield _row("BP3", f"{inframe}, {repeat}", "an in-frame change of length within a repeat without a function")
    if evidence.constraint_given:
        listed, least = evidence.constraint, float(_acmg("genes")["PP2"]["missense_z_from"])
        z = None if listed is None else listed.missense_z
        said = "the gene is not in the table" if listed is None else f"Z {'?' if z is None else shown(z)}"
        said += "" if listed is None else f", mechanism {listed.mechanism}; {'&'.join(terms)}"
        near = "missense_variant" in terms and z is not None and z + _near("z_margin") >= least
        yield _row("PP2", said, f"a missense change, Z from {shown(least)}, mechanism missense or both", near=near)
        yield _row("BP1", said, "a missense change of a gene that makes ill by loss of function alone")
    if evidence.diseases:
        rule, counts = _acmg("genes")["BS2"], evidence.gnomad
        homozygotes = "?" if counts is None or counts.homozygotes is None else str(counts.homozygotes)
        carriers = "?" if counts is None else str(counts.ac)
        near = (
            counts is not None
            and counts.homozygotes is not None
            and (0 < int(rule["min_homozygotes"]) - counts.homozygotes <= _near("count_margin"))
        )
        asked = f"{rule['min_homozygotes']} homozygotes (recessive) or {rule['min_carriers']} carriers (dominant)"
        value = f"gnomAD: {homozygotes} homozygotes, {carriers} alleles"
        yield _row("BS2", value, f"{asked}, in a disease of childhood with full penetrance", near=near)


def _computed(evidence: Evidence) -> Iterator[UnmetCode]:
    table, terms = _acmg("computation"), evidence.consequence.consequences
    tool, splice_tool = table["predictor"], table["splice"]["predictor"]
    score, splice = evidence.scores.get(tool), evidence.scores.get(splice_tool)
    rule, place = table["missense"]["calibrations"][tool], table["splice"]
    if "missense_variant" in terms and score is not None:
        from_, to = float(rule["PP3"][-1][1]), float(rule["BP4"][-1][1])
        value = f"{tool} {shown(score)}" + ("" if splice is None else f", {splice_tool} {shown(splice)}")
        yield _row("PP3", value, f"{tool} from {shown(from_)}", near=0 < from_ - score <= _near("score_margin"))
        asked = f"{tool} at most {shown(to)}, and {splice_tool}, where given, at most {shown(place['BP4_to'])}"
        yield _row("BP4", value, asked, near=0 < score - to <= _near("score_margin"))
    elif splice is not None:
        from_, to = float(place["PP3_from"]), float(place["BP4_to"])
        value = f"{splice_tool} {shown(splice)}; {'&'.join(terms)}"
        canonical = any(term in CANONICAL_SPLICE for term in terms)
        asked = f"{splice_tool} from {shown(from_)}, not at a canonical splice site"
        yield _row("PP3", value, asked, near=not canonical and 0 < from_ - splice <= _near("score_margin"))
        asked = f"{splice_tool} at most {shown(to)}, where the protein is not changed"
        yield _row("BP4", value, asked, near=0 < splice - to <= _near("score_margin"))
    kind = silent(evidence)
    value = f"{'&'.join(terms)}" + ("" if splice is None else f", {splice_tool} {shown(splice)}")
    asked = f"silent, away from the splice site, {splice_tool} at most {shown(place['BP4_to'])}"
    near = kind is not None and splice is not None and 0 < splice - place["BP4_to"] <= _near("score_margin")
    yield _row("BP7", value, asked, near=near)


def _stronger(evidence: Evidence, found: Classification) -> list[UnmetCode]:
    """The next higher strength of PP3 or BP4, where the predictor's score is near it."""
    table = _acmg("computation")
    tool = table["predictor"]
    score = evidence.scores.get(tool)
    rows = []
    for one in found.criteria:
        if one.code not in ("PP3", "BP4") or score is None or one.value.values.get("tool") != tool:
            continue
        bounds = {strength: float(bound) for strength, bound in table["missense"]["calibrations"][tool][one.code]}
        higher = next((s for s in STRENGTHS[STRENGTHS.index(one.strength) + 1 :] if s in bounds), None)
        if higher is not None and abs(bounds[higher] - score) <= _near("score_margin"):
            word = "from" if one.code == "PP3" else "at most"
            asked = f"{tool} {word} {shown(bounds[higher])}"
            rows.append(_row(one.code, f"{tool} {shown(score)}", asked, near=True, strength=higher))
    return rows


def _near(name: str) -> float:
    return float(shipped_table("acmg", "near")[name])


def _acmg(name: str) -> Any:
    return shipped_table("acmg", name)

"""The answers of ``tachkhis explain`` as text for a terminal: the short answer first, then step by step."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from tachkhis.interpretation.de_novo.estimate import DeNovoEstimate
from tachkhis.interpretation.explaining.document import GeneMember
from tachkhis.interpretation.explaining.document import GenePath
from tachkhis.interpretation.explaining.document import GeneVariant
from tachkhis.interpretation.explaining.document import GeneVerdict
from tachkhis.interpretation.explaining.document import MemberState
from tachkhis.interpretation.explaining.document import VariantPath
from tachkhis.interpretation.explaining.modes import verdict_lines
from tachkhis.interpretation.explaining.words import of
from tachkhis.interpretation.explaining.words import of_list
from tachkhis.interpretation.explaining.words import plain
from tachkhis.interpretation.result import Classification
from tachkhis.interpretation.result import Criterion
from tachkhis.interpretation.result import Entered
from tachkhis.interpretation.result import Frequency

MOST_UNREADABLE = 8  # stretches printed of one member; JSON holds all


def variant_text(path: VariantPath) -> str:
    """The path of a variant."""
    return "\n".join(_variant_lines(path))


def gene_text(path: GenePath) -> str:
    """Why a gene is in the report or not."""
    return "\n".join(_gene_lines(path))


def _head(title: str, lines: Sequence[str]) -> Iterator[str]:
    """A step with its lines; nothing where there is none."""
    if lines:
        yield ""
        yield title
        yield from (f"  {line}" for line in lines)


def _variant_lines(path: VariantPath) -> Iterator[str]:
    yield from path.relationships
    yield from path.summary
    if path.not_looked_at is not None:
        return
    title = "1. Called" if path.called else "1. Not called: what the reads say"
    yield from _head(title, [*_call_lines(path), *path.place])
    yield from _head("2. Triage", list(_triage_lines(path)))
    yield from _head("3. How common, and what is known of it", list(_known_lines(path)))
    yield from _head("4. What it changes", list(_transcript_lines(path)))
    yield from _head("5. Inheritance in this family", [line for gene in path.genes for line in _mode_lines(gene)])
    yield from _head("6. ACMG/AMP criteria", [line for gene in path.genes for line in _criteria_lines(gene)])
    yield from _head("7. Rank and report", list(_report_lines(path)))
    for whole in path.together:
        yield ""
        yield f"The record that reads it together with the other changes of its {_shared(whole.variant)}:"
        yield from _variant_lines(whole)


def _call_lines(path: VariantPath) -> list[str]:
    lines = []
    if path.called:
        lines.append(f"name: {path.name or 'none: names are given to kept records only'}")
        quality = "?" if path.quality is None else path.quality
        lines.append(f"call quality {quality}, filters {';'.join(path.filters) or '.'}")
    if path.refined:
        lines.append(f"refinement of the call: {', '.join(path.refined)}")
    lines += [_member(one) for one in path.members]
    return lines if path.de_novo is None else [*lines, *_de_novo(path.de_novo)]


def _de_novo(found: DeNovoEstimate) -> Iterator[str]:
    """Where the proband's allele comes from, as probabilities, and what they rest on."""
    mosaic = "?" if found.parental_mosaic is None else f"{found.parental_mosaic:.3g}"
    yield (
        f"de novo: probability {found.probability:.4g} (a mosaic parent in it: {mosaic}), inherited"
        f" {found.inherited:.3g}; the parents being those declared, and the proband having the allele (by these reads"
        f" alone he has it not with {found.not_carried:.3g})"
    )
    frequency = "not known, as of any place" if found.frequency is None else f"{found.frequency:.3g}"
    based = ", ".join(f"{one.sample} ({one.role}) by {one.basis}" for one in found.members)
    yield f"  weighed with the allele's frequency {frequency}; {based}"


def _member(one: MemberState) -> str:
    if one.note is not None:
        return f"{one.sample}: {one.note}"
    if one.gt is None:
        depth = "?" if one.depth is None else one.depth
        return f"{one.sample}: {depth} reads over the place, {one.alt_reads} with the allele"
    quality = "?" if one.quality is None else one.quality
    joint = "" if one.joint_quality is None else f", {one.joint_quality} given the whole family"
    mosaic = ", possible mosaic" if one.possible_mosaic else ""
    share = "" if one.fraction is None else f", fraction {one.fraction:.3g}"
    if one.fraction_lower is not None and one.fraction_upper is not None:
        share += f" (95 % {one.fraction_lower:.3g} to {one.fraction_upper:.3g})"
    who = f"{one.sample} ({one.role})" if share else one.sample
    reads = of(one.alt_reads, one.depth)
    return f"genotype {who}: {one.gt}, {reads} reads, quality {quality}{joint}{mosaic}{share}"


def _triage_lines(path: VariantPath) -> Iterator[str]:
    if path.triage is not None:
        yield f"triage: {path.triage} ({path.triage_why})"
    for whole in path.joined_into:
        yield f"joined: read together with the other changes of its {_shared(whole)} as {whole}"
    if path.parts:
        how = ", ".join(path.joined_by) or "?"
        yield f"joined of {', '.join(part.id for part in path.parts)}, on one copy by: {how}"
    yield from (f"  {part.name} alone: {part.said}" for part in path.parts)
    for other in path.codon_apart:
        yield f"same codon: one copy has {path.variant}, another one {other}, for certain"
    for other in path.codon_cis:
        yield f"same codon: {other} beyond an intron is on the same copy; the effect on the protein is that of both"
    for neighbour in path.codon_with:
        yield f"same codon: {neighbour} is carried, too; whether on the same copy is not certain"
    for whole in path.codon_open:
        yield f"same codon: on one copy they would be {whole}; check the reads"


def _shared(whole: str) -> str:
    """What the changes of a joined record have in common; those of a codon are three bases at most, for as many."""
    _, _, ref, alt = whole.rsplit("-", 3)
    return "codon" if len(ref) == len(alt) <= 3 else "reading frame"


def _known_lines(path: VariantPath) -> Iterator[str]:
    if not path.called:
        return
    if path.founder is not None:
        yield f"founder: {path.founder}"
    if path.clinvar is not None:
        known = path.clinvar
        yield f"ClinVar {known.id}: {known.significance} ({known.review_status}), its class is shown and never counted"
    told = {one.source: one for one in path.frequencies}
    yield f"gnomAD: {_frequency(told.get('gnomad'))}"
    looked = f", looked for in {path.panel_looked} alleles" if path.panel_looked is not None else ""
    yield f"Moroccan panel: {_frequency(told.get('panel'))}{looked}"
    for score in path.scores:
        if score.value is not None:
            yield f"score {score.name}: {score.value}"
        else:
            yield f"track {score.name}: {score.text}"


def _frequency(one: Frequency | None) -> str:
    if one is None or not one.found or one.af is None:
        return "not listed"
    homozygotes = "?" if one.homozygotes is None else one.homozygotes
    faf = "" if one.faf is None else f", filtering frequency {one.faf:.3g}"
    filtered = f", filtered by the collection itself: {', '.join(one.filters)}" if one.filters else ""
    partial = ""
    if one.partial:
        partial = (
            f"; a partial record: whether {one.partial} people of the panel were looked at is not known, the frequency"
            " is too high, and neither triage nor BA1 and BS1 read it"
        )
    return (
        f"{one.ac}/{one.an} alleles, frequency {one.af:.3g} (exact 95 % bounds {one.lower:.3g} to {one.upper:.3g})"
        f"{faf}, {homozygotes} homozygotes{filtered}{partial}"
    )


def _transcript_lines(path: VariantPath) -> Iterator[str]:
    for one in path.transcripts:
        chosen = f", of the report ({one.chosen_why})" if one.chosen else ""
        names = f"{one.hgvs_c or '-'} {one.hgvs_p or '-'}"
        place = f", exon {one.exon}" if one.exon else f", intron {one.intron}" if one.intron else ""
        yield f"transcript {one.transcript} {one.gene}: {'&'.join(one.consequences)}, {names}{place}{chosen}"
    if path.transcripts_note is not None:
        yield path.transcripts_note


def _mode_lines(gene: GeneVerdict) -> Iterator[str]:
    if gene.not_looked_at is not None:
        yield f"{gene.gene}: {gene.not_looked_at}"
        return
    modes = ", ".join(gene.expected_modes) or "none listed"
    yield f"{gene.gene}: modes that HPO lists: {modes}"
    yield from verdict_lines(gene.modes)


def _criteria_lines(gene: GeneVerdict) -> Iterator[str]:
    if gene.classification is None:
        return
    yield from _classified(gene.classification)
    for one in gene.unmet:
        code = one.code if one.strength is None else f"{one.code} at {one.strength}"
        if one.near:
            yield f"nearly met {code}: {one.value}; asked for: {one.threshold}"
    far = [one for one in gene.unmet if not one.near]
    if far:
        yield "looked at and not met:"
        yield from (f"  {one.code}: {one.value}; asked for: {one.threshold}" for one in far)
    found = gene.classification
    yield f"{gene.gene}: class {found.class_.value}, {found.points} points"


def _classified(found: Classification) -> Iterator[str]:
    """What was met, what of it is not counted and why, and the class by the table of 2015."""
    for met in found.criteria:
        yield _criterion(met)
    for barred in found.barred:
        lowered = f", counted as {barred.lowered_to}" if barred.lowered_to is not None else ""
        who = f", by {_by(barred.entered)}" if barred.entered is not None else ""
        source = f"; {barred.source}" if barred.source else ""
        yield f"not counted {barred.code} {barred.strength}{lowered}: {plain(barred.reason)}{who}{source}"
    if found.class_2015 is not None:
        yield f"class by the table of 2015: {found.class_2015.value}"
    for reserve in found.reserves:
        yield f"reserve: {plain(reserve)}"
    if found.not_evaluated:
        yield f"not evaluated (no table given, or for a person to judge): {', '.join(found.not_evaluated)}"


def _criterion(met: Criterion) -> str:
    where = f"{plain(met.value)}; asked for: {plain(met.threshold)}"
    source = f"; {met.source}" if met.source else ""
    who = f"; entered by {_by(met.entered)}" if met.entered is not None else ""
    return f"criterion {met.code} {met.strength} ({met.points:+d}): {where}{source}{who}"


def _by(entered: Entered) -> str:
    return f"{entered.author} on {entered.date} ({entered.note})"


def _report_lines(path: VariantPath) -> Iterator[str]:
    if path.report is not None:
        yield f"report: {path.report}"
    for gene in path.genes:
        if gene.not_looked_at is not None:
            continue
        if gene.phenotype_score is not None:
            signs = ", ".join(gene.phenotype_terms) or "none"
            pointed = {True: "the request points to the gene", False: "the request does not point to the gene"}
            said = "" if gene.pointed_to is None else f"{pointed[gene.pointed_to]}: "
            yield f"{gene.gene}: {said}phenotype probability {gene.phenotype_score:.3g}, signs that match: {signs}"
        for one in gene.report:
            partner = f" with {one.partner}" if one.partner else ""
            if not one.listed:
                yield f"report: not in it as {one.mode}{partner}: {one.why}"
                continue
            where = "in the result box" if one.proposed else "listed, not proposed"
            rank, class_ = f"{one.rank}{of_list(one)}", one.class_of_pair
            yield f"report: candidate {rank}, {gene.gene}, {one.mode}, class {class_}, {where} ({one.why}){partner}"
            yield from one.ranking


def _gene_lines(path: GenePath) -> Iterator[str]:
    yield from path.summary
    if path.not_looked_at is None:
        yield from _head("1. Lists", [f"{one.name}: {one.said}" for one in path.lists])
        signs = ", ".join(path.phenotype_terms) or "none"
        score = "?" if path.phenotype_score is None else f"{path.phenotype_score:.3g}"
        modes = ", ".join(path.expected_modes) or "none"
        fit = [
            f"phenotype probability {score}, signs of the request that match: {signs}",
            f"modes that HPO lists: {modes}",
        ]
        yield from _head("2. Fit to the request", fit)
    transcript = "" if path.transcript is None else f" of {path.transcript}"
    coverage = [line for one in path.coverage for line in _coverage(one)]
    yield from _head(f"3. Coverage of the coding bases{transcript}", coverage)
    if path.not_looked_at is not None:
        return
    variants = [line for one in path.variants for line in _gene_variant(one)]
    yield from _head("4. Variants of the proband, and what became of each", variants or ["none was kept by triage"])
    aside = [f"{reason}: {number} records" for reason, number in path.set_aside.items()]
    yield from _head("5. Set aside by triage before names were given", aside)


def _coverage(one: GeneMember) -> Iterator[str]:
    who = f"{one.sample} ({one.role})"
    if one.note is not None:
        yield f"{who}: {one.note}"
        return
    yield (
        f"{who}: {one.percent_callable:.2f} % callable ({one.callable_bases} of {one.bases} bases with at least"
        f" {one.threshold} reads), mean depth {one.mean_depth}"
    )
    for stretch in one.unreadable[:MOST_UNREADABLE]:
        yield f"  not readable: {stretch}"
    if len(one.unreadable) > MOST_UNREADABLE:
        yield f"  and {len(one.unreadable) - MOST_UNREADABLE} stretches more (--format json lists all)"


def _gene_variant(one: GeneVariant) -> Iterator[str]:
    class_ = "" if one.class_ is None else f", class {one.class_} ({one.points} points)"
    yield f"{one.variant} {one.name}: {one.consequence}, {one.zygosity}, {one.triage}{class_}"
    yield from (f"  {line}" for line in one.became)

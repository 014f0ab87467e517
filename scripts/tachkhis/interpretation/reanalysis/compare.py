"""Two analyses of one case to the document that tells what changed, and by which resource."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from tachkhis.interpretation.explaining.allele import parse_allele
from tachkhis.interpretation.explaining.files import interpretation_of
from tachkhis.interpretation.explaining.files import prepared_of
from tachkhis.interpretation.explaining.variant_path import Explainer
from tachkhis.interpretation.inputs import read_case
from tachkhis.interpretation.provenance import digest_of
from tachkhis.interpretation.reanalysis.archive import Analysis
from tachkhis.interpretation.reanalysis.attribution import attribute
from tachkhis.interpretation.reanalysis.attribution import by_elimination
from tachkhis.interpretation.reanalysis.curation import curation_rows
from tachkhis.interpretation.reanalysis.differences import Difference
from tachkhis.interpretation.reanalysis.differences import Key
from tachkhis.interpretation.reanalysis.differences import differences
from tachkhis.interpretation.reanalysis.differences import in_words
from tachkhis.interpretation.reanalysis.differences import names_of
from tachkhis.interpretation.reanalysis.differences import outcomes
from tachkhis.interpretation.reanalysis.document import Change
from tachkhis.interpretation.reanalysis.document import EarlierFile
from tachkhis.interpretation.reanalysis.document import Outcome
from tachkhis.interpretation.reanalysis.document import Reanalysis
from tachkhis.interpretation.reanalysis.document import ResourceChange
from tachkhis.interpretation.reanalysis.exchange import Exchange
from tachkhis.interpretation.reanalysis.lost import lost_codes
from tachkhis.interpretation.reanalysis.seed import Asked
from tachkhis.interpretation.reanalysis.sources import PROGRAM
from tachkhis.interpretation.reanalysis.sources import resource_changes
from tachkhis.interpretation.result import CaseResult
from tachkhis.quality.summary import requested_genes

SIGNATURES = (".p7s", ".p7m", ".asc", ".sig")
"""Ends of files that hold a signature of a file beside them."""


def compare(earlier: Analysis, work: Analysis, asked: Asked, scratch: Path, first: Analysis) -> Reanalysis:
    """The document of a reanalysis.

    Args:
        earlier: the analysis that the new one is compared with.
        first: the first analysis of the case.
        work: the new one.
        asked: its question.
        scratch: an empty folder for what is made in between.
    """
    was, now = read_case(earlier.file("case.json")), read_case(work.file("case.json"))
    changed = resource_changes(earlier, was, work, now)
    before, after = outcomes(was), outcomes(now)
    found = differences(before, after)
    told = _attributed(found, [one.name for one in changed], earlier, work, scratch) if found else {}
    return Reanalysis(
        synthetic=now.synthetic,
        case=work.case,
        number=work.number,
        against=earlier.number,
        resources=changed,
        changes=[_change(one, *told[one.key], work, was, now) for one in found],
        unchanged=sum(1 for key in before if key in after)
        - sum(one.kind in ("upgraded", "downgraded", "changed") for one in found),
        curation_kept=asked.kept,
        curation_carried=asked.carried,
        curation_new=asked.new,
        curation=curation_rows(asked, now),
        earlier=[
            file
            for number in range(earlier.number, -1, -1)
            for file in kept_files(first.next(number, first.directory) if number else first)
        ],
        notes=_notes(earlier, work, changed),
    )


def _attributed(
    found: Sequence[Difference], changed: Sequence[str], earlier: Analysis, work: Analysis, scratch: Path
) -> Mapping[Key, tuple[list[str], str]]:
    exchange = Exchange.of(earlier, work, scratch)
    if exchange is None:
        return dict.fromkeys((one.key for one in found), by_elimination(changed))
    baseline = exchange.with_only(None)
    alone: dict[str, Mapping[Key, Outcome]] = {name: exchange.with_only(name) for name in changed if name != PROGRAM}
    return {one.key: attribute(one, changed, baseline, alone) for one in found}


def _change(found: Difference, by: list[str], how: str, work: Analysis, was: CaseResult, now: CaseResult) -> Change:
    gene, variants = found.key
    lost = _lost(variants, work, now) if found.kind == "lost" else (None, [])
    return Change(
        kind=found.kind,
        gene=gene,
        variants=list(variants),
        names=names_of(found.key, now) or names_of(found.key, was),
        was=found.was,
        now=found.now,
        differs=in_words(found.was, found.now),
        by=by,
        how=how,
        why_lost=lost[0],
        lost_by=lost[1],
    )


def _lost(variants: Sequence[str], work: Analysis, now: CaseResult) -> tuple[str, list[str]]:
    """What the new analysis says of the variants of a candidate that it does not list, in words and in codes."""
    files = prepared_of(work.case, work.directory, work.file("vcf.gz"), work.file("case.json"))
    explainer = Explainer(files, now, interpretation_of(files))
    paths = [explainer.variant(parse_allele(variant)) for variant in variants]
    codes = dict.fromkeys(code for path in paths for code in lost_codes(path))
    return "; ".join(line for path in paths for line in path.summary), list(codes)


def kept_files(earlier: Analysis) -> list[EarlierFile]:
    """Results of an earlier analysis, signed reports and detached signatures included, with their checksums."""
    wanted = (f"{earlier.case}.case.json", f"{earlier.case}.provenance.json", f"{earlier.case}.vcf.gz")
    found = [
        path
        for path in sorted(earlier.folder.iterdir())
        if path.is_file() and (path.name in wanted or path.suffix in (".pdf", ".html", *SIGNATURES))
    ]
    return [
        EarlierFile(file=path.name, sha256=digest_of(path).sha256, analysis=earlier.number, signed=_is_signed(path))
        for path in found
    ]


def _is_signed(path: Path) -> bool:
    """A signature beside a report, or a PDF that says which of its bytes a signature covers (ISO 32000, 12.8)."""
    return path.suffix in SIGNATURES or (path.suffix == ".pdf" and b"/ByteRange" in path.read_bytes())


def _notes(earlier: Analysis, work: Analysis, changed: Sequence[ResourceChange]) -> list[str]:
    """What a reader must know of this comparison."""
    notes = ["calls, quality and sites of interest are those of the archive: nothing was aligned or called again"]
    names = {one.name for one in changed}
    if names & {"founders", "sites"}:
        notes.append(
            "founders or positions that are new in the table were looked for among the calls, not in the reads"
        )
    requests = [one.request() for one in (earlier, work)]
    asked = set(requested_genes(requests[1])) - set(requested_genes(requests[0]))
    covered = {one.gene for one in read_case(work.file("case.json")).coverage}
    lacking = sorted(asked - covered)
    if lacking:
        notes.append(f"coverage of newly requested genes is not known, their depths are gone: {', '.join(lacking)}")
    if not changed:
        notes.append("both analyses rest on the same resources, question and program")
    if PROGRAM in names:
        notes.append("the program, or the HPO data that it carries, is another one than that of the earlier analysis")
    return notes

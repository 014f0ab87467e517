"""Where the results of a finished case are, and what of its inputs is still at hand."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tachkhis.errors import Fault
from tachkhis.errors import InputError

if TYPE_CHECKING:
    from tachkhis.interpretation.build import Interpretation


@dataclass(frozen=True, slots=True)
class Files:
    """The results of a case; ``None`` for what was not given or is gone.

    Attributes:
        vcf: annotated calls.
        case_json: the result.
        request: the request, for what the result does not list.
        tracks: ``tracks.json`` of the prepared tracks, likewise.
        passport: ``passport.json`` of the prepared reference, likewise.
        genes: the prepared gene model.
        folder: ``results`` of the run, for reads and depths.
        case: id of the case, where it was named.
    """

    vcf: Path
    case_json: Path
    request: Path | None = None
    tracks: Path | None = None
    passport: Path | None = None
    genes: Path | None = None
    folder: Path | None = None
    case: str | None = None

    @property
    def fasta(self) -> Path | None:
        """The prepared reference, beside the passport."""
        found = None if self.passport is None else self.passport.with_name("genome.fa")
        return found if found is not None and found.is_file() else None

    def beside(self, name: str) -> Path | None:
        """A document of the case (``quality``); ``None`` where it is gone or the case was not named."""
        if self.case is None:
            return None
        found = self.case_json.with_name(f"{self.case}.{name}.json")
        return found if found.is_file() else None


def of_case(case: str, directory: Path) -> Files:
    """The files of a finished case of a run.

    Raises:
        InputError: no such run or case, or the case is not finished.
    """
    cases = directory / "results" / "cases"
    if not cases.is_dir():
        remedy = "name the directory of a run with --directory"
        raise InputError([Fault(str(directory), "no run here (it has no results/cases)", remedy)])
    folder = cases / case
    if "/" in case or not folder.is_dir():
        known = ", ".join(sorted(one.name for one in cases.iterdir() if one.is_dir())[:20]) or "none yet"
        remedy = f"write the id of a case of this run ({known}), or name another run with --directory"
        raise InputError([Fault(str(cases), "no such case", remedy, value=case)])
    vcf, document = folder / f"{case}.vcf.gz", folder / f"{case}.case.json"
    lacking = [one.name for one in (vcf, document) if not one.is_file()]
    if lacking:
        remedy = "finish the run first: tachkhis run with the same --directory"
        raise InputError([Fault(str(folder), f"the case is not finished: no {', no '.join(lacking)}", remedy)])
    return prepared_of(case, directory, vcf, document)


def prepared_of(case: str, directory: Path, vcf: Path, document: Path) -> Files:
    """The results of a case with what of its prepared reference and tracks is still at hand."""
    request = document.with_name(f"{case}.request.json")
    prepared = _prepared(request, directory)
    return Files(vcf, document, request if request.is_file() else None, *prepared, directory / "results", case)


def of_arguments(args: argparse.Namespace) -> Files:
    """The files that ``--vcf`` and the like name.

    Raises:
        InputError: too few are named, or one is absent.
    """
    if args.vcf is None or args.case_json is None:
        remedy = "write the case before the allele (or before --gene), or name --vcf and --case-json"
        raise InputError([Fault("command line", "which case?", remedy)])
    return Files(args.vcf, args.case_json, args.request, args.tracks, args.passport)


def _prepared(request: Path, directory: Path) -> tuple[Path | None, Path | None, Path | None]:
    """``tracks.json``, ``passport.json``, gene model of a run; ``None`` where they, or their sources, are gone."""
    from tachkhis.case.model import Sheets
    from tachkhis.case.plan import Plan
    from tachkhis.case.request import Request

    if not request.is_file():
        return None, None, None
    asked = Request.read(request)
    here = Path.cwd()
    try:
        os.chdir(directory)
        plan = Plan(asked.config, Sheets({asked.case.id: asked.case}, asked.units))
        tracks, reference = plan.tracks, plan.reference
        found = Path(tracks.summary).resolve(), Path(reference.passport).resolve(), Path(reference.genes).resolve()
    except OSError:  # a source file that the names depend on is gone
        return None, None, None
    finally:
        os.chdir(here)
    return found if all(path.is_file() for path in found) else (None, None, None)


def interpretation_of(files: Files) -> Interpretation | None:
    """The interpretation, to be looked into, where its inputs are at hand."""
    from tachkhis.case.request import Request
    from tachkhis.interpretation.build import Interpretation
    from tachkhis.interpretation.inputs import read_quality
    from tachkhis.interpretation.inputs import read_runs
    from tachkhis.interpretation.inputs import read_tracks
    from tachkhis.reference.passport import Passport

    if files.request is None or files.tracks is None or files.passport is None:
        return None
    return Interpretation(
        request=Request.read(files.request),
        vcf=files.vcf,
        passport=Passport.from_json(files.passport.read_text(encoding="utf-8")),
        quality=read_quality(files.beside("quality")),
        tracks=read_tracks(files.tracks),
        sites=[],
        genes_file=files.genes,
        runs=read_runs(files.beside("autozygosity")),
        fasta=files.fasta,
        tracks_folder=files.tracks.parent,
    )

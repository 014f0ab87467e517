"""The earlier analysis again, with one resource exchanged for the newer one: what that one alone changes.

Both archived VCFs hold the same calls. The annotation of one resource is taken from the newer one, triage and names are
made anew by the program's own step, and the interpretation follows, with the tables and tracks of that one resource.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tachkhis.errors import ResourceError
from tachkhis.interpretation.build import Interpretation
from tachkhis.interpretation.explaining.files import Files
from tachkhis.interpretation.explaining.files import prepared_of
from tachkhis.interpretation.inputs import TracksInput
from tachkhis.interpretation.inputs import read_quality
from tachkhis.interpretation.inputs import read_runs
from tachkhis.interpretation.inputs import read_sites
from tachkhis.interpretation.inputs import read_tracks
from tachkhis.interpretation.reanalysis.archive import Analysis
from tachkhis.interpretation.reanalysis.calls import write_exchanged
from tachkhis.interpretation.reanalysis.differences import Key
from tachkhis.interpretation.reanalysis.differences import outcomes
from tachkhis.interpretation.reanalysis.document import Outcome
from tachkhis.interpretation.reanalysis.sources import GENES
from tachkhis.interpretation.reanalysis.sources import QUESTION
from tachkhis.interpretation.reanalysis.sources import with_part
from tachkhis.reference.passport import Passport

PREFIXES = {"gnomad": "GNOMAD_*", "panel": "PANEL_*", "clinvar": "CLINVAR_*"}


@dataclass(frozen=True)
class Exchange:
    """Two analyses of one case whose prepared tracks are both at hand.

    Attributes:
        earlier: the earlier one.
        work: the newer one.
        before: prepared files of the earlier one.
        after: prepared files of the newer one.
        scratch: folder for what is made in between.
    """

    earlier: Analysis
    work: Analysis
    before: Files
    after: Files
    scratch: Path

    @classmethod
    def of(cls, earlier: Analysis, work: Analysis, scratch: Path) -> Exchange | None:
        """``None`` where the prepared tracks of one of them, or the files that they were made from, are gone."""
        files = [
            prepared_of(one.case, one.directory, one.file("vcf.gz"), one.file("case.json")) for one in (earlier, work)
        ]
        if any(one.tracks is None for one in files):
            return None
        return cls(earlier, work, files[0], files[1], scratch)

    def with_only(self, name: str | None) -> dict[Key, Outcome]:
        """What the earlier analysis would list with the newer version of one resource (``None``: of none)."""
        requests = [one.request() for one in (self.earlier, self.work)]
        request = requests[0] if name is None else with_part(requests[0], requests[1], name)
        folder = self.scratch / (name or "none")
        folder.mkdir(parents=True)
        tracks = self._tracks(name, folder)
        genes = self.after.genes if name == GENES else self.before.genes
        vcf = self._annotated(name, folder, tracks, genes)
        passport, fasta = self.after.passport, self.after.fasta
        assert passport is not None
        quality = self.work if name == QUESTION else self.earlier
        runs = self.earlier.file("autozygosity.json")
        sites = self.earlier.file("sites.json")
        result = Interpretation(
            request=request,
            vcf=vcf,
            passport=Passport.from_json(passport.read_text(encoding="utf-8")),
            quality=read_quality(quality.quality),
            tracks=read_tracks(tracks / "tracks.json"),
            sites=read_sites(sites if sites.is_file() else None),
            genes_file=genes,
            runs=read_runs(runs if runs.is_file() else None),
            fasta=fasta,
            tracks_folder=tracks,
        ).result()
        return outcomes(result)

    def _tracks(self, name: str | None, folder: Path) -> Path:
        """The earlier prepared tracks, those of one resource from the newer analysis; links, and a joined summary."""
        assert self.before.tracks is not None
        assert self.after.tracks is not None
        mixed = folder / "tracks"
        mixed.mkdir()
        for source, wanted in ((self.before.tracks.parent, False), (self.after.tracks.parent, True)):
            for path in sorted(source.iterdir()):
                own = path.name.partition(".")[0] == name or (name == "founders" and path.name == "sites.json")
                if path.name != "tracks.json" and own is wanted:
                    (mixed / path.name).symlink_to(path.resolve())
        old, new = read_tracks(self.before.tracks), read_tracks(self.after.tracks)
        resources = [one for one in old.resources if one.name != name]
        resources += [one for one in new.resources if one.name == name]
        counts = new.clinvar_genes if name == "clinvar" else old.clinvar_genes
        joined = TracksInput(resources=resources, clinvar_genes=counts)
        (mixed / "tracks.json").write_text(joined.model_dump_json(indent=1) + "\n", encoding="utf-8")
        return mixed

    def _annotated(self, name: str | None, folder: Path, tracks: Path, genes: Path | None) -> Path:
        """The earlier VCF with the annotation of one resource exchanged, triaged and named anew, with its index."""
        assert self.after.tracks is not None
        taken = [PREFIXES[name]] if name in PREFIXES else []
        if name is not None and name not in PREFIXES:
            resource = read_tracks(self.after.tracks).named(name)
            taken = [] if resource is None else list(resource.fields)
            before = read_tracks(self.before.tracks).named(name) if self.before.tracks is not None else None
            taken += [] if before is None else [one for one in before.fields if one not in taken]
        plain, vcf = folder / "exchanged.vcf", folder / "triaged.vcf.gz"
        with plain.open("w", encoding="utf-8", errors="surrogateescape", newline="\n") as sink:
            write_exchanged(self.earlier.file("vcf.gz"), self.work.file("vcf.gz"), taken, sink)
        request = self.earlier.file("family.json")
        command = ["tachkhis", "triage", "--request", str(request), "--fasta", str(self.after.fasta)]
        command += ["--genes", str(genes), "--sites", str(tracks / "sites.json"), "--input", str(plain)]
        reach = tracks / "panel.callable.bed.gz"
        command += ["--panel-callable", str(reach)] if reach.exists() else []
        with vcf.open("wb") as sink_:
            triage = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            pack = subprocess.run(["bgzip", "-c"], stdin=triage.stdout, stdout=sink_, check=False)
            said = triage.communicate()[1].decode(errors="replace")
        index = subprocess.run(["tabix", "-f", "-p", "vcf", str(vcf)], capture_output=True, check=False)
        if triage.returncode or pack.returncode or index.returncode:
            raise ResourceError(f"the calls cannot be triaged with {name or 'the earlier resources'}: {said.strip()}")
        plain.unlink()  # as large as the calls
        return vcf

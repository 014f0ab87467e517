"""Steps that make the tracks of a prepared folder: slim, normal, under the reference's contig names, indexed.

INFO keeps the names of its publisher (``case/tracks.py`` says which are read), so that a prepared track is read by
``tachkhis check`` and by a run exactly as the original would be.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tachkhis.case.shipped import HOUSE
from tachkhis.case.streams import open_bytes
from tachkhis.case.tracks import chosen_names
from tachkhis.case.tracks import lacking
from tachkhis.errors import ResourceError
from tachkhis.reference.agreement import contig_trouble
from tachkhis.reference.chain import run_chain
from tachkhis.reference.chain import run_tool
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.preparation import Step
from tachkhis.reference.slim_records import SLIM_SAYS

CLINVAR_KEPT = ("CLNSIG", "CLNREVSTAT", "CLNDN", "CLNSIGCONF", "CLNDISDB", "GENEINFO", "MC")
"""What a run reads of ClinVar (``case/tracks.py``), with what it counts by gene."""
SUMMED = ("AC", "AN", "nhomalt")
"""Fields of gnomAD that are summed where exomes and genomes come apart; the frequency follows from them."""
FREQUENCY = (
    'BEGIN { FS = OFS = "\\t" } /^#CHROM/ { print header } /^#/ { print; next }'
    ' { ac = an = ""; n = split($8, part, ";");'
    " for (i = 1; i <= n; i++) {"
    " if (part[i] ~ /^AC=/) ac = substr(part[i], 4); if (part[i] ~ /^AN=/) an = substr(part[i], 4) }"
    ' if (ac != "" && an > 0) $8 = $8 ";AF=" sprintf("%.6g", ac / an); print }'
)
"""awk: adds AF = AC / AN to records of one ALT."""
FREQUENCY_HEADER = '##INFO=<ID=AF,Number=A,Type=Float,Description="Alternate allele frequency, AC / AN">'


@dataclass(frozen=True, slots=True)
class Genome:
    """The prepared reference that tracks are brought to."""

    fasta: Path
    threads: int = 2

    @property
    def lengths(self) -> dict[str, int]:
        """Length in bases by contig."""
        rows = (line.split("\t") for line in Path(f"{self.fasta}.fai").read_text().splitlines())
        return {row[0]: int(row[1]) for row in rows}


@dataclass(frozen=True, slots=True)
class Header:
    """What the header of a VCF says.

    Attributes:
        contigs: names with lengths, where stated; from the records where the header names none (ClinVar).
        info: ids of INFO fields.
    """

    text: str
    contigs: Mapping[str, int | None]
    info: tuple[str, ...]


def read_header(path: Path) -> Header:
    """The header of a VCF.

    Raises:
        ResourceError: the file is none.
    """
    done = subprocess.run(
        ["bcftools", "view", "--no-version", "-h", str(path)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0 or "#CHROM" not in done.stdout:
        raise ResourceError(f"{path}: is no VCF ({' '.join(done.stderr.split()) or 'no header'})")
    contigs: dict[str, int | None] = {}
    for line in done.stdout.splitlines():
        if line.startswith("##contig=<"):
            name, length = re.search(r"ID=([^,>]+)", line), re.search(r"length=(\d+)", line)
            if name:
                contigs[name[1]] = int(length[1]) if length else None
    if not contigs:
        with open_bytes(path) as handle:
            names = (line.split(b"\t", 1)[0].decode() for line in handle if not line.startswith(b"#"))
            contigs = dict.fromkeys(names)
    info = tuple(re.findall(r"^##INFO=<ID=([^,]+),", done.stdout, re.MULTILINE))
    return Header(done.stdout, contigs, info)


def slim(source: Path, genome: Genome, keep: Sequence[str], out: Path, where: str = "") -> dict[str, int]:
    """Write a VCF that keeps some INFO fields, under the reference's names, one ALT per record, left-aligned, sorted.

    Fields and names are picked from the text: gnomAD has hundreds of fields, and to read them all into BCF first, as
    ``bcftools annotate`` does, takes several times as long.

    Args:
        source: VCF, bgzipped or gzipped.
        genome: the reference.
        keep: INFO fields to keep.
        out: VCF, bgzipped; its ``.tbi`` goes beside it.
        where: bcftools expression that records must meet.

    Returns:
        Counts of records: ``read``, ``split``, ``realigned``, ``left_out`` (whose REF is not the reference's) and
        ``elsewhere`` (on contigs that the reference lacks; not among those read).

    Raises:
        ResourceError: contigs or lengths are not those of the reference, or a tool failed.
    """
    header = read_header(source)
    lengths = genome.lengths
    names = rename_map(header.contigs, lengths)
    trouble = contig_trouble(header.contigs, lengths)
    if trouble is not None:
        raise ResourceError(f"{source}: {trouble.problem}; {trouble.remedy}")
    out.parent.mkdir(parents=True, exist_ok=True)
    head, table = out.with_name(f"{out.name}.head"), out.with_name(f"{out.name}.names")
    head.write_bytes(_slim_header(header, keep, {new: lengths[new] for new in names.values()}))
    table.write_text("".join(f"{old}\t{new}\n" for old, new in names.items()), encoding="utf-8")
    program = [sys.executable, str(HOUSE / "scripts" / "bin" / "tachkhis"), "slim"]  # a process: threads share one core
    commands = [
        [*program, "--source", str(source), "--header", str(head), "--contigs", str(table), "--fields", ",".join(keep)],
        ["bcftools", "norm", "--no-version", "-Ou", "-m", "-any", "-c", "x", "-f", str(genome.fasta), "-"],
        *([["bcftools", "view", "--no-version", "-Ou", "-i", where, "-"]] if where else []),
        ["bcftools", "sort", "-Ou", "-T", f"{out}.sort", "-"],
        ["bcftools", "view", "--no-version", "-Oz", "--threads", str(genome.threads), "-o", str(out), "-"],
    ]
    said = run_chain(commands, str(source))
    run_tool(["tabix", "-f", "-p", "vcf", str(out)])
    _keep_used_contigs(out)
    elsewhere = re.search(rf"^{SLIM_SAYS} (\d+)$", said, re.MULTILINE)
    counts = re.search(r"Lines\s+total/split/realigned/skipped:\s+(\d+)/(\d+)/(\d+)/(\d+)", said)
    if counts is None or elsewhere is None:
        raise ResourceError(f"the tools said nothing of their work: {said[-300:]}")
    told = dict(zip(("read", "split", "realigned", "left_out"), (int(count) for count in counts.groups()), strict=True))
    return {**told, "elsewhere": int(elsewhere[1])}


def _slim_header(header: Header, keep: Sequence[str], contigs: Mapping[str, int]) -> bytes:
    """The header with the contigs of the reference and the fields that are kept."""
    lines = []
    for line in header.text.splitlines():
        field = re.match(r"##INFO=<ID=([^,]+),", line)
        if line.startswith("##contig=") or (field is not None and field[1] not in keep):
            continue
        if line.startswith("#CHROM"):
            lines += [f"##contig=<ID={name},length={length}>" for name, length in contigs.items()]
        lines.append(line)
    return ("\n".join(lines) + "\n").encode()


def _keep_used_contigs(path: Path) -> None:
    """Let the header name only contigs that have records: names such as HLA-A*01:01 cannot be asked for as regions."""
    used = {line.split("\t")[0] for line in run_tool(["bcftools", "index", "-s", str(path)]).splitlines()}
    lines = run_tool(["bcftools", "view", "--no-version", "-h", str(path)]).splitlines(keepends=True)
    named = ((line, re.match(r"##contig=<ID=([^,>]+)", line)) for line in lines)
    kept = [line for line, contig in named if contig is None or contig[1] in used]
    if len(kept) == len(lines):
        return
    header, fresh = path.with_name(f"{path.name}.header"), path.with_name(f"{path.name}.fresh")
    header.write_text("".join(kept), encoding="utf-8")
    run_tool(["bcftools", "reheader", "-h", str(header), "-o", str(fresh), str(path)])
    fresh.replace(path)
    run_tool(["tabix", "-f", "-p", "vcf", str(path)])


def clinvar_step(source: Path, genome: Genome) -> Step:
    """ClinVar, slim and normal."""
    output = "tracks/clinvar.vcf.gz"

    def make(scratch: Path) -> Mapping[str, Any]:
        header = read_header(source)
        _needs(source, "clinvar", header)
        kept = [name for name in CLINVAR_KEPT if name in header.info]
        date = re.search(r"^##fileDate=(.+)$", header.text, re.MULTILINE)
        return {**slim(source, genome, kept, scratch / output), "file_date": date[1] if date else None, "info": kept}

    inputs = (source, genome.fasta)
    return Step("clinvar", inputs, (output, f"{output}.tbi"), make, tools=("bcftools",))


def _needs(source: Path, track: str, header: Header) -> None:
    missing = lacking(track, header.info)
    if missing:
        raise ResourceError(f"{source}: it has no INFO field {' or '.join(missing[0])}")


def gnomad_part(name: str, part: str, sources: tuple[Path, ...], genome: Genome) -> Step:
    """One chromosome of gnomAD: slim and normal; exomes and genomes that come apart are summed.

    Summed: allele counts, allele numbers, homozygotes, of whichever of the two has the variant and lets it pass. The
    filtering frequency is the greater of the two; AF is AC / AN.
    """
    output = f"tracks/parts/{name}.{part}.vcf.gz"

    def make(scratch: Path) -> Mapping[str, Any]:
        target = scratch / output
        target.parent.mkdir(parents=True)
        notes: dict[str, Any] = {}
        slims = []
        for number, source in enumerate(sources):
            header = read_header(source)
            _needs(source, "gnomad", header)
            kept = list(chosen_names("gnomad", header.info).values())
            if len(sources) > 1:
                kept = [field for field in kept if field in SUMMED or field.startswith("faf")]
            one = target if len(sources) == 1 else scratch / f"{number}.vcf.gz"
            notes[source.name] = {**slim(source, genome, kept, one), "info": kept}
            slims.append((one, kept))
        if len(sources) > 1:
            rules = ",".join(f"{field}:{'sum' if field in SUMMED else 'max'}" for field in slims[0][1])
            _merge([str(one) for one, _ in slims], rules, target)
            notes["merged"] = rules
        return notes

    inputs = (*sources, genome.fasta)
    return Step(f"{name}:{part}", inputs, (output, f"{output}.tbi"), make, tools=("bcftools",), parameters=(part,))


def _merge(files: Sequence[str], rules: str, target: Path) -> None:
    """Join slim sites of several sources, with the frequency of the sums.

    A record that one source filters neither counts nor condemns where another lets the allele pass; one that none
    lets pass is summed over all and keeps their filters.
    """
    joined = []
    for name, which in (("passed", "-i"), ("filtered", "-e")):
        some = [str(target.with_name(f"{number}.{name}.vcf.gz")) for number, _ in enumerate(files)]
        for source, one in zip(files, some, strict=True):
            passing = 'FILTER="PASS" || FILTER="."'
            run_tool(["bcftools", "view", "--no-version", which, passing, "-Oz", "-o", one, source])
            run_tool(["tabix", "-f", "-p", "vcf", one])
        joined.append(str(target.with_name(f"{name}.vcf.gz")))
        run_tool(["bcftools", "merge", "--no-version", "-m", "none", "-i", rules, "-Oz", "-o", joined[-1], *some])
        run_tool(["tabix", "-f", "-p", "vcf", joined[-1]])
        for one in some:
            Path(one).unlink()
            Path(f"{one}.tbi").unlink()
    chain = [
        ["bcftools", "concat", "--no-version", "-a", "-d", "exact", "-Ov", *joined],
        ["awk", "-v", f"header={FREQUENCY_HEADER}", FREQUENCY],
        ["bcftools", "view", "--no-version", "-Oz", "-o", str(target), "-"],
    ]
    run_chain(chain, files[0])
    run_tool(["tabix", "-f", "-p", "vcf", str(target)])


def scores_part(part: str, source: Path, genome: Genome) -> Step:
    """REVEL and SpliceAI of one chromosome, as gnomAD's exomes carry them; records without either are left out."""
    output = f"tracks/parts/scores.{part}.vcf.gz"

    def make(scratch: Path) -> Mapping[str, Any]:
        kept = list(chosen_names("scores", read_header(source).info).values())
        where = " || ".join(f'INFO/{name}!="."' for name in kept)
        return {**slim(source, genome, kept, scratch / output, where), "info": kept}

    inputs = (source, genome.fasta)
    return Step(f"scores:{part}", inputs, (output, f"{output}.tbi"), make, tools=("bcftools",), parameters=(part,))


def has_scores(source: Path) -> bool:
    """Whether a VCF carries a score that a run reads."""
    return bool(chosen_names("scores", read_header(source).info))


def joined_step(name: str, parts: Sequence[Path], genome: Genome) -> Step:
    """All chromosomes of a track in one indexed VCF, in the order of the reference."""
    output = f"tracks/{name}.vcf.gz"

    def make(scratch: Path) -> Mapping[str, Any]:
        target = scratch / output
        target.parent.mkdir(parents=True)
        order = {contig: number for number, contig in enumerate(genome.lengths)}
        first = {part: _first_contig(part) for part in parts}
        files = sorted((part for part in parts if first[part] is not None), key=lambda part: order[first[part] or ""])
        if not files:
            raise ResourceError(f"no record of {name} lies on the reference; is it of another build?")
        threads = ["--threads", str(genome.threads)]
        paths = [str(part) for part in files]
        run_tool(["bcftools", "concat", "--no-version", *threads, "-Oz", "-o", str(target), *paths])
        run_tool(["tabix", "-f", "-p", "vcf", str(target)])
        records = sum(
            int(line.split("\t")[2]) for line in run_tool(["bcftools", "index", "-s", str(target)]).splitlines()
        )
        return {"records": records, "parts": len(files)}

    return Step(name, tuple(parts), (output, f"{output}.tbi"), make, tools=("bcftools",))


def _first_contig(part: Path) -> str | None:
    lines = run_tool(["bcftools", "index", "-s", str(part)]).splitlines()
    return lines[0].split("\t")[0] if lines else None

"""The runs behind ``scripts/benchmark accuracy``: the real reads whole and thinned, through the workflow, rule by rule."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from real_cases import PEOPLE
from real_cases import TRUTH
from real_cases import TruthSet
from real_cases import write_cases
from real_cases import write_run

SEED = 20261
THINNED = TRUTH[:2]  # HG002 and HG001; the trio's ten kilobases are too short to be thinned
RULES = ("artefacts", "rescue", "repeats", "family")
ON, OFF = "all rules", "no rule"
VARIANTS: dict[str, dict[str, bool]] = {
    ON: dict.fromkeys(RULES, True),
    OFF: dict.fromkeys(RULES, False),
    **{f"without {rule}": {name: name != rule for name in RULES} for rule in RULES},
}


@dataclass(frozen=True)
class Set:
    """One case that is called: a truth set at one depth (``None``: all reads)."""

    truth: TruthSet
    depth: int | None

    @property
    def case(self) -> str:
        return self.truth.case if self.depth is None else f"{self.truth.case}-{self.depth}x"

    @property
    def sample(self) -> str:
        return self.truth.sample if self.depth is None else f"{self.truth.sample}-{self.depth}x"


def run(config: Path, directory: Path, cores: str, targets: list[str]) -> None:
    """Run the workflow as a person would, up to some files."""
    command = ["tachkhis", "run", "--configfile", str(config), "--directory", str(directory), "--cores", cores]
    done = subprocess.run(
        [*command, "--", "--quiet", "all", "--", *targets], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-6000:])


def align(human: Path, folder: Path, cores: str) -> dict[str, Path]:
    """CRAM of every sample, from FASTQ."""
    config = write_run(human, folder / "whole")
    targets = {sample: f"results/samples/{sample}/{sample}.cram" for sample in PEOPLE}
    run(config, folder / "whole" / "run", cores, list(targets.values()))
    return {sample: folder / "whole" / "run" / path for sample, path in targets.items()}


def thin(cram: Path, fasta: Path, depth: int, sample: str, out: Path) -> Path:
    """A CRAM with about so many reads over each base of each contig, by the hash of the read names.

    A contig that is less deep stays whole. The sample is renamed in the read groups.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    table = subprocess.run(
        ["samtools", "coverage", "-H", "--reference", str(fasta), str(cram)], capture_output=True, text=True, check=True
    )
    parts = []
    for line in table.stdout.splitlines():
        contig, mean = line.split("\t")[0], float(line.split("\t")[6])
        part = out.with_name(f"{out.stem}.{contig}.bam")
        share = min(0.999999, depth / mean) if mean > 0 else 0.999999
        keep = ["-s", f"{SEED + share:.6f}"] if share < 0.999999 else []
        view = ["samtools", "view", "--no-PG", "-b", "-T", str(fasta), *keep, "-o", str(part), str(cram), contig]
        subprocess.run(view, check=True)
        parts.append(str(part))
    merged = out.with_suffix(".merged.bam")
    subprocess.run(["samtools", "merge", "--no-PG", "-f", "-c", "-p", "-o", str(merged), *parts], check=True)
    header = subprocess.run(["samtools", "view", "-H", str(merged)], capture_output=True, text=True, check=True).stdout
    renamed = "\n".join(
        "\t".join(f"SM:{sample}" if cell.startswith("SM:") else cell for cell in line.split("\t"))
        for line in header.splitlines()
    )
    with out.open("wb") as target:
        subprocess.run(
            ["samtools", "reheader", "--no-PG", "/dev/stdin", str(merged)],
            input=(renamed + "\n").encode(),
            stdout=target,
            check=True,
        )
    subprocess.run(["samtools", "index", str(out)], check=True)
    for part in (*parts, str(merged)):
        Path(part).unlink()
    return out


def write_sets(human: Path, folder: Path, sets: list[Set], crams: dict[str, Path], caller: str, variant: str) -> Path:
    """Sheets and configuration that start from alignments; returns the configuration."""
    samples, units = [], []
    for one in sets:
        members = [one.truth.sample] if one.depth is not None else [n for n in PEOPLE if PEOPLE[n][0] == one.truth.case]
        for name in members:
            case, father, mother, sex, affected, _ = PEOPLE[name]
            sample = one.sample if name == one.truth.sample else name
            samples.append([one.case, sample, father, mother, sex, affected])
            units.append([sample, "a", "lib1", "ILLUMINA", "", "", str(crams[sample])])
            assert case == one.truth.case
    switches = ", ".join(f"{name}: {str(value).lower()}" for name, value in VARIANTS[variant].items())
    calling = f"{{caller: {caller}, scatter_bases: 1000000, refine: {{{switches}}}}}"
    cases = [(one.case, one.sample) for one in sets]
    return write_cases(human, folder, cases, samples, units, calling, alignments=True)


def call(
    human: Path, folder: Path, sets: list[Set], crams: dict[str, Path], caller: str, variant: str, cores: str
) -> dict[Set, Path]:
    """Calls of every set by one caller with some of the rules."""
    config = write_sets(human, folder / "sets", sets, crams, caller, variant)
    targets = [f"results/cases/{one.case}/calls/{caller}/0001.bcf" for one in sets]
    run(config, folder / "sets" / "run", cores, targets)
    out = folder / "calls" / f"{caller}.{variant.replace(' ', '_')}"
    out.mkdir(parents=True, exist_ok=True)
    found = {}
    for one, target in zip(sets, targets, strict=True):
        found[one] = Path(shutil.copy(folder / "sets" / "run" / target, out / f"{one.case}.bcf"))
    return found

"""What the family rule does to real reads: a made-up duo and a true trio, called with it and without it, against GIAB.

In the duo HG002 is called the child of HG001, who is no kin: where the two differ, what the family expects is wrong, and the
reads must win. No person may have more alleles or genotypes wrong with the rule than without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench_runs import ON
from bench_runs import VARIANTS
from bench_runs import run

from real_cases import PEOPLE
from real_cases import TRUTH
from real_cases import TruthSet
from real_cases import write_cases
from tachkhis.quality.accuracy import Score
from tachkhis.quality.accuracy import compare_exact
from tachkhis.quality.accuracy import read_alleles

WITHOUT = "without family"
HEADER = "family\tsample\trules\tkind\tTP\tFP\tFN\twrong_genotype"


@dataclass(frozen=True)
class Family:
    """A case: sample, father, mother of each member, child first; and those whom GIAB knows."""

    case: str
    label: str
    members: tuple[tuple[str, str, str], ...]
    truths: tuple[TruthSet, ...]


FAMILIES = (
    Family("DUO", "made-up duo", (("HG002", "", "HG001-50x"), ("HG001-50x", "", "")), TRUTH[:2]),
    Family(
        "TRIO",
        "true trio",
        (("HG001-trio", "NA12891", "NA12892"), ("NA12891", "", ""), ("NA12892", "", "")),
        TRUTH[2:],
    ),
)


def family_lines(human: Path, folder: Path, crams: Mapping[str, Path], fasta: Path, cores: str) -> list[str]:
    """The table, tab-separated, with its header."""
    lines = [HEADER]
    for rules in (ON, WITHOUT):
        directory = folder / "families" / rules.replace(" ", "_")
        config = _write(human, directory, crams, rules)
        targets = {one.case: f"results/cases/{one.case}/calls/bcftools/0001.bcf" for one in FAMILIES}
        run(config, directory / "run", cores, list(targets.values()))
        for one in FAMILIES:
            for truth in one.truths:
                bed = human / truth.bed
                known = read_alleles(human / truth.vcf, None, fasta, bed)
                calls = read_alleles(directory / "run" / targets[one.case], truth.sample, fasta, bed)
                for kind, score in compare_exact(known, calls).items():
                    lines.append("\t".join((one.label, truth.sample, rules, kind, *map(str, _counts(score)))))
    return lines


def family_verdicts(lines: list[str]) -> list[str]:
    """By person and kind whether the rule makes nothing worse."""
    wrong: dict[tuple[str, str, str], dict[str, int]] = {}
    for line in lines[1:]:
        family, sample, rules, kind, _, *counts = line.split("\t")
        wrong.setdefault((family, sample, kind), {})[rules] = sum(map(int, counts))
    return [
        f"{'met' if by[ON] <= by[WITHOUT] else 'MISSED'}: {sample} {kind} in the {family}: {by[ON]} wrong with the family"
        f" rule, {by[WITHOUT]} without"
        for (family, sample, kind), by in wrong.items()
    ]


def _counts(score: Score) -> tuple[int, int, int, int]:
    """True and false positives, false negatives, found alleles whose genotype is wrong."""
    found = score.true_positives
    return found, score.false_positives, score.false_negatives, found - score.same_genotype


def _write(human: Path, folder: Path, crams: Mapping[str, Path], rules: str) -> Path:
    samples, units = [], []
    for one in FAMILIES:
        for number, (name, father, mother) in enumerate(one.members):
            samples.append([one.case, name, father, mother, PEOPLE[name][3], "no" if number else "yes"])
            units.append([name, "a", "lib1", "ILLUMINA", "", "", str(crams[name])])
    switches = ", ".join(f"{name}: {str(value).lower()}" for name, value in VARIANTS[rules].items())
    calling = f"{{caller: bcftools, scatter_bases: 1000000, refine: {{{switches}}}}}"
    cases = [(one.case, one.members[0][0]) for one in FAMILIES]
    return write_cases(human, folder, cases, samples, units, calling, alignments=True)

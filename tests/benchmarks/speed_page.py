"""The page of ``scripts/benchmark speed``: figures by set and chain, ratios, targets, the time line, CPU by tool."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from speed_meter import ALIGNER
from speed_meter import CALLERS
from speed_meter import Taken
from speed_steps import Step
from speed_steps import bar
from speed_steps import stages
from speed_world import Sizes

from tachkhis.quality.accuracy import Score
from tachkhis.reads.pipeline import version_of

IDLE = 0.05
"""Share of the machine that others may use for wall times to count."""
NOTES = Path(__file__).with_name("speed_notes.md")
"""What was cut after profiles, and what did not pay; written by hand."""
SHOWN = 14  # tools that the table of CPU lists


@dataclass(frozen=True)
class Outcome:
    """What the chains took on one set; ``fastq`` in megabytes."""

    name: str
    people: int
    fastq: float
    taken: dict[str, Taken]
    steps: list[Step]
    scores: dict[str, dict[str, Score]]


@dataclass(frozen=True)
class Target:
    """One target of the issue, with what was measured for it."""

    words: str
    value: float
    limit: float
    at_least: bool = False
    idle: bool = True  # whether the machine was, where that matters

    @property
    def verdict(self) -> str:
        """Met or missed; a wall time of a machine that others used is no measurement."""
        if not self.idle:
            return "no verdict: others computed"
        return "met" if self.met else "**MISSED**"

    @property
    def met(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def targets(outcomes: Sequence[Outcome]) -> Iterator[Target]:
    """The targets of the issue, set by set."""
    memory: list[tuple[int, float]] = []
    for one in outcomes:
        tachkhis, bare = one.taken["tachkhis"], one.taken["bare"]
        limit = 1.5 if one.name == "demo" else 1.15
        idle = max(taken.others for taken in one.taken.values()) <= IDLE
        yield Target(f"{one.name}: wall, Tachkhis / bare", tachkhis.wall / bare.wall, limit, idle=idle)
        if "common" in one.taken:
            ratio = tachkhis.wall / one.taken["common"].wall
            yield Target(f"{one.name}: wall, Tachkhis / common", ratio, 0.6, idle=idle)
            for kind, score in one.scores["tachkhis"].items():
                other = one.scores["common"][kind]
                words = f"{one.name}: F1 of {kind}s, Tachkhis less common"
                yield Target(words, score.f1 - other.f1, 0.0, at_least=True)
        yield Target(f"{one.name}: CPU outside bwa and the caller", tachkhis.outside, 0.15)
        yield Target(f"{one.name}: cores busy", tachkhis.busy, 0.9, at_least=True, idle=idle)
        yield Target(f"{one.name}: peak disk / FASTQ", tachkhis.disk / one.fastq, 1.3)
        memory.append((one.people, tachkhis.memory))
    few, many = min(memory), max(memory)
    if few[0] != many[0]:
        words = f"peak memory, {many[0]} people / {few[0]} people"
        yield Target(words, many[1] / few[1], 1.1)


def page(outcomes: Sequence[Outcome], sizes: Sizes, tools: str, rounds: int) -> str:
    """The whole page, Markdown."""
    lines = ["# Speed: Tachkhis, the bare chain, a common pipeline", "", "Made by `scripts/benchmark speed`.", ""]
    lines += [*_machine(outcomes), ""]
    lines += [
        f"Sets: a simulated trio on {sizes.megabases:g} Mb, {sizes.depth:g} reads per base; exome-like: coding exons of the same"
        f" family, {sizes.exome_depth:g} reads per base; the demo's families. Rounds: {rounds} (least wall).",
        f"Common pipeline here: fastp to files; {tools}.",
        "",
        *_takings(outcomes),
        "",
        "## Targets",
        "",
        "| what | measured | target | |",
        "|---|---|---|---|",
    ]
    for target in targets(outcomes):
        sign = ">=" if target.at_least else "<="
        lines.append(f"| {target.words} | {target.value:.4g} | {sign} {target.limit:g} | {target.verdict} |")
    scored = [one for one in outcomes if one.scores]
    if scored:
        lines += [
            "",
            "## Accuracy",
            "",
            "Calls that passed, on the autosomes (inside the targets), all members; haplotypes compared.",
        ]
        lines += ["", "| set | chain | kind | TP | FP | FN | F1 | genotypes |", "|---|---|---|---|---|---|---|---|"]
        for one in scored:
            for chain, scores in one.scores.items():
                for kind, s in scores.items():
                    counts = f"{s.true_positives} | {s.false_positives} | {s.false_negatives}"
                    lines.append(f"| {one.name} | {chain} | {kind} | {counts} | {s.f1:.4f} | {s.concordance:.4f} |")
    for one in outcomes:
        lines += ["", *_timeline(one), "", *_tools(one)]
    return "\n".join(lines) + "\n\n" + NOTES.read_text()


def _machine(outcomes: Sequence[Outcome]) -> Iterator[str]:
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    versions = ", ".join(f"{tool} {version_of(tool)}" for tool in ("bwa", "samtools", "bcftools", "fastp"))
    yield (
        f"Machine: {os.cpu_count()} x {names[0].split(':')[1].strip() if names else platform.processor()}, {memory:.0f} GB,"
        f" {platform.system()} {platform.release()}, Python {platform.python_version()}; {versions}."
    )
    most = max(taken.others for one in outcomes for taken in one.taken.values())
    yield ""
    if most > IDLE:
        yield (
            f"**Others computed on this machine meanwhile: up to {most:.0%} of its CPU.** Wall times, their ratios and how busy"
            " the cores were do not count; CPU, memory, disk and accuracy do."
        )
    else:
        yield f"The machine was otherwise idle (others used at most {most:.1%} of its CPU)."


def _takings(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield "| set | chain | wall s | CPU s | busy | outside bwa and caller | memory MB | disk / FASTQ | written / FASTQ | others' CPU |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for one in outcomes:
        for chain, t in one.taken.items():
            yield (
                f"| {one.name} | {chain} | {t.wall:.0f} | {t.cpu:.0f} | {t.busy:.0%} | {t.outside:.0%} | {t.memory:.0f}"
                f" | {t.disk / one.fastq:.2f} | {t.written / one.fastq:.2f} | {t.others:.0%} |"
            )
        own = one.taken["tachkhis"]
        for chain, t in one.taken.items():
            if chain != "tachkhis":
                yield (
                    f"| {one.name} | *Tachkhis / {chain}* | {own.wall / t.wall:.2f} | {own.cpu / t.cpu:.2f} | | |"
                    f" {own.memory / t.memory:.2f} | {own.disk / t.disk:.2f} | {own.written / t.written:.2f} | |"
                )


def _timeline(one: Outcome) -> Iterator[str]:
    whole = max(step.end for step in one.steps)
    before = one.taken["tachkhis"].wall - whole
    yield f"## Time line: {one.name}"
    yield ""
    yield f"From the first job to the last {whole:.0f} s; start and end of Snakemake {before:.0f} s more."
    yield ""
    yield "| rule | jobs | from s | to s | seconds of jobs | CPU s | |"
    yield "|---|---|---|---|---|---|---|"
    for stage in stages(one.steps):
        yield (
            f"| {stage.rule} | {stage.jobs} | {stage.start:.1f} | {stage.end:.1f} | {stage.wall:.1f} | {stage.cpu:.1f}"
            f" | `{bar(stage.start, stage.end, whole)}` |"
        )


def _tools(one: Outcome) -> Iterator[str]:
    yield f"CPU by tool, {one.name}, seconds (tools called by another are not counted in that one; * aligner and callers):"
    yield ""
    order = sorted(
        {tool for taken in one.taken.values() for tool in taken.tools},
        key=lambda tool: -max(taken.tools.get(tool, 0.0) for taken in one.taken.values()),
    )
    yield "| tool | " + " | ".join(one.taken) + " |"
    yield "|---|" + "---|" * len(one.taken)
    for tool in order[:SHOWN]:
        mark = "*" if tool in (*ALIGNER, *CALLERS) else ""
        cells = (f"{taken.tools[tool]:.1f}" if tool in taken.tools else "" for taken in one.taken.values())
        yield f"| {tool}{mark} | " + " | ".join(cells) + " |"
    rest = (f"{sum(t.tools.get(tool, 0.0) for tool in order[SHOWN:]):.1f}" for t in one.taken.values())
    yield "| all others | " + " | ".join(rest) + " |"

"""Runs of homozygosity of each member of a family, and how far its markers reach.

``bcftools roh`` finds the runs, on genotypes alone (``-G``) and without homozygous reference places (``-i``): those are
written only where a relative differs, so that a person's runs would depend on who else was sequenced. Its transition
probabilities are multiplied by the genetic distance, from a map or at a constant rate per base.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tachkhis.case.model import Person
from tachkhis.errors import ResourceError
from tachkhis.quality.markers import Markers
from tachkhis.quality.markers import Pair
from tachkhis.quality.markers import thresholds
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.genetic_map import GeneticMap


@dataclass(frozen=True, slots=True)
class HomozygousRun:
    """A run of homozygosity, 1-based inclusive.

    Attributes:
        contig: as in the reference.
        start: first homozygous marker.
        end: last homozygous marker.
        bases: length.
        centimorgans: length on the genetic map; ``None`` without a map.
        markers: homozygous markers within.
        heterozygous: heterozygous markers within, taken for errors.
        quality: mean phred score of the state at the markers, as bcftools gives it.
    """

    contig: str
    start: int
    end: int
    bases: int
    centimorgans: float | None
    markers: int
    heterozygous: int
    quality: float


@dataclass(frozen=True, slots=True)
class PersonRuns:
    """The runs of one person in the order of the reference, and their markers."""

    sample: str
    heterozygous: int
    homozygous: int
    runs: tuple[HomozygousRun, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Places of one chromosome where parent and child can be compared, and those without a shared allele."""

    contig: str
    sites: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class Relatives:
    """Two members: a child and a declared parent, or a couple.

    Attributes:
        kind: parent (``first`` is the child) or couple.
        first: one sample.
        second: the other.
        kinship: by KING-robust.
        sites: heterozygous places of the one who has fewer.
        by_contig: agreement by chromosome.
    """

    kind: str
    first: str
    second: str
    kinship: float | None
    sites: int
    by_contig: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True)
class FamilyRuns:
    """``{case}.autozygosity.json``.

    Attributes:
        test: genome, exome or panel.
        genetic_map: whether lengths in cM come from a map.
        callable: by autosome, bases between markers that lie close enough.
        lengths: length in bases of each autosome of the reference.
        frequencies: markers by the source of their frequency.
        people: each sequenced member.
        relatives: parents and couples.
        tools: versions.
        covered: by autosome, the stretches (first and last marker) that the callable bases are made of.
    """

    test: str
    genetic_map: bool
    callable: Mapping[str, int]
    lengths: Mapping[str, int]
    frequencies: Mapping[str, int]
    people: tuple[PersonRuns, ...]
    relatives: tuple[Relatives, ...]
    tools: Mapping[str, str] = field(default_factory=dict)
    covered: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)


def couples(people: Iterable[Person]) -> list[tuple[str, str]]:
    """(father, mother) of every member who has both, each pair once, in order."""
    pairs = [(p.father, p.mother) for p in people if p.father is not None and p.mother is not None]
    return [(father, mother) for father, mother in dict.fromkeys(pairs) if father is not None and mother is not None]


def find_runs(
    vcf: Path, people: Sequence[Person], test: str, lengths: Mapping[str, int], genetic_map: GeneticMap | None = None
) -> FamilyRuns:
    """The runs of every member whom the calls hold.

    Args:
        vcf: annotated calls of the family, one alternate allele per record.
        people: the family.
        test: genome, exome or panel.
        lengths: length in bases of each contig of the reference.
        genetic_map: bases to cM.

    Raises:
        InputError: the calls cannot be read.
        ResourceError: bcftools failed.
    """
    parents = [(p.sample, parent) for p in people for parent in (p.father, p.mother) if parent is not None]
    pairs = dict.fromkeys(parents, "parent") | dict.fromkeys(couples(people), "couple")
    max_gap = int(thresholds()["max_gap_bases"][test])
    markers = Markers(vcf, list(pairs), max_gap)
    autosomes = {contig: length for contig, length in lengths.items() if kind_of(contig) is ContigKind.AUTOSOME}
    told = _bcftools(markers, autosomes, genetic_map)
    members = {person.sample for person in people}
    shortest = shortest_run(autosomes)
    return FamilyRuns(
        test=test,
        genetic_map=genetic_map is not None,
        callable={
            contig: sum(end - start + 1 for start, end in stretches) for contig, stretches in markers.stretches.items()
        },
        lengths=autosomes,
        frequencies=markers.frequencies,
        people=tuple(
            PersonRuns(
                sample=sample,
                heterozygous=sum(len(places.het) for places in markers.places[sample].values()),
                homozygous=sum(len(places.hom) for places in markers.places[sample].values()),
                runs=tuple(_runs(sample, told.get(sample, []), markers, test, shortest, genetic_map)),
            )
            for sample in markers.samples
            if sample in members
        ),
        relatives=tuple(_relatives(pairs[pair.first, pair.second], pair) for pair in markers.pairs),
        covered={contig: tuple(stretches) for contig, stretches in markers.stretches.items()},
    )


def shortest_run(lengths: Mapping[str, int]) -> int:
    """Bases from which a run is listed: that of the table, or a share of the longest autosome of a small genome."""
    table = thresholds()
    longest, least = max(lengths.values(), default=0), int(table["run_from_bases"])
    return least if longest >= least else int(table["small_genome_run_share"] * longest)


def morgans_per_base(lengths: Mapping[str, int]) -> float:
    """The constant rate where there is no map; the longest autosome of a small genome counts as one Morgan."""
    table = thresholds()
    longest = max(lengths.values(), default=0)
    return float(table["morgans_per_base"]) if longest >= table["run_from_bases"] or not longest else 1.0 / longest


def _relatives(kind: str, pair: Pair) -> Relatives:
    kinship = pair.kinship()
    counted = [Agreement(contig, sites, conflicts) for contig, (sites, conflicts) in pair.by_contig.items()]
    value = None if kinship is None else round(kinship, 4)
    return Relatives(kind, pair.first, pair.second, value, min(pair.het), tuple(counted))


def _bcftools(
    markers: Markers, lengths: Mapping[str, int], genetic_map: GeneticMap | None
) -> dict[str, list[tuple[str, int, int, float]]]:
    """Contig, start, end and quality of each run, by sample."""
    table = thresholds()
    with tempfile.TemporaryDirectory(prefix="tachkhis-roh-") as folder:
        rate = float(table["changes_per_morgan"])
        distance = ["-M", f"{rate * morgans_per_base(lengths):.6g}"]
        if genetic_map is not None:
            distance = ["-m", genetic_map.write_for_bcftools(Path(folder), lengths), "-M", f"{rate:.6g}"]
        chances = ["-a", str(table["hw_to_az"]), "-H", str(table["az_to_hw"]), *distance]
        options = [f"-G{table['genotype_error_phred']}", "-i", "--AF-tag", "AF", "-O", "r", *chances]
        told = Path(folder) / "told.txt"
        said = Path(folder) / "said.txt"
        with told.open("wb") as out, said.open("wb") as err:
            try:
                process = subprocess.Popen(
                    ["bcftools", "roh", *options, "-"], stdin=subprocess.PIPE, stdout=out, stderr=err, text=True
                )
            except OSError as error:
                raise ResourceError(f"bcftools cannot be started ({error})") from error
            assert process.stdin is not None
            try:
                process.stdin.writelines(markers.lines(lengths))
                process.stdin.close()
            except BrokenPipeError:
                pass  # told below, by the status
            finally:
                status = process.wait()
        complaint = said.read_text(encoding="utf-8", errors="replace")
        if status != 0 and "No usable sites were found" not in complaint:
            raise ResourceError(f"bcftools roh failed: {' '.join(complaint.split())[-300:]}")
        found: dict[str, list[tuple[str, int, int, float]]] = {}
        for line in told.read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if cells[0] == "RG":
                run = (cells[2], int(cells[3]), int(cells[4]), float(cells[7]))
                found.setdefault(cells[1], []).append(run)
        return found


def _runs(
    sample: str,
    told: Sequence[tuple[str, int, int, float]],
    markers: Markers,
    test: str,
    shortest: int,
    genetic_map: GeneticMap | None,
) -> list[HomozygousRun]:
    """Runs without the stretches that hold no marker, neighbours joined, those too short or too thin left out."""
    table = thresholds()
    parts = [
        (contig, *ends, quality)
        for contig, start, end, quality in told
        for first, last in markers.stretches.get(contig, [])
        if first <= end
        and start <= last
        and (ends := markers.places[sample][contig].trimmed(start, end, first, last)) is not None
    ]
    joined: list[tuple[str, int, int, float]] = []
    near = table["merge_gap_share"] * shortest
    for contig, start, end, quality in parts:
        if joined and joined[-1][0] == contig and start - joined[-1][2] <= near:
            _, before, until, other = joined[-1]
            whole = end - start + until - before
            mean = (quality * (end - start) + other * (until - before)) / whole if whole else quality
            joined[-1] = (contig, before, end, mean)
        else:
            joined.append((contig, start, end, quality))
    found = []
    for contig, start, end, quality in joined:
        hom, het = markers.places[sample][contig].count(start, end)
        if end - start + 1 < shortest or hom < table["min_markers"][test]:
            continue
        length = genetic_map.length(contig, start, end) if genetic_map is not None else None
        centimorgans = None if length is None else round(length, 3)
        found.append(HomozygousRun(contig, start, end, end - start + 1, centimorgans, hom, het, round(quality, 1)))
    return found

#!/usr/bin/env python3
"""Names on real transcripts: against the oracle, on both strands, at every place, against csq and ferro-hgvs; speed."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.names_classes import CSQ
from benchmarks.names_classes import Pair
from benchmarks.names_classes import Rule
from benchmarks.names_classes import main_of
from benchmarks.names_classes import same_class
from benchmarks.names_classes_ferro import FERRO_C
from benchmarks.names_classes_ferro import FERRO_P
from benchmarks.names_hard import make_hard_changes
from benchmarks.names_model import measure_models
from benchmarks.names_oracle import Oracle
from benchmarks.names_oracle import Told
from benchmarks.names_places import equivalent
from benchmarks.names_second import csq_versions
from benchmarks.names_second import ferro_files
from benchmarks.names_second import run_csq
from benchmarks.names_second import run_ferro
from benchmarks.names_second import write_gff3
from benchmarks.names_second import write_vcf
from benchmarks.names_worlds import Change
from benchmarks.names_worlds import RealWorld
from benchmarks.names_worlds import Subject
from benchmarks.names_worlds import make_changes
from benchmarks.names_worlds import read_fixtures
from paths import ROOT
from paths import needed_data
from tachkhis.variants.locate import locate
from tachkhis.variants.names import NamedVariant
from tachkhis.variants.names import Namer
from tachkhis.variants.names import TranscriptName
from tachkhis.variants.placement import change_of
from tachkhis.variants.placement import vcf_allele

PAIRS_PER_SECOND = 1000
SECONDS_TO_OPEN, MEGABYTES = 2.0, 400
TRANSCRIPTS = 60_000
SAME_ON_BOTH = ("consequences", "impact", "exon", "intron", "hgvs_p", "nmd", "note", "worst_exon", "worst_intron")


@dataclass
class Agreement:
    """Pairs compared and those that differ, by what was compared."""

    compared: Counter[str] = field(default_factory=Counter)
    differing: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def note(self, what: str, *, same: bool, example: str) -> None:
        """Count one comparison."""
        self.compared[what] += 1
        if not same:
            self.differing[what] += 1
            self.examples.setdefault(what, example)


@dataclass(frozen=True)
class Case:
    """One change on one transcript, with our names for it."""

    number: int
    subject: Subject
    change: Change
    ours: TranscriptName | None


def on(named: NamedVariant, subject: Subject) -> TranscriptName | None:
    """The names on one transcript."""
    return next((name for name in named.consequences if name.transcript == subject.name), None)


def name_all(world: RealWorld, namer: Namer, count: int) -> tuple[list[Case], int, float]:
    """All cases; pairs named and CPU seconds taken."""
    cases: list[Case] = []
    pairs, seconds = 0, 0.0
    for number, subject in enumerate(world.subjects):
        changes = sorted({*make_changes(subject, count), *make_hard_changes(subject, count // 6)})
        begin = time.process_time()
        named = [namer.name(*subject.vcf(*change)) for change in changes]
        seconds += time.process_time() - begin
        pairs += sum(len(variant.consequences) for variant in named)
        cases += [Case(number, subject, c, on(n, subject)) for c, n in zip(changes, named, strict=True)]
    return cases, pairs, seconds


def against_oracle(cases: Iterable[Case], agreement: Agreement) -> None:
    """Presence, c. (n.), p. and the worst consequence."""
    oracles: dict[str, Oracle] = {}
    for case in cases:
        oracle = oracles.get(case.subject.name)
        if oracle is None:
            oracle = oracles[case.subject.name] = Oracle(case.subject)
        told, ours = oracle.tell(case.change), case.ours
        example = f"{case.subject.name} {case.change}: ours {ours}, oracle {told}"
        agreement.note("touches the transcript", same=(told is None) == (ours is None), example=example)
        if told is None or ours is None:
            continue
        change = None if ours.hgvs_c is None else ours.hgvs_c.partition(":")[2]
        agreement.note("c. and n. = oracle", same=change == told.hgvs_c, example=example)
        agreement.note("worst consequence = oracle", same=ours.consequences[0] == told.term, example=example)
        if told.hgvs_c is not None:
            agreement.note("p. = oracle", same=same_protein(ours, told), example=example)
            where = (ours.exon, ours.intron) == (told.exon, told.intron)
            agreement.note("exon and intron = oracle", same=where, example=example)
        at = ours.hgvs_c.partition(":")[2] if ours.worst_at is None and ours.hgvs_c is not None else ours.worst_at
        place = None if at is not None and at.startswith("g.") else at
        agreement.note("place of the worst = oracle", same=place in told.worst_at, example=example)


def same_protein(ours: TranscriptName, told: Told) -> bool:
    """The oracle tells ``=`` for any unchanged protein, and only the residues of a new stop behind others."""
    name, expected = ours.hgvs_p, told.protein
    if expected == "=":
        return name is not None and name.endswith("=)")
    if expected is not None and "|" in expected:
        head, residues, _ = expected.split("|")
        return name is not None and name.endswith(f"{residues})") and (name.startswith(head) or "ins" in name)
    return name == expected


def both_strands(cases: Iterable[Case], namer: Namer, agreement: Agreement) -> None:
    """The mirror image of a change on the mirror image of a transcript gets the same names."""
    for case in cases:
        there = on(namer.name(*case.subject.mirrored(*case.change)), case.subject)
        ours = case.ours
        same = (there is None) == (ours is None)
        if there is not None and ours is not None:
            same = all(getattr(there, name) == getattr(ours, name) for name in SAME_ON_BOTH)
            same = same and there.hgvs_c == ours.hgvs_c
        agreement.note("same on both strands", same=same, example=f"{ours} / {there}")


def every_place(cases: Iterable[Case], namer: Namer, agreement: Agreement) -> None:
    """Wherever VCF puts an indel, its names are the same."""
    for case in cases:
        places = equivalent(case.subject.bases, case.change)
        for place in {places[0], places[-1]} - {case.change}:
            if 0 < place[0] < len(case.subject.bases) - len(place[1]) - 1:
                moved = on(namer.name(*case.subject.vcf(*place)), case.subject)
                agreement.note("same at the first and last place", same=moved == case.ours, example=f"{case} / {moved}")


def round_trip(cases: Sequence[Case], namer: Namer, agreement: Agreement) -> None:
    """``locate`` of a name is the left-aligned allele that was named."""
    for case in cases:
        if case.ours is None or case.ours.hgvs_c is None:
            continue
        allele = vcf_allele(namer.genome, change_of(namer.genome, *case.subject.vcf(*case.change)))
        found = locate(namer, case.ours.hgvs_c, contig=case.subject.contig)
        agreement.note("name -> allele -> name", same=found == allele, example=f"{case.ours.hgvs_c}: {found} {allele}")


def classify(pairs: Iterable[Pair], rules: Sequence[Rule]) -> tuple[Counter[str], dict[str, Pair], list[Pair]]:
    """Disagreements by class, an example of each, and those that no class explains."""
    counts: Counter[str] = Counter()
    examples: dict[str, Pair] = {}
    rest: list[Pair] = []
    for pair in pairs:
        rule = next((rule for rule in rules if rule.fits(pair)), None)
        if rule is None:
            rest.append(pair)
            continue
        counts[rule.name] += 1
        examples.setdefault(rule.name, pair)
    return counts, examples, rest


def csq_pairs(world: RealWorld, cases: Sequence[Case], folder: Path) -> dict[str, list[Pair]]:
    """Every pair on both strands with what each csq says of it."""
    write_gff3(world.model, folder / "genes.gff3")
    index = {(transcript.id, transcript.contig): number for number, transcript in enumerate(world.model)}
    told = [case for case in cases if case.ours is not None]
    keys = [s.subject.vcf(*s.change) for s in told] + [s.subject.mirrored(*s.change) for s in told]
    write_vcf(world.fasta, keys, folder / "changes.vcf")
    found = {}
    for version, how in csq_versions().items():
        entries = run_csq(
            how, world.fasta, folder / "genes.gff3", folder / "changes.vcf", folder / f"csq.{version}.vcf"
        )
        alleles = {key for key, _ in entries}
        pairs = []
        for case in told:
            assert case.ours is not None
            for contig, key in (
                (case.subject.contig, case.subject.vcf(*case.change)),
                (case.subject.other, case.subject.mirrored(*case.change)),
            ):
                entry = entries.get((key, index[case.subject.name, contig]), "")
                pairs.append(Pair(case.subject, case.change, case.ours, entry, elsewhere=key in alleles))
        found[f"bcftools csq {version}"] = pairs
    return found


def ferro_pairs(world: RealWorld, cases: Sequence[Case], folder: Path) -> tuple[list[Pair], list[Pair]]:
    """Every pair with ferro's c. and with its p."""
    told = [case for case in cases if case.ours is not None]
    manifest = ferro_files(world, world.subjects, folder / "ferro")
    on_c, on_p = [], []
    answers = run_ferro(manifest, ((case.number, case.subject, case.change) for case in told))
    for case, (change, protein, error) in zip(told, answers, strict=True):
        assert case.ours is not None
        on_c.append(Pair(case.subject, case.change, case.ours, change or "", error))
        on_p.append(Pair(case.subject, case.change, case.ours, protein or "", error))
    return on_c, on_p


def show(title: str, pairs: Sequence[Pair], differing: Sequence[Pair], rules: Sequence[Rule], what: str) -> int:
    """Print the table of one second opinion; how many pairs stay unexplained."""
    counts, examples, rest = classify(differing, rules)
    print(f"\n{title}: {len(pairs):,} pairs, {len(pairs) - len(differing):,} the same, {len(differing):,} differ")
    print(f"{'pairs':>7}  {'right':<6}{'class':<43}why; example (ours | theirs)")
    for rule in rules:
        if counts[rule.name]:
            pair = examples[rule.name]
            print(f"{counts[rule.name]:>7}  {rule.right:<6}{rule.name:<43}{rule.why}")
            ours = {"class": pair.main, "c": pair.change_name, "p": pair.ours.hgvs_p or "none"}[what]
            theirs = main_of(pair.theirs) if what == "class" else pair.theirs
            place = pair.ours.hgvs_c or f"{pair.subject.name} (no c.)"
            print(f"{'':>15}{place}: {ours} | {theirs or 'none'}{' ' + pair.error[:60] if pair.error else ''}")
    print(f"{len(rest):>7}  {'?':<6}unexplained")
    for pair in rest[:20]:
        print(
            f"{'':>15}{pair.ours.hgvs_c} {pair.change}: {pair.ours.consequences} {pair.ours.hgvs_p} | {pair.theirs[:90]}"
        )
    return len(rest)


def main() -> int:
    """Print every table; 1 where something differs from the oracle, is unexplained, or is too slow."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark names", description=__doc__)
    parser.add_argument(
        "--count", type=int, default=600, help="plain changes of each transcript, and a sixth as many hard ones"
    )
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark" / "names")
    args = parser.parse_args()
    data = needed_data()
    world = read_fixtures(data / "human" / "annotation" / "csq", args.out)
    namer = Namer(world.fasta, world.model)
    cases, pairs, seconds = name_all(world, namer, args.count)
    print(f"{len(cases):,} made-up changes in and around {len(world.subjects)} real transcripts (csq fixtures), each")
    print(f"also as its mirror image; {pairs:,} variant-transcript pairs named")
    agreement = Agreement()
    against_oracle(cases, agreement)
    both_strands(cases, namer, agreement)
    every_place(cases, namer, agreement)
    round_trip(cases[::3], namer, agreement)
    sys.stdout.flush()
    print(f"\n{'compared':<36}{'pairs':>9}{'differ':>8}")
    for what, number in agreement.compared.items():
        print(f"{what:<36}{number:>9,}{agreement.differing[what]:>8,}")
        if what in agreement.examples:
            print(f"    {agreement.examples[what]}")
    failed = sum(agreement.differing.values())
    for title, found in csq_pairs(world, cases, args.out).items():
        failed += show(title, found, [pair for pair in found if not same_class(pair)], CSQ, "class")
    on_c, on_p = ferro_pairs(world, cases, args.out)
    failed += show(
        "ferro-hgvs 1.0.0, c.", on_c, [pair for pair in on_c if pair.theirs != pair.change_name], FERRO_C, "c"
    )
    differing = [pair for pair in on_p if pair.theirs != (pair.ours.hgvs_p or "")]
    failed += show("ferro-hgvs 1.0.0, p.", on_p, differing, FERRO_P, "p")
    rate = pairs / seconds
    print(f"\nspeed: {rate:,.0f} pairs per CPU second (at least {PAIRS_PER_SECOND:,})")
    print(f"\n{'gene model of 60,000 transcripts':<34}{'open s':>8}{'1,000 look-ups s':>18}{'peak MB':>9}")
    slow = rate < PAIRS_PER_SECOND
    for title, (_, opened, looked, _, peak) in measure_models(args.out, TRANSCRIPTS):
        print(f"{title:<34}{opened:>8}{looked:>18}{peak:>9}")
        if title.startswith("prepared"):
            slow = slow or float(opened) > SECONDS_TO_OPEN or float(peak) > MEGABYTES
    print("\nall as it should be" if not failed and not slow else "\nNOT as it should be", flush=True)
    return 1 if failed or slow else 0


if __name__ == "__main__":
    sys.exit(main())

"""A version that is given away beside an earlier one does not tell what those carry who left."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tachkhis.cli import main
from tachkhis.panel.turnover import Turnover
from unit.panel.cohorts import PAR
from unit.panel.cohorts import faults
from unit.panel.cohorts import records
from unit.panel.cohorts import sites
from unit.panel.cohorts import write_people
from unit.panel.cohorts import write_vcf
from unit.panel.test_publish_records import publish

PLACES = range(100, 2100, 100)
Genotypes = dict[str, list[str]]
"""A call of each of :data:`PLACES`, by person."""


def drawn(names: list[str], seed: int = 7) -> Genotypes:
    chance = random.Random(seed)
    return {name: [chance.choice(["0/0", "0/0", "0/1", "1/1"]) for _ in PLACES] for name in names}


def panel(folder: Path, version: str, calls: Genotypes, *more: str | Path, lacks: int = 0) -> Path:
    """A panel of women, callable everywhere; its files have no record at the place ``lacks``."""
    rows = {at: " ".join(one[n] for one in calls.values()) for n, at in enumerate(PLACES) if at != lacks}
    lines = [f"chr1 {at} A C GT {row}" for at, row in rows.items()]
    vcf = write_vcf(folder / f"{version}.in.vcf.gz", list(calls), lines)
    table = write_people(folder / f"{version}.tsv", *(f"{name} female - no yes -" for name in calls))
    beds = folder / f"{version}.beds"
    beds.mkdir()
    for name in calls:
        (beds / f"{name}.bed").write_text("chr1\t0\t5000\n")
    out = folder / f"{version}.vcf.gz"
    words = ["--variants", vcf, "--people", table, "--name", "T", "--version", version, "--callable", beds, *more]
    rules = ["--min-depth", "0", "--min-quality", "0", "--allele-balance", "0,1", "--build", "toy", "--par", PAR]
    assert main(["panel", "build", *map(str, words), *rules, "--out", str(out)]) == 0
    return out


def refusal(capsys: pytest.CaptureFixture[str]) -> str:
    """The one fault among what was said."""
    (line,) = [line for line in faults(capsys) if not line.startswith("tachkhis panel")]
    return line


def people(first: int, end: int) -> list[str]:
    return [f"S{number}" for number in range(first, end)]


def beside(folder: Path, before: Genotypes, now: Genotypes, *more: str | Path) -> tuple[int, Path, Path]:
    """The exit status, and both versions as they are given away."""
    given_away, out = folder / "one.published.vcf.gz", folder / "two.published.vcf.gz"
    assert publish(panel(folder, "1", before), given_away) == 0
    return publish(panel(folder, "2", now), out, "--previous", given_away, *more), given_away, out


def only(calls: Genotypes, names: list[str]) -> Genotypes:
    return {name: calls[name] for name in names}


@pytest.mark.parametrize(
    ("now", "left", "said"),
    [
        ([*people(1, 18), "N"], 0, "more of the people"),  # one left, one came: it went out unseen once
        ([*people(1, 18), "N"], 1, "1 of the people"),
        (people(1, 18), 0, "it counts 17 people, that one 18"),
        (people(1, 24), 0, "more of the people"),  # one left, six came
        (people(1, 24), 1, "keep to the version that was given away until 5 or more have left"),
        (people(0, 22), 0, "of whom 0 left: 4 came"),
        (people(5, 22), 5, "of whom 5 left: 4 came"),
        (people(6, 18), 5, "it counts 12 people, that one 18"),
        (people(0, 18), 19, "19 cannot have left it"),
    ],
)
def test_few_who_left_or_came_are_refused_on_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], now: list[str], left: int, said: str
) -> None:
    calls = drawn([*people(0, 24), "N"])
    rc, _, out = beside(tmp_path, only(calls, people(0, 18)), only(calls, now), "--left", str(left))
    assert rc == 2
    line = refusal(capsys)
    assert said in line
    assert not out.exists()


@pytest.mark.parametrize(
    ("now", "left"),
    [(people(0, 18), 0), (people(0, 23), 0), (people(5, 18), 5), (people(6, 26), 6), (people(5, 23), 5)],
)
def test_enough_who_left_and_came_are_published_with_all_counts(tmp_path: Path, now: list[str], left: int) -> None:
    calls = drawn(people(0, 26))
    rc, _, out = beside(tmp_path, only(calls, people(0, 18)), only(calls, now), "--left", str(left))
    assert rc == 0
    assert sites(out) == sites(tmp_path / "2.vcf.gz")
    assert "EARLIER" not in records(out)


def test_an_allele_that_only_the_one_who_left_carried_is_evidence_whether_it_stands_or_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {name: ["0/1", *19 * ["0/0"]] for name in people(0, 18)}
    before["S0"][3] = "0/1"
    now = {**only(before, people(1, 18)), "N": ["0/1", *19 * ["0/0"]]}
    rc, _, _ = beside(tmp_path, before, now, "--left", "0")
    assert rc == 2
    line = refusal(capsys)
    assert "more of the people" in line and "chr1:400" in line and "state with --left" in line


def marks(path: Path) -> dict[str, str]:
    """What is marked, with its words; alleles by place."""
    found = {}
    for line in records(path).splitlines():
        found[line.split("\t")[1]] = line.partition("WITHHELD=")[2].partition(";")[0]
    return found


@pytest.mark.parametrize(
    ("now", "marked"),
    [(people(6, 18), 10), (people(6, 26), 0), (people(6, 25), 0)],  # 8 came, of whom at ten places 2 were looked at
)
def test_marks_do_not_change_with_the_genotypes_of_who_left_and_came(
    tmp_path: Path, now: list[str], marked: int
) -> None:
    """At ten places few of them were looked at; one who stays carries everything, so that every allele is listed."""
    told = []
    for seed in (1, 2, 3):
        calls = {**drawn(people(0, 26), seed), **drawn(people(6, 18), 99), "S6": len(PLACES) * ["0/1"]}
        for name in [*people(2, 6), *people(20, 26)]:
            calls[name][:10] = 10 * ["./."]
        folder = tmp_path / str(seed)
        folder.mkdir()
        rc, given_away, out = beside(folder, only(calls, people(0, 18)), only(calls, now), "--left", "6")
        assert rc == 0
        told.append(marks(out))
        for place, words in told[-1].items():
            source = given_away if words == "EARLIER" else folder / "2.vcf.gz"
            assert sites(out)[f"chr1-{place}-A-C"] == sites(source)[f"chr1-{place}-A-C"]
    assert told[0] == told[1] == told[2]
    assert list(told[0].values()).count("EARLIER") == marked


@pytest.mark.parametrize("stays", ["0/0", "0/1"])
def test_an_allele_stands_as_it_was_where_few_of_those_who_left_were_looked_at_though_nobody_has_it_now(
    tmp_path: Path, stays: str
) -> None:
    """Whether who stays carries it or not, the mark is the same: else what goes would be theirs who left."""
    calls = {name: ["0/1", stays if name == "S9" else "0/0", *18 * ["0/0"]] for name in people(0, 18)}
    for name in people(0, 6):
        calls[name][1] = "0/1" if name == "S0" else "./."
    now = only(calls, people(6, 18))
    given_away = tmp_path / "one.published.vcf.gz"
    assert publish(panel(tmp_path, "1", calls), given_away) == 0
    lab, out = panel(tmp_path, "2", now, lacks=200 if stays == "0/0" else 0), tmp_path / "out.vcf.gz"
    assert publish(lab, out, "--previous", given_away, "--left", "6") == 0
    assert [place for place, words in marks(out).items() if words == "EARLIER"] == ["200"]
    assert sites(out)["chr1-200-A-C"] == sites(given_away)["chr1-200-A-C"]


def test_the_ledger_tells_how_many_left_and_checks_what_is_stated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = drawn(people(0, 24))
    key = tmp_path / "key"
    key.write_text("0123456789abcdef0123456789abcdef")
    ledger = tmp_path / "ledger"
    kept = ("--ledger", ledger, "--key", key)
    given_away = tmp_path / "one.published.vcf.gz"
    assert publish(panel(tmp_path, "1", only(calls, people(0, 18)), *kept), given_away) == 0
    lab = panel(tmp_path, "2", only(calls, people(6, 24)), *kept)
    out = tmp_path / "out.vcf.gz"
    words = ["--previous", given_away, "--ledger", ledger]
    capsys.readouterr()
    assert publish(lab, out, *words, "--left", "5") == 2
    line = refusal(capsys)
    assert "the ledger says that 6 people" in line
    assert publish(lab, out, *words) == 0
    other = panel(tmp_path, "3", only(calls, people(6, 24)))
    capsys.readouterr()
    assert publish(other, out, *words) == 2
    line = refusal(capsys)
    assert "cannot tell who left" in line
    assert publish(other, out, *words, "--left", "6") == 0


def test_left_is_given_once_for_all_or_once_for_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calls = drawn(people(0, 18))
    rc, given_away, out = beside(tmp_path, calls, calls, "--left", "0", "--left", "0")
    assert rc == 2
    assert "once for each --previous" in refusal(capsys)
    lab = tmp_path / "2.vcf.gz"
    assert publish(lab, out, "--left", "0") == 2  # and no earlier version
    assert publish(lab, out, "--previous", given_away, "--previous", given_away, "--left", "0", "--left", "0") == 0


@pytest.mark.parametrize(
    ("left", "came", "now", "before", "explained"),
    [
        (0, 6, (48, 7), (36, 4), True),
        (0, 6, (48, 3), (36, 4), False),  # a carrier left
        (0, 6, (38, 7), (36, 4), False),  # two copies more, three carriers more: somebody left
        (0, 6, (34, 4), (36, 4), False),
        (0, 0, (36, 5), (36, 4), False),
        (5, 0, (26, 4), (36, 14), True),
        (5, 0, (26, 3), (36, 14), False),  # eleven copies of five people
        (5, 5, (36, 14), (36, 4), True),
    ],
)
def test_counts_contradict_too_few_people(
    left: int, came: int, now: tuple[int, int], before: tuple[int, int], explained: bool
) -> None:
    assert Turnover(left, came).explains(now, before) is explained

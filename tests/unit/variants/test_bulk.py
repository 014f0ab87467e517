"""Many records at once: the same reasons as of one at a time, or none."""

from __future__ import annotations

import io
import math
from pathlib import Path

import pysam
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiet_case import quiet_case
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.passport import read_passport
from tachkhis.variants import annotate as stream
from tachkhis.variants import fields
from tachkhis.variants import joined_parts
from tachkhis.variants import record_line
from tachkhis.variants.bulk import Bulk
from tachkhis.variants.evidence import Known
from tachkhis.variants.evidence import evidence_of
from tachkhis.variants.text_block import TextBlock
from tachkhis.variants.triage import Limits
from tachkhis.variants.triage import Triage

from .test_callers_styles import CODING
from .test_callers_styles import SEQUENCE
from .triage_world import still_genome

KNOWN = Known(
    {("c", "7", "A", "T"): "G c.1A>T"}, frozenset({("c", "57", "A", "T")}), Limits.shipped(), frozenset({"7", "57"})
)
CHOICES = {
    "DP": ["9"],
    "GNOMAD_AF": ["0.06", "0.05", "0", "1", "0.049999", "0.0500001", "6.57e-05", "6e-2"],
    "GNOMAD_AN": ["9000", "2000", "1999"],
    "GNOMAD_FILTER": ["PASS", "PASS&AC0", "AC0"],
    "CLINVAR_SIG": ["Pathogenic", "Benign", "Conflicting_classifications_of_pathogenicity"],
    "XGNOMAD_AF": ["0.9"],
    "PANEL_AC": ["90", "12", "0"],
    "PANEL_AN": ["218", "10"],
    "PANEL_PARTIAL": ["1"],
}


@pytest.fixture(scope="module")
def triage(tmp_path_factory: pytest.TempPathFactory) -> Triage:
    return Triage(GeneModel([]), still_genome(tmp_path_factory.mktemp("still")))


def _info(chosen: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in chosen.items()) or "."


INFO = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in CHOICES.items()}).map(
    _info
)
LINES = st.tuples(
    st.sampled_from(["7", "57", "161", "1007", "123456789"]),
    st.sampled_from(["T", "TA", "n", "<DEL>", "*", "T[c:9["]),
    st.sampled_from(["PASS", ".", "LowQual", "PASS;LowQual", "GNOMAD_AF=0.9;x"]),
    INFO,
    st.sampled_from(["GT", "GT:DP", "DP:GT", "dropped"]),
    st.sampled_from(["0/1", "0|0", "0/0", "1|1", "./.", "0/1/1", "1", "0", "0/2", "./1", "."]),
)


def _line(position: str, alt: str, site_filter: str, info: str, form: str, genotype: str) -> str:
    """A record of four people, the second of them the proband; fields behind a genotype may be dropped."""
    cell = {"GT": genotype, "GT:DP": f"{genotype}:30", "DP:GT": f"30:{genotype}", "dropped": genotype}[form]
    form = "GT:DP" if form == "dropped" else form
    return "\t".join(("c", position, ".", "A", alt, "50", site_filter, info, form, "0/0:1", cell, "1:9", "1")) + "\n"


@given(rows=st.lists(LINES, min_size=1, max_size=12))
def test_each_reason_is_that_of_the_record_alone(
    triage: Triage, rows: list[tuple[str, str, str, str, str, str]]
) -> None:
    lines = [_line(*row) for row in rows]
    found = Bulk(triage, KNOWN, 13, 10).reasons("".join(lines))
    assert found is not None
    for line, reason in zip(lines, found[0], strict=True):
        cells = line.rstrip("\n").split("\t")
        if reason is not None:
            assert cells[4].isalpha()
            assert reason == (triage.by_evidence(evidence_of(cells, 10, KNOWN)) or fields.ASIDE_OUTSIDE)  # no genes


@pytest.mark.parametrize(
    ("info", "genotype", "reason"),
    [
        ("DP=3", "0/0", fields.ASIDE_NOT_CARRIED),
        ("DP=3;GNOMAD_AF=0.3;GNOMAD_AN=9000;GNOMAD_FILTER=PASS", "0/1", fields.ASIDE_COMMON),
        ("GNOMAD_AN=9000;GNOMAD_AF=0.3", "1|1", fields.ASIDE_COMMON),
        ("PANEL_AC=90;PANEL_AN=218", "0/1", fields.ASIDE_COMMON),
        ("DP=3;GNOMAD_AF=0.001;GNOMAD_AN=9000", "0/1", fields.ASIDE_OUTSIDE),  # the place decides
        ("DP=3;CLINVAR_SIG=Benign", "0/0", None),
        ("DP=3", "0", fields.ASIDE_NOT_CARRIED),
    ],
)
def test_what_is_decided_here(triage: Triage, info: str, genotype: str, reason: str | None) -> None:
    found = Bulk(triage, KNOWN, 13, 10).reasons(_line("161", "T", "PASS", info, "GT:DP", genotype))
    assert found is not None
    assert found[0] == [reason]


@pytest.mark.parametrize(
    "text",
    [
        _line("161", "T", "PASS", "DP=3", "GT:DP", "0/0").rstrip("\n"),  # cut short
        _line("161", "T", "PASS", "DP=3", "GT:DP", "0/0").replace("0/0:1\t", ""),  # a cell too few
        _line("161", "T", "PASS", "DP=\u00e9", "GT:DP", "0/0"),
        _line("161", "T", "PASS", "GNOMAD_AF=.", "GT:DP", "0/1"),
        _line("1x1", "T", "PASS", "DP=3", "GT:DP", "0/0"),
    ],
)
def test_what_is_not_of_one_form_is_read_line_by_line(triage: Triage, text: str) -> None:
    assert Bulk(triage, KNOWN, 13, 10).reasons(text) is None


@pytest.mark.parametrize(
    ("genotype", "reason"),
    [
        ("0", fields.ASIDE_NOT_CARRIED),  # a tab and the 1 of the next person stand behind it
        ("0/0", fields.ASIDE_NOT_CARRIED),
        ("0/1", fields.ASIDE_OUTSIDE),
        ("1", fields.ASIDE_OUTSIDE),
        (".", None),
    ],
)
def test_a_genotype_without_the_fields_behind_it(triage: Triage, genotype: str, reason: str | None) -> None:
    line = _line("161", "T", "PASS", "DP=3", "dropped", genotype)
    last = line.replace("\t1:9\t1\n", "\n")
    for text, columns in ((line, 13), (last, 11)):
        found = Bulk(triage, KNOWN, columns, 10).reasons(text)
        assert found is not None
        assert found[0] == [reason]
        told = evidence_of(text.rstrip("\n").split("\t"), 10, KNOWN)
        assert told.carried is {".": None, "0": False, "0/0": False}.get(genotype, True)


NUMBERS = (
    st.decimals(0, 10**6, places=5).map(str)
    | st.integers(0, 10**20).map(str)
    | st.floats(0, 1).map(repr)
    | st.sampled_from(["5.", ".5", "6.57e-05", "1e5", "00.10"])
)


@given(st.lists(NUMBERS | st.none(), min_size=1))
def test_numbers_are_read_as_python_reads_them(texts: list[str | None]) -> None:
    items = ["" if one is None else f";A={one}" for one in texts]
    block = TextBlock("".join(f"c\t1\t.\tA\tT\t.\t.\tD=1{item}\n" for item in items), 8)
    found = block.numbers(block.values("A")).tolist()
    assert [None if math.isnan(one) else one for one in found] == [None if one is None else float(one) for one in texts]


@pytest.mark.parametrize("text", ["", ".", "0x1", "1.2.3", "1,2", "x" * 17])
def test_what_is_no_number_is_refused(text: str) -> None:
    block = TextBlock(f"c\t1\t.\tA\tT\t.\t.\tA=1;B={text}\n", 8)
    with pytest.raises(ValueError, match="could not convert"):
        block.numbers(block.values("B"))


def test_where_cells_and_values_lie() -> None:
    text = "c\t12\tA=9\tG\tT\t.\tPASS\tA=1.5;BA=2\nc\t345\t.\tG\tT\t.\t.\tB=1;A=17\nc\t6\t.\tG\tT\t.\tA=3;B\tXA=4\n"
    block = TextBlock(text, 8)
    assert block.lines == 3
    assert [text[a:b] for a, b in zip(*block.cells(3), strict=True)] == ["G", "G", "G"]
    assert block.whole_numbers(1).tolist() == [12, 345, 6]
    assert block.cell_is(6, "PASS").tolist() == [True, False, False]
    values = block.values("A")
    assert [text[at : at + 2] if at >= 0 else None for at in values.tolist()] == ["1.", "17", None]


def test_the_archive_is_the_same_either_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fasta = tmp_path / "genome.fa"
    fasta.write_text(f">chr1\n{SEQUENCE}\n")
    pysam.faidx(str(fasta))
    (tmp_path / "passport.json").write_text(read_passport(fasta).to_json())
    case = quiet_case()
    items = [
        "DP=9",
        "GNOMAD_AF=0.3;GNOMAD_AN=9000",
        "PANEL_AC=90;PANEL_AN=218",
        "DP=9;CODON_WITH=5-A-T",
        "JOINED_INTO=2-A-T",
        ".",
    ]
    rows = [
        f"chr1\t{at}\t.\t{SEQUENCE[at - 1]}\t{alt}\t50\t{'PASS' if at % 5 else 'weak'}\t{items[at % 6]}\tGT\t{gt}\n"
        for at in range(1, len(SEQUENCE) - 5)
        for alt, gt in (
            ("ACGT"[("ACGT".index(SEQUENCE[at - 1]) + 1) % 4], ("0/1:3", "0/0:3", "1/1:3")[at % 3]),
            ("<DEL>", "0/1:3"),
            (SEQUENCE[at - 1] + "TG", ("0/1", "0/0", "0")[at % 3]),  # the fields behind are left out
        )
    ]
    rows = [row.replace("\tGT\t", "\tGT:DP\t") for row in rows]
    head = ["##fileformat=VCFv4.2", f"##contig=<ID=chr1,length={len(SEQUENCE)}>"]
    columns = "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT child".replace(" ", "\t")
    source = tmp_path / "calls.vcf"
    source.write_text("\n".join([*head, columns]) + "\n" + "".join(rows))

    def archive() -> tuple[str, dict[str, int]]:
        sink = io.StringIO()
        counts = stream.annotate(str(source), sink, case, "bcftools", GeneModel((CODING,)), fasta, ())
        return sink.getvalue(), counts

    alone = archive()
    monkeypatch.setattr(stream, "LEAST", 300)
    monkeypatch.setattr(stream, "BLOCK", 700)
    monkeypatch.setattr(record_line, "BLOCK", 700)
    text, counts = archive()
    assert (text, counts) == alone
    assert sum(counts.values()) == len(rows) == text.count(";TRIAGE=") + text.count("\tTRIAGE=")
    assert {fields.ASIDE_COMMON, fields.ASIDE_NOT_CARRIED, fields.ASIDE_QUALITY, fields.KEEP_CODING} <= set(counts)


def test_every_field_that_speaks_of_a_codon_is_noticed() -> None:
    for field in fields.JOIN_FIELDS:
        line = f"c\t1\t.\tA\tT\t.\t.\t{field.id}=1-A-T\n"
        ((_, parts),) = joined_parts.gathered([line])
        assert parts is not joined_parts.UNTOLD
    plain = "c\t1\t.\tA\tT\t.\t.\tDP=1\n" * 3
    assert list(joined_parts.gathered([plain])) == [(plain, joined_parts.UNTOLD)]

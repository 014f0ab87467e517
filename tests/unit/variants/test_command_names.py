"""``tachkhis name`` and ``tachkhis locate`` as a person calls them: both ways, and what bad input says."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pysam
import pytest

from tachkhis.cli import main
from tachkhis.reference.prepare import prepare_genes

# c.1 is position 13, c.18 position 30 (the exon's last), c.19 position 51, c.48 position 80
BASES = (
    "TCATACTGCA"  # 1 to 10
    "GGATGACCGAGAAAAATACG"  # 11 to 30, exon 1
    "GTAAGTTTTGACTTTTGCAG"  # 31 to 50
    "GGGCAGTTGATCATTAAGCTCGTTGACTAGCTTGAC"  # 51 to 86, exon 2
    "CATG"  # 87 to 90
)
ROWS = (
    # id, gene, tag, cross-reference
    ("ENST00000000001.4", "ABC1", "MANE_Select", "RefSeq:NM_000001.2"),
    ("ENST00000000002.1", "ABC1", "MANE_Plus_Clinical", "RefSeq:NM_000002.1"),
    ("ENST00000000003.1", "ABC1", "basic", "RefSeq:NM_000003.1"),
    ("ENST00000000004.1", "NOMANE", "basic", ""),
    ("ENST00000000005.1", "TWO", "basic", ""),
    ("ENST00000000006.2", "TWO", "basic", ""),
)


def gene_model() -> str:
    lines = []
    for name, gene, tag, twin in ROWS:
        words = f'gene_id "{gene}_id"; transcript_id "{name}"; gene_name "{gene}"; tag "{tag}"; db_xref "GeneID:7";'
        words += f' db_xref "{twin}";' if twin else ""
        parts = (("transcript", 11, 86), ("exon", 11, 30), ("exon", 51, 86), ("CDS", 13, 30), ("CDS", 51, 77))
        lines += [f"1\tx\t{kind}\t{start}\t{end}\t.\t+\t.\t{words}" for kind, start, end in parts]
        lines.append(f"1\tx\tstop_codon\t78\t80\t.\t+\t0\t{words}")
    words = 'gene_id "MT-TX"; transcript_id "ENST00000000009.1"; gene_name "MT-TX"; transcript_biotype "Mt_tRNA";'
    lines += [f"M\tx\t{kind}\t3\t6\t.\t+\t.\t{words}" for kind in ("transcript", "exon")]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Files:
    """A reference with its genes and a founder table."""

    fasta: Path
    genes: Path
    founders: Path

    @property
    def words(self) -> list[str]:
        return ["--fasta", str(self.fasta), "--genes", str(self.genes)]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder: Path = tmp_path_factory.mktemp("commands")
    fasta, genes, founders = folder / "genome.fa", folder / "genes.gtf", folder / "founders.tsv"
    fasta.write_text(f">chr1\n{BASES}\n>chrM\nACGTACGT\n", encoding="ascii")
    pysam.faidx(str(fasta))
    genes.write_text(gene_model())
    columns = ["gene", "transcript", "HGVSc", "HGVSp", "disease", "OMIM", "population", "frequency", "PMID", "verified"]
    rows = (
        ("ABC1", "NM_000001.2", "c.4A>G", "p.(Thr2Ala)", "x", "1", "y", "z", "1", "yes"),
        ("ABC1", "NM_000001.2", "c.14del", "p.(Lys5fs)", "x", "1", "y", "z", "1", "partly"),
        ("ABC1", "NM_000001.1", "c.6C>T", "p.(Thr2=)", "x", "1", "y", "z", "1", "yes"),
    )
    founders.write_text("\n".join("\t".join(row) for row in (columns, *rows)) + "\n")
    return Files(fasta, genes, founders)


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str], list[str]]:
    status = main(list(words))
    said = capsys.readouterr()
    return status, said.out.splitlines(), said.err.splitlines()


def table(lines: list[str]) -> list[dict[str, str]]:
    head = lines[0].split("\t")
    return [dict(zip(head, line.split("\t"), strict=True)) for line in lines[1:]]


# ------------------------------------------------------------------------------------------------ name


def test_name_gives_every_transcript_mane_select_first(capsys: pytest.CaptureFixture[str], files: Files) -> None:
    status, out, err = call(capsys, "name", "1-16-A-G", *files.words)
    assert (status, err) == (0, [])
    rows = table(out)
    assert [(row["transcript"], row["mane"]) for row in rows] == [
        ("ENST00000000001.4", "select"),
        ("ENST00000000002.1", "plus_clinical"),
        ("ENST00000000003.1", "."),
        ("ENST00000000004.1", "."),
        ("ENST00000000005.1", "."),
        ("ENST00000000006.2", "."),
    ]
    assert rows[0] == {
        "allele": "chr1-16-A-G",  # under the reference's own contig name
        "hgvs_g": "chr1:g.16A>G",
        "gene": "ABC1",
        "transcript": "ENST00000000001.4",
        "mane": "select",
        "chosen": "mane_select",
        "consequence": "missense_variant",
        "impact": "MODERATE",
        "exon": "1/2",
        "intron": ".",
        "hgvs_c": "ENST00000000001.4:c.4A>G",
        "hgvs_p": "p.(Thr2Ala)",
        "nmd": ".",
        "worst_at": ".",
        "worst_exon": ".",
        "worst_intron": ".",
        "note": ".",
    }


def test_name_for_the_report_alone(capsys: pytest.CaptureFixture[str], files: Files) -> None:
    _, out, _ = call(capsys, "name", "1-16-A-G", "--mane", *files.words)
    assert [row["mane"] for row in table(out)] == ["select", "plus_clinical"]
    _, out, _ = call(capsys, "name", "1-2-C-G", "--mane", *files.words)  # before the genes
    assert [(row["hgvs_g"], row["note"]) for row in table(out)] == [("chr1:g.2C>G", "no_mane_transcript")]


def test_name_reads_a_file_of_alleles_or_records(
    capsys: pytest.CaptureFixture[str], files: Files, tmp_path: Path
) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("##fileformat=VCFv4.2\n#CHROM\tPOS\n\n1-16-A-G\n1\t21\t.\tGA\tG,GAA\t.\t.\n")
    status, out, _ = call(capsys, "name", "--file", str(listed), "--mane", "--format", "json", *files.words)
    assert status == 0
    named = json.loads("\n".join(out))
    assert [one["allele"] for one in named] == ["chr1-16-A-G", "chr1-21-GA-G", "chr1-21-GA-GAA"]
    assert [one["transcripts"][0]["hgvs_c"].partition(":")[2] for one in named] == ["c.4A>G", "c.14del", "c.14dup"]


def test_alleles_of_a_vcf_that_have_no_name_are_noted(
    capsys: pytest.CaptureFixture[str], files: Files, tmp_path: Path
) -> None:
    listed = tmp_path / "list.vcf"
    rows = ["16\t.\tA\tG,<NON_REF>", "17\t.\tC\t*", "18\t.\tC\t.", "19\t.\tG\t<DEL>", "19\t.\tG\tG]chr1:40],GN"]
    listed.write_text("#CHROM\tPOS\n" + "".join(f"1\t{row}\t.\t.\t.\n" for row in rows))
    status, out, err = call(capsys, "name", "--file", str(listed), "--mane", *files.words)
    assert (status, err) == (0, [])
    shown = [(row["allele"], row["hgvs_g"], row["note"]) for row in table(out) if row["transcript"] == "."]
    assert shown == [
        ("chr1-16-A-<NON_REF>", ".", "no_name:any_other_allele"),
        ("chr1-17-C-*", ".", "no_name:spanned_by_a_deletion"),
        ("chr1-18-C-.", ".", "no_name:no_alternate_allele"),
        ("chr1-19-G-<DEL>", ".", "no_name:symbolic_allele"),
        ("chr1-19-G-G]chr1:40]", ".", "no_name:breakend"),
        ("chr1-19-G-GN", ".", "no_name:unknown_bases"),
    ]
    assert table(out)[0]["hgvs_c"].endswith("c.4A>G")
    _, out, _ = call(capsys, "name", "--file", str(listed), "--format", "json", *files.words)
    assert json.loads("\n".join(out))[1] == {
        "allele": "chr1-16-A-<NON_REF>",
        "hgvs_g": None,
        "transcripts": [],
        "note": "no_name:any_other_allele",
    }


@pytest.mark.parametrize("allele", ["1-16-A-N", "1-16-A-AN", "1-16-a-anng"])
def test_an_allele_with_bases_that_were_not_read_is_refused(
    capsys: pytest.CaptureFixture[str], files: Files, allele: str
) -> None:
    status, out, err = call(capsys, "name", allele, "1-16-A-G", *files.words)
    assert (status, out, len(err)) == (2, [], 1)
    assert "ALT has a base that was not read (N)" in err[0]
    assert allele in err[0]


def test_a_reader_of_names_that_leaves_early_is_no_failure(files: Files, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("1-16-A-G\n" * 3000)
    command = f"{sys.executable} -m tachkhis.cli name --file {listed} {' '.join(files.words)} | head -1"
    done = subprocess.run(
        ["bash", "-c", command + '; echo "${PIPESTATUS[0]}"'], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[0].startswith("allele\t")
    assert done.stdout.splitlines()[1] in ("0", "141")
    assert done.stderr == ""


def test_name_says_every_fault_at_once(capsys: pytest.CaptureFixture[str], files: Files, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("1-16-A-G\n1\t16\t.\n1-x-A-G\n")
    status, out, err = call(capsys, "name", "nonsense", "--file", str(listed), *files.words)
    assert (status, out) == (2, [])
    assert [line.partition(":")[0] for line in err] == [
        "command line, value 'nonsense'",
        f"{listed}, row 2, value '1\\t16\\t.'",
        f"{listed}, row 3, value '1-x-A-G'",
    ]


@pytest.mark.parametrize(
    ("allele", "words"),
    [
        ("1-16-C-G", "the reference has 'A' there, not 'C'"),
        ("9-16-C-G", "the reference has no contig '9'"),
        ("1-16-A-A", "REF and ALT are the same"),
        ("1-16-A-<DEL>", "is not made of A, C, G, T or N"),
        ("1-16-A-*", "is not made of A, C, G, T or N"),
        ("1-91-A-C", "the position is not on contig 'chr1'"),
        ("1-1-T-AT", "no name for bases before the first or behind the last one of chr1"),
        ("1-90-G-GA", "no name for bases before the first or behind the last one of chr1"),
        ("MT-9-A-C", "the position is not on contig 'chrM'"),
        ("1-0-A-C", "not an allele"),
        ("1-16-A-", "not an allele"),
    ],
)
def test_name_refuses(capsys: pytest.CaptureFixture[str], files: Files, allele: str, words: str) -> None:
    status, out, err = call(capsys, "name", "1-16-A-G", allele, *files.words)
    assert (status, out, len(err)) == (2, [], 1)
    assert words in err[0]
    assert ";" in err[0]  # what to write instead


def test_the_reference_is_asked_for(capsys: pytest.CaptureFixture[str], files: Files, tmp_path: Path) -> None:
    assert call(capsys, "name", "1-16-A-G")[2][0].startswith("command line: which reference?; write --fasta")
    absent = call(capsys, "name", "1-16-A-G", "--fasta", str(tmp_path / "no.fa"), "--genes", str(files.genes))
    assert absent[0] == 2
    assert absent[2] == [f"{tmp_path / 'no.fa'}: no such file; name a file that exists"]
    swapped = call(capsys, "name", "1-16-A-G", "--fasta", str(files.genes), "--genes", str(files.fasta))
    assert (swapped[0], len(swapped[2])) == (2, 1)
    assert call(capsys, "name", *files.words)[2] == [
        "command line: nothing is asked for; write at least one entry, or --file FILE"
    ]


def test_the_prepared_gene_model_gives_the_same_rows(
    capsys: pytest.CaptureFixture[str], files: Files, tmp_path: Path
) -> None:
    fasta = shutil.copy(files.fasta, tmp_path / "genome.fa")
    pysam.faidx(str(fasta))
    prepare_genes(files.genes, Path(fasta), tmp_path / "genes.sqlite")
    plain = call(capsys, "name", "1-16-A-G", *files.words)
    stored = call(capsys, "name", "1-16-A-G", "--fasta", str(fasta), "--genes", str(tmp_path / "genes.sqlite"))
    assert stored == plain


@pytest.mark.parametrize(
    ("allele", "hgvs_g"),
    [
        ("1-1-T-A", "chr1:g.1T>A"),
        ("1-1-T-TT", "chr1:g.1dup"),
        ("1-1-TC-C", "chr1:g.1del"),
        ("1-90-G-C", "chr1:g.90G>C"),
        ("1-90-G-GG", "chr1:g.90dup"),
        ("1-89-TG-T", "chr1:g.90del"),
        # a circle of ACGTACGT
        ("MT-8-T-TC", "chrM:m.8_1insC"),
        ("MT-1-A-CA", "chrM:m.8_1insC"),
        ("MT-7-GTA-C", "chrM:m.7_1delinsC"),
        ("MT-8-TA-T", "chrM:m.1del"),
        ("MT-8-TA-TATA", "chrM:m.8_1dup"),
    ],
)
def test_names_at_the_ends_of_contigs(
    capsys: pytest.CaptureFixture[str], files: Files, allele: str, hgvs_g: str
) -> None:
    status, out, _ = call(capsys, "name", allele, *files.words)
    assert status == 0
    assert {row["hgvs_g"] for row in table(out)} == {hgvs_g}
    status, out, _ = call(capsys, "locate", hgvs_g, *files.words)
    assert status == 0
    (row,) = table(out)
    assert row["hgvs_g"] == hgvs_g
    assert ("REF runs over the origin" in row["remark"]) == (allele == "MT-7-GTA-C")


# ---------------------------------------------------------------------------------------------- locate

LOCATED = [
    ("ENST00000000001.4:c.4A>G", "chr1-16-A-G", "."),
    ("ENST00000000001.4(ABC1):c.4A>G", "chr1-16-A-G", "."),
    ("chr1(ENST00000000001.4):c.18+1G>A", "chr1-31-G-A", "."),
    ("1(ENST00000000001.4):c.18+1G>A", "chr1-31-G-A", "."),
    (
        "chr1(NM_000001.2):c.18+1G>A",
        "chr1-31-G-A",
        "NM_000001.2 is ENST00000000001.4 of this gene model (the same transcript: MANE Select)",
    ),
    ("ABC1(ENST00000000001.4):c.18+1G>A", "chr1-31-G-A", "."),
    ("ENST00000000001.4:c.4A>G (p.Thr2Ala)", "chr1-16-A-G", "."),
    ("ENST00000000001.4:c.4A>G p.(Thr2Ala)", "chr1-16-A-G", "."),
    (
        "NM_000001.2:c.4A>G",
        "chr1-16-A-G",
        "NM_000001.2 is ENST00000000001.4 of this gene model (the same transcript: MANE Select)",
    ),
    (
        "NM_000002.1:c.4A>G",
        "chr1-16-A-G",
        "NM_000002.1 is ENST00000000002.1 of this gene model (the same transcript: MANE Plus Clinical)",
    ),
    ("ABC1:c.4A>G", "chr1-16-A-G", "ABC1 is read on ENST00000000001.4 (its MANE Select transcript)"),
    (
        "ABC1 T2A",
        "chr1-16-A-G",
        "T2A of ABC1 is NM_000001.2:c.4A>G (founder table); "
        "NM_000001.2 is ENST00000000001.4 of this gene model (the same transcript: MANE Select)",
    ),
    (
        "ABC1:14delA",
        "chr1-21-GA-G",
        "14delA of ABC1 is NM_000001.2:c.14del (founder table, a row that is not fully verified); "
        "NM_000001.2 is ENST00000000001.4 of this gene model (the same transcript: MANE Select)",
    ),
    ("1:g.16A>G", "chr1-16-A-G", "."),
    ("m.1A>G", "chrM-1-A-G", "chrM is not the rCRS (NC_012920.1): its positions are its own"),
    (
        "NOMANE:c.4A>G",
        "chr1-16-A-G",
        "NOMANE is read on ENST00000000004.1 (its only transcript in the gene model, which marks no MANE Select one)",
    ),
    (
        "MT-TX:n.1G>A",
        "chrM-3-G-A",
        "MT-TX is read on ENST00000000009.1 (its only transcript in the gene model, which marks no MANE Select one)",
    ),
    ("MT-TX:m.3G>A", "chrM-3-G-A", "MT-TX is a gene of the mitochondrion, and m. counts along all of it"),
    ("MT-TX m.3G>A", "chrM-3-G-A", "MT-TX is a gene of the mitochondrion, and m. counts along all of it"),
    (
        "chrM(MT-TX):m.3G>A",
        "chrM-3-G-A",
        "chrM is not the rCRS (NC_012920.1): its positions are its own",
    ),
]


@pytest.mark.parametrize(("name", "allele", "remark"), LOCATED)
def test_locate(capsys: pytest.CaptureFixture[str], files: Files, name: str, allele: str, remark: str) -> None:
    status, out, err = call(capsys, "locate", name, "--founders", str(files.founders), *files.words)
    assert (status, err) == (0, [])
    (row,) = table(out)
    assert (row["asked"], row["allele"], row["remark"]) == (name, allele, remark)


REFUSED = [
    ("ENST00000000001.3:c.4A>G", "the gene model has ENST00000000001.4, not ENST00000000001.3"),
    ("ENST00000000001:c.4A>G", "the gene model has ENST00000000001.4, not ENST00000000001"),
    ("NM_000001.3:c.4A>G", "the gene model has NM_000001.2 (as ENST00000000001.4), not NM_000001.3"),
    ("NM_000003.1:c.4A>G", "no transcript NM_000003 in any version"),  # no MANE pair: nothing promises the same bases
    ("TWO:c.4A>G", "no MANE Select transcript of TWO; name the transcript: ENST00000000005.1, ENST00000000006.2"),
    ("MT-TX:c.1G>A", "is not coding; write n. instead of c."),
    ("ABC1:m.3G>A", "ABC1 is not a gene of the mitochondrion"),
    ("chrM(ABC1):m.3G>A", "the gene model has no gene ABC1 on chrM"),
    ("chrM:g.3G>A", "chrM is the mitochondrion, whose names begin with m.; write chrM:m.3G>A"),
    ("MT:g.3G>A", "chrM is the mitochondrion, whose names begin with m.; write chrM:m.3G>A"),
    ("chr1:m.16A>G", "chr1 is not the mitochondrion, whose names begin with m.; write chr1:g.16A>G"),
    ("chrM:m.8_9insA", "not on contig 'chrM'; it has 8 bases, and base 8 is followed by base 1"),
    ("chr1:g.90_91insA", "not on contig 'chr1'; it has 90 bases"),
    ("chrM(ENST00000000001.4):c.18+1G>A", "ENST00000000001.4 lies on chr1, not on chrM"),
    ("NC_000001.11(ENST00000000001.4):c.18+1G>A", "no sequence NC_000001.11 (it has chr1, chrM"),  # of no known build
    ("ENST00000000001.4(ABC2):c.4A>G", "is a transcript of ABC1, not of ABC2"),
    ("ENST00000000001.4:c.4A>G p.(Thr2Gly)", "the protein name is p.(Thr2Ala)"),
    ("ABC1:14delC", "the name says C, the reference has A there"),
    ("ABC1 6C>T", "the gene model has NM_000001.2 (as ENST00000000001.4), not NM_000001.1"),
    ("ABC1 Q9X", "the founder table has no such name of ABC1; of ABC1 it has c."),
    ("abc1:c.4A>G", "the gene model has no gene abc1; write ABC1"),
    ("NC_000001.11:g.16A>G", "no contig 'NC_000001.11'"),
    ("ENST00000000001.4:p.Thr2Ala", "cannot be placed"),
]


@pytest.mark.parametrize(("name", "words"), REFUSED)
def test_locate_refuses(capsys: pytest.CaptureFixture[str], files: Files, name: str, words: str) -> None:
    status, out, err = call(capsys, "locate", name, "--founders", str(files.founders), *files.words)
    assert (status, out, len(err)) == (2, [], 1)
    assert words in err[0]
    assert err[0].startswith(f"command line, value {name!r}: ")


def test_a_name_with_an_older_meaning_is_refused(
    capsys: pytest.CaptureFixture[str], files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MUTYH c.1145G>A of older papers is c.1103G>A of the MANE Select transcript: the gene alone does not say which."""
    entry = {"gene": "ABC1", "hgvs_c": "c.4A>G", "legacy": ["c.10A>G"], "source": "x"}
    monkeypatch.setattr("tachkhis.panel.legacy.read_json", lambda _: {"names": [entry]})
    for written in ("ABC1:c.10A>G", "ABC1 c.10A>G"):
        status, _, err = call(capsys, "locate", written, "--founders", str(files.founders), *files.words)
        assert status == 2
        assert "in older papers c.10A>G of ABC1 means NM_000001.2:c.4A>G; write the transcript" in err[0]
    status, _, _ = call(capsys, "locate", "NM_000001.2:c.10A>G", "--founders", str(files.founders), *files.words)
    assert status == 0


def test_name_and_locate_undo_each_other(capsys: pytest.CaptureFixture[str], files: Files, tmp_path: Path) -> None:
    alleles = [f"chr1-{n}-{BASES[n - 1]}-{'A' if BASES[n - 1] != 'A' else 'T'}" for n in range(11, 87)]
    _, out, _ = call(capsys, "name", *alleles, "--mane", *files.words)
    names = [row["hgvs_c"] for row in table(out) if row["mane"] == "select"]
    assert len(names) == len(alleles)
    (tmp_path / "names.txt").write_text("\n".join(names))
    _, out, _ = call(capsys, "locate", "--file", str(tmp_path / "names.txt"), *files.words)
    assert [row["allele"] for row in table(out)] == alleles


@pytest.mark.parametrize("command", ["name", "locate"])
def test_help_suffices(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    said = capsys.readouterr().out
    for word in ("--fasta", "--genes", "--configfile", "--file", "--format", "hgvs_c", "status 2"):
        assert word in said

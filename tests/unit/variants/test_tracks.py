"""Tracks: other contig names, several alleles in one record, indels not left-aligned; a track that fits nothing is refused."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path

import cyvcf2
import pysam
import pytest

from tachkhis.case.tracks import TRACK_FIELDS
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.variants.fields import unescape
from tachkhis.variants.track_summary import write_summary
from tachkhis.variants.tracks import columns_of
from tachkhis.variants.tracks import prepare_track
from tachkhis.variants.typed_record import variant_of

SEQUENCE = "ACGTACGTAC" + "GGGG" + "TTACGCATCA" + "ACGATTACAG" * 5


@pytest.fixture
def fasta(tmp_path: Path) -> Path:
    path = tmp_path / "genome.fa"
    path.write_text(f">chr1\n{SEQUENCE}\n")
    pysam.faidx(str(path))
    return path


def vcf(path: Path, rows: list[str], info: list[str], contig: str = "1", extra: str = "") -> Path:
    head = [f"##fileformat=VCFv4.2\n{extra}##contig=<ID={contig}>"]
    kinds = {"CLNSIG": "String", "CLNDN": "String", "CLNREVSTAT": "String", "GENEINFO": "String", "MC": "String"}
    kinds |= {"CLNSIGCONF": "String", "CLNDISDB": "String"}
    for name in info:
        floats = ("AF", "faf95_popmax", "SCORE_REVEL", "SCORE_SPLICEAI", "revel_max", "spliceai_ds_max")
        kind = kinds.get(name, "Float" if name in floats else "Integer")
        number = "A" if name in ("AC", "AF", "nhomalt", "nhom", "faf95_popmax") else "." if kind == "String" else "1"
        head.append(f'##INFO=<ID={name},Number={number},Type={kind},Description="x">')
    head.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    text = "\n".join([*head, *rows]) + "\n"
    plain = path.with_suffix("")
    plain.write_text(text)
    subprocess.run(["bgzip", "-f", plain], check=True)
    subprocess.run(["tabix", "-f", "-p", "vcf", f"{plain}.gz"], check=True)
    return path


def rows_of(path: Path) -> list[list[str]]:
    with gzip.open(path, "rt") as handle:
        return [line.rstrip("\n").split("\t") for line in handle]


def test_gnomad_is_renamed_split_and_left_aligned(fasta: Path, tmp_path: Path) -> None:
    rows = [
        "1\t2\t.\tC\tA,T\t.\t.\tAC=3,5;AN=100;AF=0.03,0.05;nhomalt=0,1",
        "1\t12\t.\tGGG\tGG\t.\t.\tAC=7;AN=90;AF=0.0778;nhomalt=2",
    ]
    source = vcf(tmp_path / "g.vcf.gz", rows, ["AC", "AN", "AF", "nhomalt"])
    track = prepare_track("gnomad", source, fasta, tmp_path / "gnomad.tsv.gz", tmp_path / "logs")
    assert rows_of(tmp_path / "gnomad.tsv.gz") == [
        ["chr1", "2", "C", "A", "3", "100", "0.03", "0", ".", "."],
        ["chr1", "2", "C", "T", "5", "100", "0.05", "1", ".", "."],
        [
            "chr1",
            "10",
            "CG",
            "C",
            "7",
            "90",
            "0.0778",
            "2",
            ".",
            ".",
        ],  # left-aligned by hand: the run of G starts at 11
    ]
    assert (track.records, track.synthetic) == (3, False)
    assert "ID=GNOMAD_FAF" in (tmp_path / "gnomad.header.txt").read_text()


def test_the_filtering_frequency_is_taken_from_the_name_that_the_release_uses(fasta: Path, tmp_path: Path) -> None:
    source = vcf(
        tmp_path / "g.vcf.gz",
        ["1\t2\t.\tC\tA\t.\t.\tAC=3;AN=100;AF=0.03;faf95_popmax=0.011"],
        ["AC", "AN", "AF", "faf95_popmax"],
    )
    prepare_track("gnomad", source, fasta, tmp_path / "gnomad.tsv.gz", tmp_path / "logs")
    assert rows_of(tmp_path / "gnomad.tsv.gz")[0][8] == "0.011"


def test_filters_of_gnomad_are_kept_and_of_two_rows_of_one_allele_that_with_more_alleles_stands(
    fasta: Path, tmp_path: Path
) -> None:
    head = '##FILTER=<ID=AC0,Description="x">\n##FILTER=<ID=AS_VQSR,Description="x">\n'
    rows = [
        "1\t2\t.\tC\tA\t.\tAC0;AS_VQSR\tAC=0;AN=100",
        "1\t11\t.\tG\tGG\t.\tPASS\tAC=1;AN=50",  # the run of G starts at 11: both are an insertion behind C at 10
        "1\t14\t.\tG\tGG\t.\tPASS\tAC=4;AN=90",
        "1\t15\t.\tT\tC,*\t.\t.\tAC=4,1;AN=90",
    ]
    source = vcf(tmp_path / "g.vcf.gz", rows, ["AC", "AN"], extra=head)
    prepare_track("gnomad", source, fasta, tmp_path / "gnomad.tsv.gz", tmp_path / "logs")
    assert [(row[1], row[2], row[3], row[4], row[5], row[9]) for row in rows_of(tmp_path / "gnomad.tsv.gz")] == [
        ("2", "C", "A", "0", "100", "AC0&AS_VQSR"),
        ("10", "C", "CG", "4", "90", "PASS"),
        ("15", "T", "C", "4", "90", "."),
    ]


def test_a_filter_of_exomes_does_not_condemn_what_genomes_let_pass(fasta: Path, tmp_path: Path) -> None:
    head = '##FILTER=<ID=AC0,Description="x">\n'
    for rows in (("AC0\tAC=0;AN=1000", "PASS\tAC=4;AN=90"), ("PASS\tAC=4;AN=90", "AC0\tAC=0;AN=1000")):
        source = vcf(tmp_path / "g.vcf.gz", [f"1\t2\t.\tC\tA\t.\t{row}" for row in rows], ["AC", "AN"], extra=head)
        prepare_track("gnomad", source, fasta, tmp_path / "gnomad.tsv.gz", tmp_path / "logs")
        assert [[*row[1:6], row[9]] for row in rows_of(tmp_path / "gnomad.tsv.gz")] == [
            ["2", "C", "A", "4", "90", "PASS"]
        ]


def test_two_spellings_of_an_allele_in_a_panel_are_added_up_and_told(fasta: Path, tmp_path: Path) -> None:
    rows = [  # the run of G is at 11 to 14: one more of them, written at its first, its last, and twice at its third base
        "1\t11\t.\tG\tGG\t.\tPASS\tAC=7;AN=200;nhom=1;REGIONS=MA-01:3/100,MA-04:4/100",
        "1\t13\t.\tG\tGG\t.\tPASS\tAC=2;AN=218;nhom=0;REGIONS=MA-01:1/110,MA-04:1/100",
        "1\t13\t.\tG\tGG\t.\tPASS\tAC=1;AN=90;nhom=0;REGIONS=MA-01:1/90",
        "1\t14\t.\tG\tGG\t.\tPASS\tAC=5;AN=218;nhom=2;REGIONS=MA-04:5/100;PARTIAL=9",
        "1\t15\t.\tT\tC\t.\tPASS\tAC=9;AN=218;nhom=2;REGIONS=MA-01:9/100",
    ]
    extra = '##INFO=<ID=REGIONS,Number=.,Type=String,Description="x">\n'
    source = vcf(tmp_path / "p.vcf.gz", rows, ["AC", "AN", "nhom", "PARTIAL"], extra=extra)
    track = prepare_track("panel", source, fasta, tmp_path / "panel.tsv.gz", tmp_path / "logs")
    assert [row[1:7] + row[9:] for row in rows_of(tmp_path / "panel.tsv.gz")] == [
        ["10", "C", "CG", "14", "218", "3", "MA-01:4/110,MA-04:10/100", "9"],
        ["15", "T", "C", "9", "218", "2", "MA-01:9/100", "."],
    ]
    assert track.several == 1


def test_an_allele_of_a_panel_written_twice_alike_counts_once(fasta: Path, tmp_path: Path) -> None:
    for first, second in (("AC=1;AN=218", "AC=7;AN=218"), ("AC=7;AN=218", "AC=1;AN=218")):
        rows = [f"1\t14\t.\tG\tGG\t.\tPASS\t{first}", f"1\t14\t.\tG\tGG\t.\tPASS\t{second}"]
        source = vcf(tmp_path / "p.vcf.gz", rows, ["AC", "AN"])
        track = prepare_track("panel", source, fasta, tmp_path / "panel.tsv.gz", tmp_path / "logs")
        assert [row[1:6] for row in rows_of(tmp_path / "panel.tsv.gz")] == [["10", "C", "CG", "7", "218"]]
        assert track.several == 0


def test_names_of_hla_contigs_are_no_places(tmp_path: Path) -> None:
    hla = "HLA-A*01:01:01:01"
    fasta = tmp_path / "genome.fa"
    fasta.write_text(f">chr1\n{SEQUENCE}\n>{hla}\n{SEQUENCE}\n>chr1_decoy:5\n{SEQUENCE}\n")
    pysam.faidx(str(fasta))
    for contigs in (f"##contig=<ID={hla}>\n##contig=<ID=chr1_decoy:5>\n", f"##contig=<ID={hla}>\n"):
        source = vcf(tmp_path / "g.vcf.gz", ["1\t2\t.\tC\tA\t.\tPASS\tAC=4;AN=90"], ["AC", "AN"], extra=contigs)
        prepare_track("gnomad", source, fasta, tmp_path / "gnomad.tsv.gz", tmp_path / "logs")
        assert [row[:6] for row in rows_of(tmp_path / "gnomad.tsv.gz")] == [["chr1", "2", "C", "A", "4", "90"]]


def test_clinvar_as_it_comes_names_no_contig_and_has_no_index(fasta: Path, tmp_path: Path) -> None:
    source = vcf(tmp_path / "c.vcf.gz", ["1\t2\t7\tC\tA\t.\t.\tCLNSIG=Pathogenic"], ["CLNSIG"])
    text = gzip.decompress(source.read_bytes()).decode().replace("##contig=<ID=1>\n", "")
    source.write_bytes(gzip.compress(text.encode()))
    Path(f"{source}.tbi").unlink()
    prepare_track("clinvar", source, fasta, tmp_path / "clinvar.tsv.gz", tmp_path / "logs")
    assert [row[:5] for row in rows_of(tmp_path / "clinvar.tsv.gz")] == [["chr1", "2", "C", "A", "7"]]


def test_of_several_records_of_clinvar_a_pathogenic_one_stands(fasta: Path, tmp_path: Path) -> None:
    rows = [
        "1\t11\t7\tG\tGG\t.\t.\tCLNSIG=Benign",
        "1\t14\t8\tG\tGG\t.\t.\tCLNSIG=Pathogenic/Likely_pathogenic",
        "1\t14\t9\tG\tGG\t.\t.\tCLNSIG=Uncertain_significance",
    ]
    source = vcf(tmp_path / "c.vcf.gz", rows, ["CLNSIG"])
    prepare_track("clinvar", source, fasta, tmp_path / "clinvar.tsv.gz", tmp_path / "logs")
    assert [row[1:5] for row in rows_of(tmp_path / "clinvar.tsv.gz")] == [["10", "C", "CG", "8"]]


def test_clinvar_keeps_its_id_and_counts_null_variants_by_gene(fasta: Path, tmp_path: Path) -> None:
    info = ["CLNSIG", "CLNDN", "CLNREVSTAT", "GENEINFO", "MC"]
    rows = [
        "1\t2\t101\tC\tA\t.\t.\tCLNSIG=Pathogenic;CLNDN=A_disease|Another;CLNREVSTAT=reviewed_by_expert_panel;GENEINFO=G1:1|G2:2;MC=SO:0001587|nonsense",
        "1\t3\t102\tG\tA\t.\t.\tCLNSIG=Likely_pathogenic;GENEINFO=G1:1;MC=SO:0001583|missense_variant",
        "1\t4\t103\tT\tA\t.\t.\tCLNSIG=Uncertain_significance;GENEINFO=G1:1;MC=SO:0001587|nonsense",
    ]
    source = vcf(tmp_path / "c.vcf.gz", rows, info)
    track = prepare_track("clinvar", source, fasta, tmp_path / "clinvar.tsv.gz", tmp_path / "logs")
    assert track.genes == {"G1": (2, 1), "G2": (1, 1)}
    first = rows_of(tmp_path / "clinvar.tsv.gz")[0]
    assert first[:6] == ["chr1", "2", "C", "A", "101", "Pathogenic"]
    assert first[7] == "A_disease%7CAnother"
    write_summary([track], None, tmp_path / "tracks.json")
    summary = json.loads((tmp_path / "tracks.json").read_text())
    assert summary["clinvar_genes"]["G1"] == {"lof_pathogenic": 1, "pathogenic": 2}


@pytest.mark.parametrize(("revel", "splice"), [("SCORE_REVEL", "spliceai_ds_max"), ("revel_max", "SCORE_SPLICEAI")])
def test_scores_come_under_the_names_that_the_criteria_read(
    fasta: Path, tmp_path: Path, revel: str, splice: str
) -> None:
    rows = [f"1\t2\t.\tC\tA\t.\t.\t{revel}=0.91;CADD=30", f"1\t3\t.\tG\tT\t.\t.\t{splice}=0.25"]
    source = vcf(tmp_path / "s.vcf.gz", rows, [revel, splice, "CADD"])
    assert prepare_track("scores", source, fasta, tmp_path / "scores.tsv.gz", tmp_path / "logs").records == 2
    table, header = tmp_path / "scores.tsv.gz", tmp_path / "scores.header.txt"
    assert rows_of(table) == [["chr1", "2", "C", "A", "0.91", "."], ["chr1", "3", "G", "T", ".", "0.25"]]
    calls = vcf(tmp_path / "calls.vcf.gz", ["chr1\t2\t.\tC\tA\t.\t.\t."], [], contig="chr1")
    columns = "CHROM,POS,REF,ALT,SCORE_REVEL,SCORE_SPLICEAI"  # as the plan writes them
    out = tmp_path / "annotated.vcf"
    subprocess.run(["bcftools", "annotate", "-a", table, "-h", header, "-c", columns, "-o", out, calls], check=True)
    (variant,) = (variant_of(record, ()) for record in cyvcf2.VCF(str(out)))
    assert variant.scores == pytest.approx({"REVEL": 0.91})


def test_scores_of_other_predictors_are_refused(fasta: Path, tmp_path: Path) -> None:
    source = vcf(tmp_path / "s.vcf.gz", ["1\t2\t.\tC\tA\t.\t.\tCADD=30"], ["CADD"])
    with pytest.raises(InputError, match="add one of SCORE_REVEL, REVEL, revel_max, SCORE_SPLICEAI, spliceai_ds_max"):
        prepare_track("scores", source, fasta, tmp_path / "scores.tsv.gz", tmp_path / "logs")


def test_a_track_on_other_contigs_is_refused(fasta: Path, tmp_path: Path) -> None:
    source = vcf(tmp_path / "g.vcf.gz", ["7\t2\t.\tC\tA\t.\t.\tAC=3;AN=100"], ["AC", "AN"], contig="7")
    with pytest.raises(InputError, match="shares no contig"):
        prepare_track("gnomad", source, fasta, tmp_path / "gnomad.tsv.gz", tmp_path / "logs")


def test_a_track_whose_ref_alleles_are_not_the_references_is_refused(fasta: Path, tmp_path: Path) -> None:
    source = vcf(tmp_path / "g.vcf.gz", ["1\t2\t.\tG\tA\t.\t.\tAC=3;AN=100"], ["AC", "AN"])
    with pytest.raises(ResourceError, match="another build"):
        prepare_track("gnomad", source, fasta, tmp_path / "gnomad.tsv.gz", tmp_path / "logs")


def test_a_track_without_counts_is_refused(fasta: Path, tmp_path: Path) -> None:
    source = vcf(tmp_path / "g.vcf.gz", ["1\t2\t.\tC\tA\t.\t.\tAF=0.1"], ["AF"])
    with pytest.raises(InputError, match="add one of AC"):
        prepare_track("gnomad", source, fasta, tmp_path / "gnomad.tsv.gz", tmp_path / "logs")


def test_a_synthetic_track_is_known_as_such(fasta: Path, tmp_path: Path) -> None:
    source = vcf(
        tmp_path / "p.vcf.gz",
        ["1\t2\t.\tC\tA\t.\t.\tAC=3;AN=218;nhom=0"],
        ["AC", "AN", "nhom"],
        extra="##source=synthetic panel\n",
    )
    assert prepare_track("panel", source, fasta, tmp_path / "panel.tsv.gz", tmp_path / "logs").synthetic


def test_an_allele_number_that_is_missing_follows_from_count_and_frequency(fasta: Path, tmp_path: Path) -> None:
    """Found on a public excerpt of gnomAD whose header declares AN and whose records lack it."""
    rows = [
        "1\t2\t.\tC\tA\t.\t.\tAC=1;AF=3.18593e-05",
        "1\t5\t.\tA\tT\t.\t.\tAC=31376;AF=1",
        "1\t6\t.\tC\tT\t.\t.\tAC=0;AF=0",
        "1\t7\t.\tG\tT\t.\t.\tAC=2;AN=50;AF=0.04",
    ]
    source = vcf(tmp_path / "g.vcf.gz", rows, ["AC", "AN", "AF"])
    track = prepare_track("gnomad", source, fasta, tmp_path / "gnomad.tsv.gz", tmp_path / "logs")
    assert [(row[4], row[5]) for row in rows_of(tmp_path / "gnomad.tsv.gz")] == [
        ("1", "31388"),  # 1 / 3.18593e-05
        ("31376", "31376"),
        ("0", "."),
        ("2", "50"),
    ]
    assert track.derived == 2


@pytest.mark.parametrize("info", ["AC=3", "AN=100;AF=0.03"])
def test_counts_that_cannot_be_completed_are_refused(fasta: Path, tmp_path: Path, info: str) -> None:
    rows = ["1\t2\t.\tC\tA\t.\t.\tAC=3;AN=100;AF=0.03", f"1\t5\t.\tA\tT\t.\t.\t{info}"]
    source = vcf(tmp_path / "g.vcf.gz", rows, ["AC", "AN", "AF"])
    with pytest.raises(InputError, match=r"1 records give no allele number.*chr1:5"):
        prepare_track("gnomad", source, fasta, tmp_path / "gnomad.tsv.gz", tmp_path / "logs")


def test_clinvar_keeps_its_date_the_parts_of_a_conflict_and_the_ids_of_conditions(fasta: Path, tmp_path: Path) -> None:
    rows = [
        "1\t2\t101\tC\tA\t.\t.\tCLNSIG=Conflicting_classifications_of_pathogenicity;CLNDN=A|B;"
        "CLNSIGCONF=Uncertain_significance(2)|Likely_benign(1);CLNDISDB=OMIM:1,Orphanet:2|MedGen:3",
        "1\t3\t102\tG\tA\t.\t.\tCLNSIG=Benign",
    ]
    info = ["CLNSIG", "CLNDN", "CLNSIGCONF", "CLNDISDB"]
    source = vcf(tmp_path / "c.vcf.gz", rows, info, extra="##fileDate=2026-11-08\n")
    track = prepare_track("clinvar", source, fasta, tmp_path / "clinvar.tsv.gz", tmp_path / "logs")
    first, second = rows_of(tmp_path / "clinvar.tsv.gz")
    assert [unescape(cell) for cell in first[8:]] == [
        "Uncertain_significance(2)|Likely_benign(1)",
        "OMIM:1,Orphanet:2|MedGen:3",
    ]
    assert second[8:] == [".", "."]
    write_summary([track], None, tmp_path / "tracks.json")
    assert json.loads((tmp_path / "tracks.json").read_text())["resources"][0]["date"] == "2026-11-08"
    assert tuple(field.id for field in columns_of("clinvar")) == tuple(TRACK_FIELDS["clinvar"])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            '##tachkhis_panel=<Name="TD, nord",Version="7",Build="made up",People=2,Female=1,Male=1,Date="2026-11-01">',
            ("TD, nord 7", "2026-11-01", 2, 1, 1),
        ),
        ("##fileDate=2025-01-02", ("p.vcf.gz, 2025-01-02", "2025-01-02", None, None, None)),
    ],
)
def test_a_panel_is_told_by_the_name_version_and_date_of_its_header(
    fasta: Path, tmp_path: Path, line: str, told: tuple[object, ...]
) -> None:
    source = vcf(tmp_path / "p.vcf.gz", ["1\t2\t.\tC\tA\t.\t.\tAC=1;AN=4"], ["AC", "AN"], extra=f"{line}\n")
    track = prepare_track("panel", source, fasta, tmp_path / "panel.tsv.gz", tmp_path / "logs")
    write_summary([track], None, tmp_path / "tracks.json")
    (found,) = json.loads((tmp_path / "tracks.json").read_text())["resources"]
    assert tuple(found[name] for name in ("version", "date", "people", "female", "male")) == told

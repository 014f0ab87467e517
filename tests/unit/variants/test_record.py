"""The annotated VCF as records: what callers write, what they leave out, and what the tracks add."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.variants import fields
from tachkhis.variants.record import Reach
from tachkhis.variants.typed_record import consequences_of
from tachkhis.variants.variant_file import VariantFile
from tachkhis.variants.variant_file import read_variants

HEAD = "\n".join(
    [
        "##fileformat=VCFv4.2",
        "##contig=<ID=chr1,length=1000>",
        '##FILTER=<ID=weak,Description="weak">',
        *(
            field.header
            for field in (*fields.TRACK_FIELDS, *fields.TRIAGE_FIELDS, *fields.REFINE_FIELDS, *fields.IMPORT_FIELDS)
        ),
        '##INFO=<ID=SCORE_REVEL,Number=1,Type=Float,Description="REVEL">',
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="GT">',
        '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="DP">',
        '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="AD">',
        '##FORMAT=<ID=RO,Number=1,Type=Integer,Description="RO">',
        '##FORMAT=<ID=AO,Number=A,Type=Integer,Description="AO">',
        '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="GQ">',
        '##FORMAT=<ID=AF,Number=A,Type=Float,Description="AF">',
        '##FORMAT=<ID=AFCI,Number=2,Type=Float,Description="bounds">',
        fields.JOINT_GQ.header.replace("INFO", "FORMAT", 1),
        fields.TOGETHER.header.replace("INFO", "FORMAT", 1),
        fields.CALLER_GT.header.replace("INFO", "FORMAT", 1),
        *(field.header for field in fields.JOIN_FIELDS),
        '##FORMAT=<ID=PS,Number=1,Type=Integer,Description="PS">',
    ]
)

Write = Callable[..., Path]


@pytest.fixture
def vcf(tmp_path: Path) -> Write:
    def write(*rows: str, samples: str = "a b c") -> Path:
        columns = "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT " + samples
        path = tmp_path / "x.vcf"
        lines = [HEAD, columns.replace(" ", "\t"), *(row.replace(" ", "\t") for row in rows)]
        path.write_text("\n".join(lines) + "\n")
        return path

    return write


def test_fractions_come_with_their_bounds_where_the_caller_gives_them(vcf: Write) -> None:
    path = vcf(
        "chr1 10 . A T 30 PASS TRIAGE=keep:coding GT:AD:AF:AFCI 0/1:70,30:0.3:0.21,0.4 0:9,0:0:0,0.3 .:.:.:.",
        "chr1 12 . A T 30 PASS TRIAGE=keep:coding GT:AD 0/1:70,30 0/0:.,. 0/0:0,0",
    )
    (first, second), _ = read_variants(path)
    assert [(call.fraction, call.fraction_bounds) for call in first.calls] == [
        (0.3, (0.21, 0.4)),
        (0.0, (0.0, 0.3)),
        (None, None),
    ]
    assert [call.share for call in second.calls] == [0.3, None, None]  # by the reads, where there are any


def test_the_reach_of_the_mitochondrial_calls_stands_in_the_header(vcf: Write) -> None:
    path = vcf()
    assert VariantFile(path).mitochondria == {}
    path.write_text(path.read_text().replace("#CHROM", "##tachkhis_mitochondria=a 2100 0.0582 0.9991\n#CHROM", 1))
    assert VariantFile(path).mitochondria == {"a": Reach(2100, 0.0582, 0.9991)}


def test_a_parents_reads_counted_anew_are_taken_where_they_say_more(vcf: Write) -> None:
    path = vcf(
        "chr1 10 . A T 30 PASS TRIAGE=keep:coding;PARENT_READS=b:3/31,c:1/20 GT:DP:AD 0/1:20:10,10 0/0:25:25,0 0/0:22:22,0",
        "chr1 11 . A T 30 PASS TRIAGE=keep:coding;PARENT_READS=b:2/31;REFINE=rescued;PARENT_MOSAIC=b GT:DP:AD 0/1:20:10,10 0/0:25:22,3 0/0:22:22,0",
    )
    variants, _ = read_variants(path)
    reads = [[(call.depth, call.ref_reads, call.alt_reads) for call in variant.calls] for variant in variants]
    assert reads[0] == [(20, 10, 10), (31, 28, 3), (22, 22, 0)]
    assert [variant.refined for variant in variants] == [(), ("rescued", "possible mosaic: b")]
    assert reads[1] == [(20, 10, 10), (25, 22, 3), (22, 22, 0)]
    assert [variant.mosaic_parents for variant in variants] == [(), ("b",)]


def test_whose_one_copy_was_read_beside_a_deletion_of_the_other(vcf: Write) -> None:
    """By the refinement, of those whose two copies it lowered; of an import, of those it names."""
    path = vcf(
        "chr1 10 . A T 30 PASS TRIAGE=keep:coding;REFINE=one_copy GT:PS:CALLER_GT 0|1:5:1/1 0/1:.:0/0 0|1:5:.",
        "chr1 11 . A T 30 PASS TRIAGE=keep:coding;REFINE=rescued GT:PS:CALLER_GT 0|1:5:1/1 0/1:.:. 0/0:.:.",
        "chr1 12 . A T 30 PASS TRIAGE=keep:coding;ONE_COPY_LEFT=b:5-TCGAAAAATTT-T:1 GT:PS 0|1:5 1|0:5 0/1:.",
        "chr1 13 . A T 30 PASS TRIAGE=keep:coding;ONE_COPY_LEFT=b:5-TCGAAAAATTT-T:./0 GT:PS 0|1:5 0/0:. 0/1:.",
    )
    variants, _ = read_variants(path)
    assert [[call.sample for call in variant.calls if call.one_left] for variant in variants] == [["a"], [], ["b"], []]


def test_the_quality_given_the_whole_family_stands_beside_the_callers(vcf: Write) -> None:
    line = "chr1 10 . A T 30 PASS TRIAGE=keep:coding;PARENT_MOSAIC=b GT:GQ:JOINT_GQ 0/1:127:41 0/1:50:99 0/0:.:."
    ((variant,), _) = read_variants(vcf(line))
    assert [(call.quality, call.joint_quality) for call in variant.calls] == [(127, 41), (50, 99), (None, None)]


def test_only_kept_records_come_out_and_every_reason_is_counted(vcf: Write) -> None:
    path = vcf(
        "chr1 10 . A T 30 PASS TRIAGE=keep:coding GT 0/1 0/0 0/0",
        "chr1 11 . A T 30 PASS TRIAGE=aside:common GT 0/1 0/0 0/0",
        "chr1 12 . A T 30 PASS TRIAGE=aside:common GT 0/1 0/0 0/0",
        "chr1 13 . A T 30 weak . GT 0/1 0/0 0/0",
    )
    variants, triage = read_variants(path)
    assert [variant.id for variant in variants] == ["chr1-10-A-T"]
    assert triage == {"aside:common": 2, "aside:no_reason_given": 1, "keep:coding": 1}


def test_records_that_a_track_annotates_are_counted(vcf: Write) -> None:
    path = vcf(
        "chr1 10 . A T 30 PASS XGNOMAD_AC=1;TRIAGE=keep:coding GT 0/1 0/0 0/0",  # the end of a longer name
        "chr1 11 . A T 30 PASS GNOMAD_AC=1;TRIAGE=aside:common GT 0/1 0/0 0/0",
        "chr1 12 . A T 30 PASS GNOMAD_AC=.;GNOMAD_AN=7;TRIAGE=aside:common GT 0/1 0/0 0/0",
        "chr1 13 . A T 30 PASS GNOMAD_AC=.;TRACK_HARD;TRIAGE=aside:common GT 0/1 0/0 0/0",
        "chr1 14 . A T 30 PASS TRACK_HARDER;TRIAGE=aside:common GT 0/1 0/0 0/0",
    )
    file = VariantFile(path, {"gnomad": ["GNOMAD_AC", "GNOMAD_AN"], "hard": ["TRACK_HARD"], "panel": ["PANEL_AC"]})
    assert len(list(file)) == 1
    assert file.matched == {"gnomad": 2, "hard": 1, "panel": 0}


def test_a_record_that_is_cut_short_is_told(vcf: Write) -> None:
    path = vcf("chr1 10 . A T 30 PASS TRIAGE=aside:common GT 0/1 0/0")
    with pytest.raises(ResourceError, match="cut short"):
        read_variants(path)


def test_calls_of_bcftools_freebayes_and_of_a_bare_vcf(vcf: Write) -> None:
    path = vcf(
        "chr1 10 . A T 30 PASS TRIAGE=keep:coding GT:DP:AD:GQ 0/1:20:11,9:99 0|1:0:0,0:. 1:.:.:.",
        "chr1 11 . A T 30 PASS TRIAGE=keep:coding GT:DP:RO:AO:GQ 0/1:20:11:9:99 . ./.:3:3:0:7",
        "chr1 12 . A T . . TRIAGE=keep:coding GT 1/. 1 .",
        "chr1 13 . A T 30 weak TRIAGE=keep:coding GT:PS 0|1:77 0/1:. 1|0:77",
    )
    first, second, third, fourth = read_variants(path)[0]
    assert [(c.gt, c.depth, c.ref_reads, c.alt_reads, c.quality) for c in first.calls] == [
        ("0/1", 20, 11, 9, 99),
        ("0|1", 0, 0, 0, None),  # nothing read is zero, nothing said is None
        ("1", None, None, None, None),
    ]
    assert [(c.gt, c.depth, c.ref_reads, c.alt_reads) for c in second.calls] == [
        ("0/1", 20, 11, 9),
        (".", None, None, None),
        ("./.", 3, 3, 0),
    ]
    assert [(c.gt, c.depth, c.alt_reads) for c in third.calls] == [
        ("1/.", None, None),
        ("1", None, None),
        (".", None, None),
    ]
    assert (third.quality, third.filters) == (None, ())
    assert fourth.filters == ("weak",)
    assert [(c.phased, c.phase_set) for c in fourth.calls] == [(True, 77), (False, None), (True, 77)]


def test_what_the_tracks_say(vcf: Write) -> None:
    status = ",".join(fields.escape(part) for part in ["criteria_provided", "_conflicting_classifications"])
    info = ";".join(
        [
            "TRIAGE=keep:clinvar",
            "GNOMAD_AC=3;GNOMAD_AN=150000;GNOMAD_AF=2e-05;GNOMAD_NHOMALT=0;GNOMAD_FAF=0.00001",
            "PANEL_AC=1;PANEL_AN=218;PANEL_NHOM=0;PANEL_REGIONS=MA-09:1/40,MA-04:0/54;PANEL_PARTIAL=7",
            f"CLINVAR_ID=17;CLINVAR_SIG=Likely_pathogenic;CLINVAR_STATUS={status}",
            f"CLINVAR_DN={fields.escape('Deafness,_recessive|not_provided')}",
            f"FOUNDER={fields.escape('GJB2 NM_004004.6:c.35del')}",
            "SCORE_REVEL=0.644",
            f"HGVSG={fields.escape('chr1:g.10A>T')}",
        ]
    )
    (variant,) = read_variants(vcf(f"chr1 10 . A T 30 PASS {info} GT 0/1 0/0 0/0"))[0]
    assert variant.gnomad is not None
    assert (variant.gnomad.ac, variant.gnomad.an, variant.gnomad.homozygotes, variant.gnomad.faf) == (
        3,
        150_000,
        0,
        1e-05,
    )
    assert variant.gnomad.af == 3 / 150_000  # from the counts, not from a rounded number
    assert variant.panel is not None
    assert dict(variant.panel.regions) == {"MA-04": "0/54", "MA-09": "1/40"}
    assert variant.panel.partial == 7
    assert variant.clinvar is not None
    assert variant.clinvar.significance == "Likely pathogenic"
    assert variant.clinvar.review_status == "criteria provided, conflicting classifications"
    assert variant.clinvar.conditions == ("Deafness, recessive", "not provided")
    assert (variant.clinvar.parts, variant.clinvar.references) == ((), ())
    assert variant.founder == "GJB2 NM_004004.6:c.35del"
    assert variant.scores == {"REVEL": 0.644}
    assert variant.hgvs_g == "chr1:g.10A>T"


@pytest.mark.parametrize("sign", ["|", ","])
def test_the_parts_of_a_conflict_and_the_ids_of_the_conditions(vcf: Write, sign: str) -> None:
    parts = fields.escape(sign.join(["Uncertain_significance(2)", "Pathogenic,_low_penetrance(11)"]))
    ids = fields.escape("MedGen:C0017921,OMIM:232300,Orphanet:365|.")
    info = (
        "TRIAGE=keep:clinvar;CLINVAR_ID=17;CLINVAR_SIG=Conflicting_classifications_of_pathogenicity;"
        f"CLINVAR_DN={fields.escape('Glycogen_storage_disease|not_provided')};"
        f"CLINVAR_CONF={parts};CLINVAR_XREF={ids}"
    )
    (variant,) = read_variants(vcf(f"chr1 10 . A T 30 PASS {info} GT 0/1 0/0 0/0"))[0]
    assert variant.clinvar is not None
    assert variant.clinvar.parts == (("Uncertain significance", 2), ("Pathogenic, low penetrance", 11))
    assert variant.clinvar.references == (("MedGen:C0017921", "OMIM:232300", "Orphanet:365"), ())


def test_ids_that_cannot_be_told_apart_by_condition_are_left_out(vcf: Write) -> None:
    info = (
        f"TRIAGE=keep:clinvar;CLINVAR_ID=17;CLINVAR_SIG=Benign;CLINVAR_DN=One;CLINVAR_XREF={fields.escape('A:1|B:2')}"
    )
    (variant,) = read_variants(vcf(f"chr1 10 . A T 30 PASS {info} GT 0/1 0/0 0/0"))[0]
    assert variant.clinvar is not None
    assert variant.clinvar.references == ()


def test_silence_of_a_track_is_none(vcf: Write) -> None:
    (variant,) = read_variants(vcf("chr1 10 . A T 30 PASS TRIAGE=keep:coding;GNOMAD_AF=0.1 GT 0/1 0/0 0/0"))[0]
    assert (variant.gnomad, variant.panel, variant.clinvar, variant.founder) == (None, None, None, None)


def csq(**cells: str) -> str:
    return "|".join(fields.escape(cells.get(name, "")) for name in fields.CSQ_COLUMNS)


def test_consequences_with_the_chosen_transcript_first() -> None:
    value = ",".join(
        [
            csq(Consequence="intron_variant", SYMBOL="G2", Feature="T2.1", IMPACT="MODIFIER"),
            csq(
                Consequence="stop_gained&splice_region_variant",
                SYMBOL="G1",
                Feature="T1.1",
                IMPACT="HIGH",
                MANE="select",
                CHOSEN="mane_select",
                EXON="3/9",
                HGVSc="T1.1:c.5_6insA,B|C=%",
                HGVSp="p.(=)",
                NMD="yes",
                NOTE="a; b",
            ),
        ]
    )
    first, second = consequences_of(value)
    assert (first.gene, first.consequences, first.nmd) == ("G1", ("stop_gained", "splice_region_variant"), True)
    assert (first.hgvs_c, first.hgvs_p, first.note) == ("T1.1:c.5_6insA,B|C=%", "p.(=)", "a; b")
    assert first.chosen
    assert (second.gene, second.nmd, second.hgvs_c, second.chosen) == ("G2", None, None, False)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30)


@given(TEXT, TEXT)
def test_any_text_survives_the_info_field(name: str, note: str) -> None:
    (found,) = consequences_of(csq(HGVSc=name, NOTE=note, SYMBOL="G", CHOSEN="only"))
    assert (found.hgvs_c or "", found.note or "") == (name, note)


def test_one_allele_is_found_again(vcf: Write) -> None:
    path = vcf(
        "chr1 10 . A T 30 PASS TRIAGE=aside:common GT 0/1 0/0 0/0",
        "chr1 10 . A C 30 PASS TRIAGE=keep:coding GT 0/1 0/0 0/0",
    )
    found = VariantFile(path).find("chr1", 10, "A", "T")
    assert found is not None
    assert found.triage == "aside:common"
    assert VariantFile(path).find("chr1", 10, "A", "G") is None


def test_a_file_that_is_no_vcf_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "x.vcf"
    path.write_text("hello\n")
    with pytest.raises(InputError, match=r"x\.vcf.*VCF"):
        VariantFile(path)


def test_a_change_that_two_records_read_names_both(vcf: Write) -> None:
    ((found,), _) = read_variants(
        vcf("chr1 10 . A T 30 PASS TRIAGE=keep:founder;JOINED_INTO=10-AC-TG,10-ACG-TGA GT 0/1 . .")
    )
    assert found.joined_into == ("chr1-10-AC-TG", "chr1-10-ACG-TGA")


def test_of_changes_across_an_intron_a_record_speaks_of_the_copies_that_have_them_all(vcf: Write) -> None:
    info = "TRIAGE=keep:coding;CODON_CIS=90-C-A;GNOMAD_AC=3;GNOMAD_AN=10;GNOMAD_AF=0.3;CLINVAR_ID=7;SCORE_REVEL=0.9"
    ((found,), _) = read_variants(vcf(f"chr1 10 . A T 30 PASS {info} GT:AD:TOGETHER 1/1:0,30:1 0/1:15,15:0 0/1:9,9:."))
    assert found.codon_cis == ("chr1-90-C-A",)
    assert [call.gt for call in found.calls] == ["0/1", "0/0", "./."]
    assert (found.gnomad, found.clinvar, dict(found.scores)) == (None, None, {})  # of one change alone

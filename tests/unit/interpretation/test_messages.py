"""Every sentence that the interpretation asks for stands in the French text, with the values that it needs."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path
from string import Formatter

import pytest

from tachkhis.case.shipped import RESOURCES

ROOM = Path(__file__).resolve().parents[3] / "scripts" / "tachkhis" / "interpretation"
FRENCH: dict[str, str] = json.loads((RESOURCES / "report" / "text.fr.json").read_text(encoding="utf-8"))


def written_keys() -> set[str]:
    """Keys spelt out in the code, and those that it puts together."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in sorted(ROOM.rglob("*.py")))
    found = set(re.findall(r'"((?:candidate|quality|acmg_reserve|limit)\.[a-z0-9_]+)"', text))
    found |= {f"limit.{key}" for key in re.findall(r'say\(.*?, "([a-z_]+)"[,)]', (ROOM / "limits.py").read_text())}
    pvs1 = ("null_nmd", "null_no_nmd", "splice", "splice_no_nmd", "splice_start_exon", "splice_unknown", "start_lost")
    pvs1 = (*pvs1, "start_lost_upstream", "null_critical", "splice_critical")
    found |= {f"acmg.PVS1.{path}{end}" for path, end in product((*pvs1, "whole_gene"), ("", "_unproven"))}
    found |= {
        f"acmg.{code}.{case}" for code, case in product(("PS2", "PM6"), ("de_novo", "de_novo_mother", "de_novo_father"))
    }
    found |= {f"{key}_traces" for key in found if key.startswith(("acmg.PS2", "acmg.PM6"))}
    found |= {f"{key}_probability" for key in found if key.startswith("acmg.PM6") and not key.endswith("_traces")}
    found |= {f"acmg.{code}.{case}" for code, case in product(("BA1", "BS1"), ("common", "common_panel"))}
    found |= {f"acmg.PM2.{case}" for case in ("not_listed", "absent", "rare", "bound")}
    found |= {f"acmg.PM3.{case}" for case in ("in_trans", "phase_unknown", "homozygous")}
    found |= {f"acmg.PM4.{case}" for case in ("length", "length_repeat_unknown")}
    found |= {f"quality.autozygosity_{case}" for case in ("higher", "lower")}
    for key in ("quality.whole_chromosome_without", "quality.chromosome_without"):
        found |= {f"{key}_{parent}" for parent in ("father", "mother")}
    table = json.loads((RESOURCES / "acmg" / "exclusions.json").read_text(encoding="utf-8"))
    found |= {f"acmg_barred.{rule['id']}" for rule in (*table["barred"], *table["capped"])}
    barred = (
        "rejected",
        "gnomad_coverage_unknown",
        "gnomad_not_covered",
        "exon_absent",
        "mechanism_missense",
        "alternative_start",
        "lof_frequent",
    )
    found |= {f"acmg_barred.{key}" for key in barred}
    found |= {f"acmg.BP2.{phase}" for phase in ("trans", "cis")} | {
        f"acmg.BP7.{kind}" for kind in ("synonymous", "intronic")
    }
    found |= {f"acmg.BS2.{kind}" for kind in ("homozygotes", "carriers")}
    found |= {"acmg.PS1.same_residue", "acmg.PM5.same_codon", "acmg.PM1.hotspot", "acmg.PP2.constrained"}
    return found | {"acmg.PP3.score", "acmg.BP4.score", "acmg.BP1.lof_only", "acmg.BP3.repeat", "acmg_entered.added"}


VALUES = {
    "acmg_reserve.rests_on_pm2": {"class", "without"},
    "acmg_reserve.panel_above_pm2": {"af", "ac", "an", "most"},
    "acmg_reserve.panel_partial_pm2": {"ac", "an", "people"},
    "acmg_reserve.panel_partial": {"ac", "an", "people", "code"},
    "acmg_reserve.founder_spared": {"code"},
    "acmg_reserve.gnomad_filtered_pm2": {"filters"},
    "acmg_reserve.gnomad_filtered": {"code", "filters"},
    "limit.track_silent": {"track", "records", "n"},
    "candidate.other_cause": {"genes"},
    "acmg_barred.gnomad_coverage_unknown": {"an", "least", "bases"},
    "acmg_barred.gnomad_not_covered": {"an", "least", "bases"},
    "acmg_barred.exon_absent": {"transcript"},
    "acmg_barred.alternative_start": {"transcript"},
    "acmg_barred.lof_frequent": {"highest", "total", "single", "sum"},
    "acmg_barred": {"by"},
    "acmg.PS1": {"partner"},
    "acmg.PM5": {"partner"},
    "acmg.PM1": {"name"},
    "acmg.BP2": {"partner"},
    "acmg.BP3": {"consequence"},
    "acmg.BS2": {"n", "disease"},
    "acmg.PVS1": {"gene", "consequence", "lof"},
    "acmg.PS2": {"father_depth", "mother_depth", "father_alt", "mother_alt"},
    "acmg.PM6": {"father_depth", "mother_depth", "father_alt", "mother_alt"},
    "candidate.de_novo_not_confirmed_traces": {"sample", "alt", "depth"},
    "candidate.de_novo_traces": {"sample", "alt", "depth"},
    "candidate.clinvar_": {"stars"},
    "candidate.many_de_novo": {"n", "most"},
    "quality.many_de_novo": {"n", "most"},
    "candidate.balance_unusual": {"alt", "whole"},
    "candidate.mosaic_possible": {"alt", "whole"},
    "candidate.parent_mosaic_": {"alt", "depth"},
    "candidate.weak_call_balance": {"alt", "whole"},
    "acmg.PM2.bound": {"af", "an", "ac", "part"},
    "acmg.PM2": {"af", "an", "ac", "source"},
    "acmg.PM3": {"partner", "partner_class"},
    "acmg.PM4": {"consequence"},
    "acmg.BA1": {"af", "ac", "an"},
    "acmg.BS1": {"af", "ac", "an"},
    "acmg.PP3": {"tool", "score"},
    "acmg.BP4": {"tool", "score"},
    "quality.relationship": {"child", "parent"},
    "quality.same_person": {"first", "second"},
    "candidate.weak_call_filtered": {"filters"},
    "candidate.weak_call_quality": {"quality", "least"},
    "candidate.weak_call": {"alt", "depth"},
    "candidate.de_novo_not_confirmed_no_call": {"sample", "depth"},
    "candidate.de_novo_not_confirmed_depth": {"sample", "depth", "least"},
    "candidate.de_novo_not_confirmed_quality": {"sample", "depth", "quality", "least"},
    "candidate.de_novo_not_confirmed_alt_reads": {"sample", "alt", "depth"},
    "candidate.de_novo_not_confirmed_relationship": {"sample"},
    "candidate.parent_not_carrier": {"sample", "depth"},
    "candidate.mendelian_inconsistency": {"sample"},
    "candidate.mitochondrial_not_in_mother": {"sample", "depth"},
    "candidate.same_codon": {"variant", "partner"},
    "candidate.codon_": {"variant", "partner"},
    "candidate.few_spanning": {"n", "least"},
    "candidate.one_copy_left": {"other"},
    "candidate.one_copy_read": {"genotype", "other"},
    "candidate.one_copy_called": set(),
    "candidate.more_copies_called": {"genotype"},
    "candidate.copies_over": {"other"},
    "candidate.joined_part_pathogenic": set(),
    "candidate.joined_part_clinvar": {"part", "id", "significance"},
    "candidate.joined_part_founder": {"part", "founder"},
    "candidate.joined_frequency": {"part", "ac", "an"},
    "candidate.joined_into": {"whole"},
    "candidate.joined": {"parts"},
    "candidate.joined_across_intron": set(),
    "candidate.in_cis": {"variant", "partner"},
    "candidate.joined_frame": {"parts"},
    "candidate.joined_frame_kept": set(),
    "candidate.frame_": {"variant", "partner"},
    "candidate.heteroplasmy": {"child", "mother"},
    "candidate.in_run": {"size"},
    "candidate": {"sample"},
    "quality.autozygosity": {"sample", "percent"},
    "quality.kinship_higher": {"first", "second"},
    "acmg.PM6.de_novo_probability": {"father_depth", "mother_depth", "probability"},
    "acmg.PM6.de_novo_mother_probability": {"mother_depth", "probability"},
    "acmg.PM6.de_novo_father_probability": {"father_depth", "probability"},
    "quality.whole_chromosome_without": {"sample", "contig", "sites", "conflicts"},
    "quality.chromosome_without": {"sample", "contig", "sites", "conflicts"},
    "quality.whole_chromosome": {"sample", "contig"},
    "limit.autozygosity_small_genome": {"bases"},
    "limit.mitochondrial_detection": {"depth", "limit"},
    "limit.mitochondrial_partly_read": {"depth", "limit", "readable"},
    "limit.mitochondrial_unread": {"depth"},
    "limit.mitochondrial_without_origin": {"deletion", "n"},
    "limit.founders_refused": {"n", "sites"},
    "limit.records_left_out": {"n", "contigs"},
    "limit.started_from_gvcf": {"depth", "quality"},
    "limit": {"samples", "genes", "n"},
}


def test_the_list_of_keys_is_not_empty() -> None:
    assert len(written_keys()) > 60


@pytest.mark.parametrize("key", sorted(written_keys()))
def test_the_french_text_holds_the_sentence_and_asks_for_no_other_value(key: str) -> None:
    assert key in FRENCH
    asked = {name for _, name, _, _ in Formatter().parse(FRENCH[key]) if name}
    given = VALUES.get(key) or next((values for prefix, values in VALUES.items() if key.startswith(prefix)), set())
    assert asked <= given

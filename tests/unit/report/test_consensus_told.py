"""What the methods say of a run that aligned to a panel's consensus."""

from __future__ import annotations

from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.setting import ConsensusUse
from tachkhis.report.context import Context
from tachkhis.report.methods import method_section
from tachkhis.report.runs import plain
from tachkhis.report.text import Text

from . import examples
from .conftest import squeeze


def methods(result: CaseResult, text: Text) -> str:
    (block,) = method_section(Context(result, text)).blocks
    return squeeze(" ".join(plain(item) for item in block.items))  # type: ignore[union-attr]


def aligned_by(samples: list[str]) -> CaseResult:
    result = examples.homozygous_founder()
    used = ConsensusUse(panel="MGP", version="2026.1", people=109, changes=1234, digest="d" * 64, samples=samples)
    return result.model_copy(update={"genome": result.genome.model_copy(update={"consensus": used})})


def test_the_panel_its_version_and_how_much_it_changes(text: Text) -> None:
    said = methods(aligned_by([examples.homozygous_founder().case.proband]), text)
    assert "référence à allèles majoritaires du panel MGP 2026.1 (1234 allèles changés)" in said.replace("\u202f", "")
    assert "ramenées, base par base, à la référence standard" in said


def test_nothing_where_nobody_was_aligned_to_it(text: Text) -> None:
    assert "majoritaires" not in methods(aligned_by([]), text)
    assert "majoritaires" not in methods(examples.homozygous_founder(), text)

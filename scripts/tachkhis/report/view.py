"""``case.json`` as a report in one language: every number and sentence that the page shows, and nothing about ink."""

from __future__ import annotations

import dataclasses
import json

from tachkhis.case.identities import Identity
from tachkhis.interpretation.result import CaseResult
from tachkhis.report.account import account_section
from tachkhis.report.account import conduct
from tachkhis.report.blocks import Block
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Section
from tachkhis.report.blocks import Table
from tachkhis.report.blocks import View
from tachkhis.report.candidates import candidate_section
from tachkhis.report.candidates import consented_section
from tachkhis.report.checks import quality_section
from tachkhis.report.conclusion import result_box
from tachkhis.report.context import Context
from tachkhis.report.coverage import coverage_section
from tachkhis.report.disagreements import disagreement_section
from tachkhis.report.founder_sites import site_section
from tachkhis.report.identification import family_table
from tachkhis.report.identification import identity_lines
from tachkhis.report.identification import identity_note
from tachkhis.report.identification import indication_lines
from tachkhis.report.identification import request_lines
from tachkhis.report.methods import limit_section
from tachkhis.report.methods import method_section
from tachkhis.report.pedigree import pedigree
from tachkhis.report.ranking import ranking_section
from tachkhis.report.runs import Rich
from tachkhis.report.runs import data
from tachkhis.report.runs import identifier
from tachkhis.report.runs import plain
from tachkhis.report.text import Text
from tachkhis.report.variants import variant_section

LABORATORY_LINES = ("address", "phone", "accreditation")
SHORT_TABLE = 2


def build_view(result: CaseResult, text: Text, identity: Identity | None = None) -> View:
    """The report of a case.

    Args:
        result: the case.
        text: the sentences of a language.
        identity: who the proband is, if an identities file said so.

    Raises:
        ResourceError: a sentence or one of its values is missing.
    """
    context = Context(result, text)
    case = result.case
    sections = (
        account_section(context),
        variant_section(context),
        candidate_section(context),
        disagreement_section(context),
        ranking_section(context),
        consented_section(context),
        site_section(context),
        *_quality_and_coverage(context),
        method_section(context),
    )
    return View(
        language=text.language,
        title=text.word("header.title"),
        subtitle=text.word(f"header.subtitle.{case.test}"),
        document_title=text.word("header.document", case=plain(data(case.id))),
        laboratory=plain(data(result.laboratory.get("name", ""))) or text.word("header.no_laboratory"),
        laboratory_lines=_laboratory(context),
        case_label=text.word("label.case"),
        case=identifier(case.id, 40),
        draft=text.word("header.draft"),
        synthetic=text.word("header.synthetic") if result.synthetic else None,
        footer=text.word("header.footer"),
        page_label=text.word("header.page"),
        identity=identity_lines(context, identity),
        request=request_lines(context),
        identity_title=text.word("section.identity"),
        request_title=text.word("section.request"),
        identity_note=identity_note(context, identity),
        family_title=text.word("section.family"),
        family=family_table(context),
        pedigree=pedigree(context),
        indication_title=text.word("section.indication"),
        indication=indication_lines(context),
        result=result_box(context),
        sections=tuple(section for section in sections if section is not None),
        closing=limit_section(context),
        conduct_title=text.word("section.conduct"),
        conduct=conduct(context),
        signature_title=text.word("section.signature"),
        signers=(text.word("signature.first"), text.word("signature.second")),
        signer_lines=tuple(text.word(f"signature.{line}") for line in ("name", "date", "sign")),
    )


def to_json(view: View) -> str:
    """The view as the template reads it; the same view gives the same bytes."""
    return json.dumps(dataclasses.asdict(view), ensure_ascii=False, sort_keys=True)


def _quality_and_coverage(context: Context) -> list[Section]:
    """Two sections, or one where little is to be said of the coverage."""
    quality, coverage = quality_section(context), coverage_section(context)
    if all(_is_short(block) for block in coverage.blocks):
        return [Section(context.text.word("section.quality_coverage"), (*quality.blocks, *coverage.blocks))]
    return [quality, coverage]


def _is_short(block: Block) -> bool:
    if isinstance(block, Table):
        return len(block.rows) <= SHORT_TABLE
    return isinstance(block, Paragraph) and block.tone == "normal"


def _laboratory(context: Context) -> tuple[Rich, ...]:
    """Lines under the name of the laboratory, in a fixed order."""
    values = context.result.laboratory
    return tuple(
        context.words(f"laboratory.{key}", value=data(values[key])) for key in LABORATORY_LINES if values.get(key)
    )

"""What every part of the report needs: the case, the sentences, and how people and variants are called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tachkhis.case.message import Message
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import Genotype
from tachkhis.interpretation.result import VariantResult
from tachkhis.interpretation.setting import PersonSummary
from tachkhis.report.runs import Rich
from tachkhis.report.runs import data
from tachkhis.report.runs import english
from tachkhis.report.runs import identifier
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal
from tachkhis.report.runs import plain
from tachkhis.report.text import Text
from tachkhis.variants.reference_call import ReferenceRule

DASH = "–"
NO_PROTEIN_NAME = "p.?"
"""Says that the effect on the protein is not known; titles leave it out, the full description keeps it."""
ABSENT = ("hom_ref", "hemi_ref")
MITOCHONDRIAL = ("chrM", "chrMT", "M", "MT")
BY_CONSENT = (
    "candidate.carrier_state",
    "candidate.carrier_state_possible",
    "candidate.secondary_finding",
    "candidate.incidental_finding",
)
PATHOGENIC = (Class.PATHOGENIC, Class.LIKELY_PATHOGENIC)
CLINVAR_PATHOGENIC = ("pathogenic", "likely_pathogenic")


@dataclass(frozen=True, slots=True)
class Context:
    """A case and the sentences of one language."""

    result: CaseResult
    text: Text

    @property
    def alone(self) -> bool:
        """Whether the proband is the only member."""
        return len(self.result.people) == 1

    @property
    def proposed(self) -> list[Candidate]:
        """Candidates of the result box."""
        return [candidate for candidate in self.result.candidates if candidate.proposed]

    @property
    def notable(self) -> list[Candidate]:
        """Candidates that are not proposed and that page 1 names all the same; never what consent alone shows."""
        return [
            one
            for one in self.result.candidates
            if not one.proposed and not by_consent(one) and (one.notable or _holds_known(one))
        ]

    def person(self, sample: str) -> PersonSummary | None:
        """The member with this sample id, if the family lists one."""
        return next((person for person in self.result.people if person.sample == sample), None)

    def role(self, sample: str) -> str:
        """The member's place in the family, in words (``mère``); the sample id where it is not known."""
        person = self.person(sample)
        if person is None:
            return self.text.word("role.unknown")
        exact = f"role.{person.role}.{person.sex}"
        return self.text.word(exact if self.text.has(exact) else f"role.{person.role}")

    def place(self, sample: str) -> str:
        """The member's place in the family, with the id where two members have the same."""
        role = self.role(sample)
        same = [person for person in self.result.people if self.role(person.sample) == role]
        return role if len(same) == 1 else plain(self.member(sample, capital=False))

    def member(self, sample: str, *, capital: bool = True) -> Rich:
        """The member as a table names it: place in the family, then sample id."""
        role = self.role(sample)
        return (*literal(role[:1].upper() + role[1:] if capital else role), *literal(" "), *identifier(sample))

    def words(self, key: str, **values: str | int | float | Rich) -> Rich:
        """A sentence; short for ``text.say``."""
        return self.text.say(key, **values)

    def known(self, namespace: str, value: str) -> Rich:
        """The text of ``namespace.value``; a value without a text is shown as it came."""
        key = f"{namespace}.{value}"
        return self.text.say(key) if self.text.has(key) else data(value)

    def source(self, text: str) -> Rich:
        """Text of an English source (HPO, ClinVar, founder table), marked as English where the report is not."""
        return data(text) if self.text.language == "en" else english(text)

    def class_label(self, class_: Class) -> str:
        """``Classe 5, pathogène``."""
        return self.text.word("label.class", **{"class": self.text.word(f"class.{class_}")})

    def genotype(self, variant: VariantResult, sample: str) -> Genotype | None:
        """The call of a variant in one member, if there is one."""
        return next((call for call in variant.genotypes if call.sample == sample), None)

    def zygosity(self, variant: VariantResult, sample: str) -> Rich:
        """The genotype of a member in words."""
        call = self.genotype(variant, sample)
        return self.call(call) if call is not None else self.words("zygosity.missing")

    def call(self, call: Genotype) -> Rich:
        """A genotype in words; a variant is said to be absent only where the interpretation believes it."""
        if call.zygosity in ABSENT:
            rule = ReferenceRule.shipped()
            if call.depth is None:
                return self.words("zygosity.unknown_depth")
            if call.alt_reads is not None and call.alt_reads > rule.max_alt_share * call.depth:
                return self.words("zygosity.not_called", alt=call.alt_reads, depth=call.depth)
            needed = (rule.min_depth + 1) // 2 if call.zygosity == "hemi_ref" else rule.min_depth
            if call.depth < needed:
                return self.words("zygosity.not_interpretable", detail=self.depth(call.depth))
            if call.quality is not None and call.quality < rule.min_quality:
                return self.words("zygosity.not_interpretable", detail=literal(f"GQ\u00a0{call.quality}"))
            if call.fraction_upper is not None:
                return self.words("zygosity.not_detected", upper=100 * call.fraction_upper)
        bounds = (call.fraction, call.fraction_lower, call.fraction_upper)
        if call.zygosity == "heteroplasmic" and None not in bounds:
            fraction, lower, upper = (100 * value for value in bounds if value is not None)
            return self.words("zygosity.heteroplasmic_bounds", share=fraction, lower=lower, upper=upper)
        share = call.balance if call.fraction is None else call.fraction
        if call.zygosity == "heteroplasmic" and share is not None:
            return self.words("zygosity.heteroplasmic_share", share=100 * share)
        if call.possible_mosaic and call.zygosity == "het" and call.alt_reads is not None and call.depth is not None:
            return self.words("zygosity.het_mosaic", alt=call.alt_reads, depth=call.depth)
        return self.words(f"zygosity.{call.zygosity}")

    def clinvar_term(self, namespace: str, term: str) -> Rich:
        """A term of ClinVar in the language of the report; one that is not known to us as ClinVar has it."""
        key = f"{namespace}.{term.replace(' ', '_')}"
        return self.words(key) if self.text.has(key) else self.source(term.replace("_", " "))

    def coding_name(self, variant: VariantResult) -> Rich:
        """The c. (or n.) name of a variant without accession, else the genomic name."""
        chosen = variant.chosen
        if chosen is None or chosen.hgvs_c is None:
            return self.text.name(variant.hgvs_g)
        return self.text.name(chosen.hgvs_c.rpartition(":")[2])

    def short_name(self, variant: VariantResult) -> Rich:
        """The name of a variant in a line: c. and p. without accession, else the genomic name."""
        chosen, name = variant.chosen, self.coding_name(variant)
        if chosen is None or chosen.hgvs_c is None:
            return name
        named = chosen.hgvs_p and chosen.hgvs_p != NO_PROTEIN_NAME
        return (*name, *literal(" "), *self.text.name(str(chosen.hgvs_p))) if named else name

    def day(self, date: str) -> Rich:
        """A date of the form ``2026-11-08`` or ``20261108`` as people write it; another form as it came."""
        match = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", date)
        return literal(f"{match[3]}/{match[2]}/{match[1]}") if match else data(date)

    def sentences(self, messages: list[Message]) -> Rich:
        """Messages one after the other, each closed by a full stop."""
        parts = [self.text.message(message) for message in messages]
        closed = [part if plain(part).endswith(".") else (*part, *literal(".")) for part in parts]
        return joined(closed, " ")

    def depth(self, value: int | None) -> Rich:
        """Reads at a place: ``38x``."""
        if value is None:
            return self.words("value.unknown")
        return literal(f"{self.text.numerals.count(value)}x")

    def optional(self, value: int | None) -> Rich:
        """A count, or a dash where it is not known."""
        return literal(DASH if value is None else self.text.numerals.count(value))


def is_mitochondrial(variant: VariantResult) -> bool:
    """Whether a variant lies on the mitochondrial genome, which a child has from the mother only."""
    return variant.contig in MITOCHONDRIAL


def by_consent(candidate: Candidate) -> bool:
    """Whether a candidate has nothing to do with the request, and is shown because the consent covers it."""
    return any(reason.key in BY_CONSENT for reason in candidate.reasons)


def _holds_known(candidate: Candidate) -> bool:
    """Whether one of the variants is P or LP by points or in ClinVar, or a listed founder."""
    return any(
        variant.classification.class_ in PATHOGENIC or variant.founder is not None or _clinvar_pathogenic(variant)
        for variant in candidate.variants
    )


def _clinvar_pathogenic(variant: VariantResult) -> bool:
    if variant.clinvar is None:
        return False
    return variant.clinvar.significance.lower().replace(" ", "_").startswith(CLINVAR_PATHOGENIC)

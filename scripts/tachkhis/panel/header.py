"""The header of a panel's file: what the panel is, whom it counts, by which rules; written, and read back."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from tachkhis.panel.header_lines import EXCLUDED
from tachkhis.panel.header_lines import FILTER
from tachkhis.panel.header_lines import PANEL
from tachkhis.panel.header_lines import HeaderLines

PARTIAL = "PARTIAL"
"""INFO field of a record whose AN lacks people of the panel, for nothing tells whether they were looked at there."""
PARTIAL_AN = "PartialAN"
"""Key of the header's rules: how many alleles are partial, of how many."""
WITHHELD = "RegionsWithheld"
"""Key of the header's rules: regions whose counts a published panel does not tell, for few people are theirs."""
WITHHELD_BESIDE = "RegionsWithheldBesideEarlier"
"""Key of the header's rules: those of them that would be told, were it not for a version given away before."""
NOT_TOLD = "WITHHELD"
"""INFO field of a record of a published panel (or of a merge of such) at which counts are not told."""
AS_EARLIER = "RegionsAsEarlier"
"""Key of the header's rules: regions that are told, all records alike, as a version given away before told them; they
stand among :data:`WITHHELD` as well, for people of theirs who came since count in the whole alone."""
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
_INFO = (
    ("AC", "A", "Integer", "Copies that carry the allele"),
    ("AN", "1", "Integer", "Copies that were called"),
    ("AF", "A", "Float", "AC over AN"),
    ("nhom", "A", "Integer", "People homozygous for the allele (two copies)"),
    (
        "nhemi",
        "A",
        "Integer",
        "People whose one copy carries it (males on X outside the PAR and on all of Y; M)",
    ),
    ("AF_LOW", "A", "Float", "Lower exact 95 % bound of AF (Clopper-Pearson)"),
    ("AF_HIGH", "A", "Float", "Upper exact 95 % bound of AF (Clopper-Pearson)"),
    ("FAF95", "A", "Float", "Filtering allele frequency (Whiffin 2017): 95 % lower Poisson bound of AC, over AN"),
    (
        PARTIAL,
        "1",
        "Integer",
        "Partial record: people of the panel of whom nothing tells whether they were looked at here; AN lacks them, AF"
        " and its bounds are too high, and neither triage nor BA1 and BS1 read them",
    ),
    ("REGIONS", ".", "String", "Counts by region of Morocco (ISO 3166-2), region:AC/AN"),
)
_PUBLISHED = (
    NOT_TOLD,
    ".",
    "String",
    "Counts that are not told, for they are those of few people: of people of these regions (REGIONS and AC_, AN_ lack"
    " them); SEXES: nhom and nhemi; ALL: of anybody (AC and AN count nobody); EARLIER: of who came or left since the"
    " earlier version",
)


@dataclass(frozen=True, slots=True)
class PanelHeader:
    """All that the header of a panel says.

    Attributes:
        name, version, build, date, source, licence: as the builder was told; empty where nothing was.
        people, female, male: people counted.
        regions: people counted by region, in order.
        filters: rules of genotypes, kinship and callability, as words.
        excluded: people left out, by reason.
        contigs: lengths in bases, in order.
        synthetic: what marks made-up data, or empty.
    """

    name: str
    version: str
    build: str
    people: int
    female: int
    male: int
    regions: Mapping[str, int]
    filters: Mapping[str, str]
    excluded: Mapping[str, int]
    contigs: Mapping[str, int]
    date: str = ""
    source: str = ""
    licence: str = ""
    synthetic: str = ""

    @property
    def text(self) -> str:
        """The header's lines, with their ends."""
        lines = ["##fileformat=VCFv4.2"]
        if self.synthetic:
            lines.append(f"##synthetic={self.synthetic}")
        regions = ",".join(f"{region}:{people}" for region, people in self.regions.items())
        lines.append(
            f"##{PANEL}=<Name={_quoted(self.name)},Version={_quoted(self.version)},Build={_quoted(self.build)},"
            f"People={self.people},Female={self.female},Male={self.male},Date={_quoted(self.date)},"
            f"Source={_quoted(self.source)},Licence={_quoted(self.licence)},Regions={_quoted(regions)}>"
        )
        rules = ",".join(f"{key}={_quoted(value)}" for key, value in self.filters.items())
        lines.append(f"##{FILTER}=<{rules}>")
        lines += [f"##{EXCLUDED}=<Reason={reason},Count={n}>" for reason, n in sorted(self.excluded.items()) if n]
        lines.append('##FILTER=<ID=PASS,Description="All filters passed">')
        lines += [f"##contig=<ID={name},length={length}>" for name, length in self.contigs.items()]
        lines += [_info(*info) for info in _INFO[: None if self.regions else -1]]
        lines += [_info(*_PUBLISHED)] if WITHHELD in self.filters else []
        for region in self.regions:
            key = region.replace("-", "_")
            lines.append(_info(f"AC_{key}", "A", "Integer", f"AC of people from {region}"))
            lines.append(_info(f"AN_{key}", "1", "Integer", f"AN of people from {region}"))
        return "\n".join([*lines, COLUMNS]) + "\n"

    def with_partial(self, counts: Mapping[str, int]) -> PanelHeader:
        """The same, saying how many of its alleles are partial, where some are.

        Args:
            counts: ``partial`` and ``alleles``.
        """
        filters = {key: value for key, value in self.filters.items() if key != PARTIAL_AN}
        if counts.get("partial"):
            filters[PARTIAL_AN] = f"{counts['partial']} of {counts['alleles']}"
        return replace(self, filters=filters)

    @classmethod
    def parse(cls, lines: Sequence[str]) -> PanelHeader:
        """Undo :attr:`text`; strict: every value has to be there, since counts are added to such a panel.

        Raises:
            ValueError: it is not the header of a panel.
        """
        read = HeaderLines.read(lines)
        panel = read.panel
        if not panel:
            raise ValueError(f"it has no line ##{PANEL}")
        try:
            words = [word.rpartition(":") for word in panel["Regions"].split(",") if word]
            return cls(
                name=panel["Name"],
                version=panel["Version"],
                build=panel["Build"],
                people=int(panel["People"]),
                female=int(panel["Female"]),
                male=int(panel["Male"]),
                regions={region: int(people) for region, _, people in words},
                filters=read.filters,
                excluded={reason: int(count) for reason, count in read.excluded.items()},
                contigs={name: int(length or 0) for name, length in read.contigs.items()},
                date=panel["Date"],
                source=panel["Source"],
                licence=panel["Licence"],
                synthetic=read.synthetic or "",
            )
        except KeyError as error:
            raise ValueError(f"its line ##{PANEL} lacks {error}") from error


def _info(name: str, number: str, kind: str, told: str) -> str:
    return f'##INFO=<ID={name},Number={number},Type={kind},Description="{told}">'


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

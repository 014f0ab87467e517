"""The lines of a panel's header, as they are written: the one place that takes them apart.

Nothing is refused here, whoever made the panel: values stay text, and what is absent stays absent. How much of it has
to be there is for the reader to say: :class:`tachkhis.panel.header.PanelHeader` asks for all, since counts are added to
and taken from such a panel; :class:`tachkhis.panel.about.PanelAbout` takes what there is, since such a panel is only
looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass

PANEL = "tachkhis_panel"
FILTER = "tachkhis_panel_filter"
EXCLUDED = "tachkhis_panel_excluded"
_PLAIN = ("source", "people")
_PAIR = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|[^,>]*)')


@dataclass(frozen=True, slots=True)
class HeaderLines:
    """What the lines hold.

    Attributes:
        panel: values of the line on the panel, by key; empty where there is none.
        filters: rules, by key.
        excluded: people left out (text of a number), by reason.
        contigs: lengths (text of a number, or empty), by contig in the file's order.
        info: INFO fields declared, in order.
        synthetic: what marks made-up data; ``None`` without such a line.
        plain: values of ``##source`` and ``##people``, as other makers write them.
    """

    panel: Mapping[str, str]
    filters: Mapping[str, str]
    excluded: Mapping[str, str]
    contigs: Mapping[str, str]
    info: tuple[str, ...]
    synthetic: str | None
    plain: Mapping[str, str]

    @classmethod
    def read(cls, lines: Iterable[str]) -> HeaderLines:
        """Take the lines of a header apart."""
        panel: dict[str, str] = {}
        filters: dict[str, str] = {}
        excluded: dict[str, str] = {}
        contigs: dict[str, str] = {}
        info: list[str] = []
        plain: dict[str, str] = {}
        synthetic = None
        for line in lines:
            key, _, value = line.removeprefix("##").partition("=")
            if key == PANEL:
                panel = _pairs(value)
            elif key == FILTER:
                filters = _pairs(value)
            elif key == EXCLUDED:
                one = _pairs(value)
                excluded[one.get("Reason", "")] = one.get("Count", "")
            elif key == "contig":
                one = _pairs(value)
                contigs[one.get("ID", "")] = one.get("length", "")
            elif key == "INFO":
                info.append(_pairs(value).get("ID", ""))
            elif key == "synthetic":
                synthetic = value
            elif key in _PLAIN:
                plain[key] = value
        return cls(panel, filters, excluded, contigs, tuple(info), synthetic, plain)


def _pairs(text: str) -> dict[str, str]:
    """Keys and values of ``<Key=value,Key="value">``, quotes taken off."""
    return {key: _bare(value) for key, value in _PAIR.findall(text)}


def _bare(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value

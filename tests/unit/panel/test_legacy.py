"""Older names of founder variants lead to their row, within their gene, and to no other."""

from __future__ import annotations

import pytest

from tachkhis.case.shipped import read_json
from tachkhis.panel.founders import read_founders
from tachkhis.panel.legacy import LEGACY
from tachkhis.panel.legacy import founders_called

FOUNDERS = read_founders()


@pytest.mark.parametrize(
    ("gene", "name", "hgvs_c"),
    [
        ("GJB2", "35delG", "c.35del"),
        ("GJB2", "c.35delG", "c.35del"),
        ("LRRK2", "G2019S", "c.6055G>A"),
        ("LRRK2", "p.Gly2019Ser", "c.6055G>A"),
        ("MEFV", "M694V", "c.2080A>G"),
        ("MEFV", "M694I", "c.2082G>A"),
        ("PINK1", "Q456X", "c.1366C>T"),
        ("PINK1", "p.Gln456*", "c.1366C>T"),
        ("CYP21A2", "IVS2-13A/C>G", "c.293-13C>G"),
        ("CYP21A2", "Q318X", "c.955C>T"),
        ("CYP21A2", "p.I172N", "c.518T>A"),
        ("HBB", "CD39", "c.118C>T"),
        ("RFXANK", "752delG26", "c.338-25_338del"),
        ("CYP1B1", "g.4339delG", "c.535del"),
        ("MUTYH", "c.1145G>A", "c.1103G>A"),
    ],
)
def test_an_older_name_leads_to_its_row(gene: str, name: str, hgvs_c: str) -> None:
    assert [row.hgvs_c for row in founders_called(FOUNDERS, gene, name)] == [hgvs_c]


@pytest.mark.parametrize(
    ("gene", "name"),
    [
        ("GJB6", "35delG"),
        ("GJB2", "36delG"),
        ("GJB2", ""),
        ("LRRK2", "G2019R"),
        ("CYP21A2", "IVS2-12A>G"),
        ("HBB", "CD3"),
    ],
)
def test_other_names_lead_nowhere(gene: str, name: str) -> None:
    assert founders_called(FOUNDERS, gene, name) == []


def test_no_two_rows_share_a_name() -> None:
    for row in FOUNDERS:
        if row.hgvs_p.startswith("p.("):
            assert founders_called(FOUNDERS, row.gene, row.hgvs_p) == [row]


def test_every_entry_of_the_table_belongs_to_a_founder() -> None:
    rows = {(row.gene, row.hgvs_c) for row in FOUNDERS}
    for entry in read_json(LEGACY)["names"]:
        assert (entry["gene"], entry["hgvs_c"]) in rows
        assert entry["source"]

"""A release of HPO small enough to reckon with by hand; dated far ahead, so that hpo3's is not the newer one."""

from __future__ import annotations

from pathlib import Path

ROOTS = {1: (), 118: (1,), 5: (1,)}
SIGNS = {100 + number: (118,) for number in (1, 2, 3, 4)}
"""Four systems: HP:0000101 to HP:0000104, each with three signs such as HP:0001011 to HP:0001013."""
LEAVES = {10 * system + number: (system,) for system in SIGNS for number in (1, 2, 3)}
OLD, NEW = "HP:0009999", "HP:0001011"

# disease, term, reference, frequency
ROWS = [
    ("OMIM:1", 1011, "PMID:11", "3/3"),
    ("OMIM:1", 1012, "PMID:11", "2/3"),
    ("OMIM:2", 1021, "PMID:22", "5/5"),
    ("OMIM:2", 1022, "PMID:22;PMID:23", "4/5"),
    ("OMIM:2", 1023, "OMIM:2", ""),
    ("OMIM:3", 1031, "PMID:33", "1/2"),
    ("OMIM:3", 1013, "PMID:34", "HP:0040283"),
    ("ORPHA:4", 1041, "ORPHA:4", "HP:0040281"),
    ("ORPHA:4", 1042, "ORPHA:4", "HP:0040282"),
]
GENES = {1: ("AAA1", "OMIM:1"), 2: ("BBB1", "OMIM:2"), 3: ("CCC1", "OMIM:3"), 4: ("DDD1", "ORPHA:4")}


def write_release(folder: Path, rows: list[tuple[str, int, str, str]] | None = None) -> Path:
    """The three files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    stanzas = ["format-version: 1.2\ndata-version: hp/releases/2099-01-01\n"]
    for number, parents in (ROOTS | SIGNS | LEAVES).items():
        lines = [f"id: HP:{number:07d}", f"name: sign {number}", *(f"is_a: HP:{one:07d} ! parent" for one in parents)]
        lines += [f"alt_id: {OLD}"] if number == 1011 else []
        stanzas.append("\n".join(lines) + "\n")
    (folder / "hp.obo").write_text("\n[Term]\n".join(stanzas) + "\n[Typedef]\nid: part_of\n")
    table = ["#version: 2099-01-01", "\t".join(["database_id"] + ["x"] * 11)]
    for disease, term, reference, frequency in ROWS if rows is None else rows:
        cells = [disease, f"disorder {disease[-1]}", "", f"HP:{term:07d}", reference, "PCS", "", frequency]
        table.append("\t".join([*cells, "", "", "P", "HPO:x"]))
    (folder / "phenotype.hpoa").write_text("\n".join(table) + "\n")
    links = [f"{number}\t{gene}\tHP:0000118\tx\t-\t{disease}" for number, (gene, disease) in GENES.items()]
    header = "ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id"
    (folder / "genes_to_phenotype.txt").write_text("\n".join([header, *links]) + "\n")
    return folder

"""Ways to write a variant that are not read, each with what to write instead: never silently taken for something else.

Repeat counts and alleles of several changes are HGVS (https://hgvs-nomenclature.org, "repeated sequences", "alleles");
``A3243G`` and ``315.1C`` are the notation of MITOMAP and of mitochondrial haplotyping.
"""

from __future__ import annotations

import re
import unicodedata

DEFAULT = ("it is not an HGVS name", "write it like NM_004004.6:c.35del")
_REPEAT = re.compile(r"(?P<kind>[cngm])\.[\d*_+-]+[ACGTNacgtn]*\[[^\]]*\](?:.*)")
_ALLELE = re.compile(r"(?P<kind>[cngm])\.\(?\[.*[;,].*")
_SUBSTITUTION = re.compile(r"(?P<at>\d+)(?P<ref>[ACGT])>(?P<alt>[ACGT])", re.IGNORECASE)
_MITOMAP = re.compile(r"(?:m\.)?(?P<ref>[ACGT])(?P<at>\d+)(?P<alt>[ACGT])", re.IGNORECASE)
_INSERTED = re.compile(r"(?:m\.)?[ACGT]?(?P<at>\d+)\.(?P<copies>[1-9])(?P<base>[ACGT])", re.IGNORECASE)
_DELETED = re.compile(r"(?:m\.)?(?P<ref>[ACGT])?(?P<at>\d+)(?P<word>d|del)", re.IGNORECASE)

_RS = re.compile(r"rs\d+", re.IGNORECASE)
_VCF = re.compile(r"(?:([\w.]+)[-: ](\d+)[-: ]([ACGTN]+)[-:> /]([ACGTN]+))", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<name>[cngm]\.[\d*_+-]+(?P<word>dup|(?:del)?ins))\(?(?P<count>\d+)\)?")
_PLAIN = re.compile(
    r"[cngm]\.[\d*_+-]+(?:[ACGT]+>[ACGT]+|(?:del|dup)[ACGT]*|(?:del[ACGT]*)?ins[ACGT]+|inv)", re.IGNORECASE
)
_UNCERTAIN = re.compile(r"[cngm]\.[^a-zA-Z]*[?(]")
_SEVERAL = re.compile(r"(?P<kind>[cngm])\.[\d*_+-]+(?P<ref>[ACGT]+)>(?P<alt>[ACGT]+)", re.IGNORECASE)
_BY_PLACE = re.compile(r"[cngm]\.[\d*_+-]+(?:del)?ins(?:[\d*+-]+_[\d*+-]+(?:inv)?|\[.*\])")
_NAMED = re.compile(r"[cngm]\.[\d*_+-]+(?:del)?ins(?P<what>[A-Za-z]*[^ACGTNacgtn\d\W_][A-Za-z]*)")
_NUMBERED_PARTS = re.compile(r"(?:[cn]\.)?(?P<word>IVS|EX)-?\d.*", re.IGNORECASE)
_BARE = re.compile(r"[\d*+-][\d*_+-]*(?:del[ACGT]*|dup[ACGT]*|ins[ACGT]+|delins[ACGT]+|inv)", re.IGNORECASE)


def why_unread(name: str) -> tuple[str, str]:
    """The problem with a name that no parser takes, and what to write instead; in general, if its form is unknown."""
    accession, colon, change = name.strip().partition(":")
    change = (change if colon else accession).strip()
    if not colon and (found := re.fullmatch(r"([\w.-]+)\s+(\S+)", change)) and _BARE.fullmatch(found[2]):
        accession, colon, change = found[1], ":", found[2]  # a gene and an older name, as the founder table has them
    told = _other_kind(name.strip()) or _slip(f"{accession}:" if colon else "", change)
    if told is not None:
        return told
    if found := _ALLELE.match(change) or re.match(r"(?P<kind>[cngm])\.[^;]+;", change):
        remedy = "write each change as a name of its own; changes of one codon on one copy as one delins"
        return "an allele of several changes is a form that is not read", remedy
    if _BY_PLACE.fullmatch(change):
        return "bases that come in are given by where they come from, a form that is not read", "write the bases"
    if _UNCERTAIN.match(change):
        problem = "its extent is uncertain, and no one allele follows from it"
        return problem, "write positions that are known, without brackets and question marks, or leave it out"
    if found := _REPEAT.match(change):
        kind = found["kind"]
        remedy = f"write what differs from the reference, like {kind}.22_24dup, {kind}.22_24del or {kind}.24_25insCAG"
        return "a count of repeats is a form that is not read", remedy
    if found := _INSERTED.fullmatch(change):
        at, base = int(found["at"]), found["base"].upper()
        bases = base * int(found["copies"])
        copied = f", or m.{at}dup where it copies base {at}" if len(bases) == 1 else ""
        return _mitochondrial(f"m.{at}_{at + 1}ins{bases}", copied)
    if found := _MITOMAP.fullmatch(change):
        return _mitochondrial(f"m.{found['at']}{found['ref'].upper()}>{found['alt'].upper()}")
    if (found := _DELETED.fullmatch(change)) and not change.startswith("m."):
        return _mitochondrial(f"m.{found['at']}del{(found['ref'] or '').upper()}")
    if found := _SUBSTITUTION.fullmatch(change):
        written = f"{found['at']}{found['ref'].upper()}>{found['alt'].upper()}"
        problem = "it does not say what its position counts"
        remedy = f"write m.{written} on the mitochondrion, else the sequence and the kind, like NM_004004.6:c.{written}"
        return problem, remedy
    return DEFAULT


def _other_kind(name: str) -> tuple[str, str] | None:
    """An rs number, an allele of a VCF, or a protein name: what they are not, and what to write."""
    if _RS.fullmatch(name):
        return "an rs number stands for a place with any of its alleles", "look it up in dbSNP and write its HGVS name"
    if found := _VCF.fullmatch(name):
        written = "-".join(found.groups())
        return "it is an allele as in a VCF, not a name", f"write tachkhis name {written}; locate goes the other way"
    if re.match(r"(?:[^:]*:)?\(?p\.", name):
        problem = "a protein name cannot be placed: several changes of bases give it"
        return problem, "write the c. name of its transcript, like NM_004004.6:c.35del"
    return None


def _slip(head: str, change: str) -> tuple[str, str] | None:
    """A name that but for one thing would be one: what it is."""
    if _PLAIN.fullmatch(change.replace(" ", "")) and " " in change:
        return "a space stands within the name", f"write {head}{change.replace(' ', '')}"
    if found := re.fullmatch(r"([cngm])\.\[([^\[\];,]*)\]", change):
        return "brackets stand around one change", f"write {head}{found[1]}.{found[2]}"
    if head and (found := re.match(r"([cngm])(?=[\d*-])", change)):
        written = f"{found[1]}.{change[1:]}"
        if _PLAIN.fullmatch(written):
            return f"the dot behind {found[1]} is missing", f"write {head}{written}"
    told = _older_way(head, change)
    if told is not None:
        return told
    if found := re.match(r"[CNGM](?=\.[\d*-])", change):
        lower = found[0].lower()
        return f"the kind of a name is a small letter ({lower}.)", f"write {head}{lower}{change[1:]}"
    if found := _NUMBERED.fullmatch(change):
        if found["word"] == "dup":
            return (
                "a number stands behind dup",
                f"write {head}{found['name']}; the range says how many bases are copied",
            )
        problem = f"it says that {found['count']} bases come in, not which"
        return problem, f"write the bases, like {head}{found['name']}ACG; without them it is no one allele"
    if head and (found := _BARE.fullmatch(change)):
        problem = "it does not say what its position counts"
        return problem, f"write {head}c.{change} if the coding sequence is meant, else n., g. or m."
    if not head and re.match(r"[cn]\.[\d*-]", change):
        problem = "no transcript stands before it"
        return problem, f"write it with its transcript or gene, like NM_004004.6:{change} or GJB2:{change}"
    if not head and re.match(r"g\.\d", change):
        return "no contig stands before it", f"write it with its contig, like NC_000013.11:{change} or chr13:{change}"
    return None


def _older_way(head: str, change: str) -> tuple[str, str] | None:
    """A change of several bases with ``>``, words in capitals, RNA letters, introns and exons by their number, ..."""
    if (found := _SEVERAL.fullmatch(change)) and len(found["ref"] + found["alt"]) > 2:
        written = f"{found['kind']}.10_{9 + len(found['ref'])}" if len(found["ref"]) > 1 else f"{found['kind']}.10"
        problem = "> stands for one base that becomes another one"
        return problem, f"write the positions and delins, like {written}delins{found['alt'].upper()}"
    words = re.sub(r"del|ins|dup|inv", lambda word: word[0].lower(), change, flags=re.IGNORECASE)
    if words != change and change[:1].islower() and _PLAIN.fullmatch(words):
        return "del, dup, ins, delins and inv are written in small letters", f"write {head}{words}"
    if "U" in change and re.fullmatch(r"[cngm]\.[\d*_+-]+[ACGU]>[ACGU]", change):
        return "U is a letter of RNA", f"write T, as DNA has it: {head}{change.replace('U', 'T')}"
    if re.match(r"[cngm]\.[\d*_+-]+con", change):
        return "con (conversion) is a form that is not read", "write the positions and delins with the new bases"
    if found := _NAMED.fullmatch(change):
        return (
            f"{found['what']} names what comes in, not its bases",
            "write the bases; without them it is no one allele",
        )
    if found := _NUMBERED_PARTS.fullmatch(change):
        part = "an intron" if found["word"].upper() == "IVS" else "an exon"
        remedy = f"write positions, like {head}c.88+1G>A beside the last base of an exon, or c.12_88del"
        return f"it counts by the number of {part}, which is that of one transcript's older numbering", remedy
    return None


def foreign_character(text: str) -> tuple[str, str] | None:
    """The first character that only looks like one of a name (long dash, arrow, wide letter, other digits), if any.

    Letters of other scripts are left to whoever reads the name.
    """
    for one in text:
        plain = unicodedata.normalize("NFKC", one)
        kind = unicodedata.category(one)
        if one.isascii() or (kind[0] in "LM" and not plain.isascii()):
            continue
        if kind == "Nd":
            remedy = f"write {unicodedata.digit(one)}"
        elif kind == "Pd" or one == "\N{MINUS SIGN}":
            remedy = "write _ between two positions, - before a distance into an intron or a base before the start"
        elif "ARROW" in unicodedata.name(one, ""):
            remedy = "write >"
        elif kind in ("Cf", "Zs"):
            remedy = "leave it out"
        elif plain.isascii() and plain.strip():
            remedy = f"write {plain}"
        else:
            remedy = "write names in plain letters, digits and . : _ + - * > = ? ( )"
        called = unicodedata.name(one, "no name")
        return f"it holds the character U+{ord(one):04X} ({called}), which no name has", remedy
    return None


def _mitochondrial(name: str, also: str = "") -> tuple[str, str]:
    problem = "this older form is not read"
    return problem, f"write {name}{also}, if a base of the mitochondrion is meant"

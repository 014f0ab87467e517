"""The INFO fields that the annotation writes into a case's VCF, by name: one place for writer and readers.

The final ``{case}.vcf.gz`` is split (one ALT per record), left-aligned, sorted, and keeps every called record.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Field:
    """One INFO (or FORMAT) field: VCF id, Number, Type and description."""

    id: str
    number: str
    type: str
    description: str

    @property
    def header(self) -> str:
        """The ``##INFO`` line."""
        return f'##INFO=<ID={self.id},Number={self.number},Type={self.type},Description="{self.description}">'


GNOMAD_AC = Field("GNOMAD_AC", "1", "Integer", "gnomAD: alternate allele count")
GNOMAD_AN = Field("GNOMAD_AN", "1", "Integer", "gnomAD: alleles")
GNOMAD_AF = Field("GNOMAD_AF", "1", "Float", "gnomAD: alternate allele frequency")
GNOMAD_NHOMALT = Field("GNOMAD_NHOMALT", "1", "Integer", "gnomAD: homozygous individuals")
GNOMAD_FAF = Field("GNOMAD_FAF", "1", "Float", "gnomAD: filtering allele frequency (grpmax, 95 %)")
GNOMAD_FILTER = Field("GNOMAD_FILTER", "1", "String", "gnomAD: FILTER of its record, PASS or names joined by &")
PANEL_AC = Field("PANEL_AC", "1", "Integer", "Moroccan reference panel: alternate allele count")
PANEL_AN = Field("PANEL_AN", "1", "Integer", "Moroccan reference panel: alleles")
PANEL_NHOM = Field("PANEL_NHOM", "1", "Integer", "Moroccan reference panel: homozygous individuals")
PANEL_NHEMI = Field("PANEL_NHEMI", "1", "Integer", "Moroccan reference panel: hemizygous individuals")
PANEL_FAF = Field("PANEL_FAF", "1", "Float", "Moroccan reference panel: filtering allele frequency (95 %)")
PANEL_REGIONS = Field("PANEL_REGIONS", ".", "String", "Moroccan reference panel: region:AC/AN")
PANEL_PARTIAL = Field(
    "PANEL_PARTIAL",
    "1",
    "Integer",
    "Moroccan reference panel: people whom PANEL_AN lacks, not known to have been looked at; the frequency is too high,"
    " and no rule reads it",
)
PANEL_LOOKED = Field(
    "PANEL_LOOKED", "1", "Integer", "Moroccan reference panel: alleles that were looked at where this one is not listed"
)
CLINVAR_ID = Field("CLINVAR_ID", "1", "String", "ClinVar: variation id")
CLINVAR_SIG = Field("CLINVAR_SIG", ".", "String", "ClinVar: aggregate germline classification")
CLINVAR_STATUS = Field("CLINVAR_STATUS", ".", "String", "ClinVar: review status")
CLINVAR_DN = Field("CLINVAR_DN", ".", "String", "ClinVar: conditions")
CLINVAR_CONF = Field("CLINVAR_CONF", ".", "String", "ClinVar: parts of a conflicting classification, with counts")
CLINVAR_XREF = Field("CLINVAR_XREF", ".", "String", "ClinVar: database ids of the conditions, in their order")
SCORE_REVEL = Field("SCORE_REVEL", "1", "Float", "REVEL score, 0 to 1")
SCORE_SPLICEAI = Field("SCORE_SPLICEAI", "1", "Float", "SpliceAI: greatest delta score, 0 to 1")
FOUNDER = Field("FOUNDER", "1", "String", "Listed founder variant: gene and HGVS name")
JOINED = Field(
    "JOINED",
    ".",
    "String",
    "Changes of one copy, of one codon or frame, that this record is: POS-REF-ALT",
)
JOINED_BY = Field("JOINED_BY", ".", "String", "How it is known that they stand on one copy")
JOINED_INTO = Field("JOINED_INTO", ".", "String", "Records that this change is read in, on every copy: POS-REF-ALT")
CODON_WITH = Field(
    "CODON_WITH",
    ".",
    "String",
    "Changes of the same codon that the proband carries, on which copy is open: POS-REF-ALT",
)
CODON_APART = Field(
    "CODON_APART",
    ".",
    "String",
    "What the proband's other copy has at the same codon, for certain: POS-REF-ALT",
)
CODON_OPEN = Field(
    "CODON_OPEN",
    ".",
    "String",
    "What this change and others of CODON_WITH would be on one copy, which is open: POS-REF-ALT",
)
CODON_SPLIT = Field(
    "CODON_SPLIT",
    ".",
    "String",
    "Changes of the same codon beyond an intron that the proband carries; not read together: POS-REF-ALT",
)
CODON_CIS = Field(
    "CODON_CIS",
    ".",
    "String",
    "Changes of the same codon beyond an intron on the copy that this record speaks of, for certain and no other;"
    " CSQ gives the effect on the protein of all of them together: POS-REF-ALT",
)
CODON_SPLIT_STOP = Field(
    "CODON_SPLIT_STOP", "0", "Flag", "This change and others of its codon beyond an intron would be a stop on one copy"
)
JOIN_FIELDS = (
    JOINED,
    JOINED_BY,
    JOINED_INTO,
    CODON_WITH,
    CODON_APART,
    CODON_OPEN,
    CODON_SPLIT,
    CODON_SPLIT_STOP,
    CODON_CIS,
)
ALONE = Field(
    "ALONE",
    "1",
    "Integer",
    "Copies with this change and none that it is joined with on another copy; those of CODON_SPLIT are open",
)
TOGETHER = Field("TOGETHER", "1", "Integer", "Copies with this change, all that CODON_CIS names and no other known one")
BY_HOMOZYGOUS = "homozygous"  # every copy has both
BY_ONE_HOMOZYGOUS = "one_homozygous"  # every copy has one of them, so the copy with the other one has both
BY_PHASE_SET = "phase_set"
BY_PHASE = "phase"  # written as phased, without a phase set: one set for the contig (VCF 4)
BY_READS = "reads"  # the refinement counted fragments that show both (READ_PHASE)
BY_INHERITED = "inherited"  # no other assignment of copies agrees with the parents
BY_TRANSMISSION = "transmission"  # of a parent: no other agrees with the children
BY_CALLER = "caller"  # the caller wrote them as one record
PART_COLUMNS = (
    "id",
    "hgvs_c",
    "clinvar_id",
    "clinvar_sig",
    "clinvar_status",
    "gnomad_ac",
    "gnomad_an",
    "gnomad_faf",
    "gnomad_filter",
    "panel_ac",
    "panel_an",
    "founder",
)
OPEN_COLUMNS = ("id", "symbol", "transcript", "consequence", "hgvs_c", "hgvs_p")
CODON_HIGH = Field("CODON_HIGH", ".", "String", "Those of CODON_OPEN of high impact. Format: " + "|".join(OPEN_COLUMNS))
PARTS = Field("PARTS", ".", "String", "What is known of each of JOINED by itself. Format: " + "|".join(PART_COLUMNS))
TRIAGE = Field("TRIAGE", "1", "String", "Reason why the record was kept (keep:...) or set aside (aside:...)")

CSQ_COLUMNS = (
    "Consequence",  # SO terms joined by &
    "IMPACT",
    "SYMBOL",
    "Feature",
    "BIOTYPE",
    "MANE",  # select, plus_clinical or empty
    "CHOSEN",  # why this transcript is the one of the report, or empty
    "EXON",
    "INTRON",
    "HGVSc",
    "HGVSp",
    "NMD",  # yes, no or empty
    "WORST_AT",  # the equivalent place that gives Consequence, empty where HGVSc does: "c.12-1dup"
    "WORST_EXON",  # of that place
    "WORST_INTRON",
    "NOTE",
)
CSQ = Field(
    "CSQ",
    ".",
    "String",
    "Consequence on each transcript, the chosen one first. Format: " + "|".join(CSQ_COLUMNS),
)
HGVSG = Field("HGVSG", "1", "String", "HGVS name on the genome")

# kept: looked at as a possible cause
KEEP = "keep:"  # what the reasons of records that are kept begin with
KEEP_FOUNDER = "keep:founder"
KEEP_CLINVAR = "keep:clinvar"
KEEP_CODING = "keep:coding"
KEEP_SPLICE = "keep:splice"
KEEP_CODON = "keep:codon"  # with another change of its codon it would be of high impact, were both on one copy
KEEP_NONCODING = "keep:noncoding_exon"
# set aside, with the reason
ASIDE_NOT_CARRIED = "aside:not_in_proband"
ASIDE_NO_GENOTYPE = "aside:proband_not_genotyped"
ASIDE_QUALITY = "aside:low_quality"
ASIDE_SYMBOLIC = "aside:symbolic_allele"
ASIDE_UNKNOWN_REFERENCE = "aside:reference_unknown"
ASIDE_COMMON = "aside:common"
ASIDE_INTRON = "aside:deep_intronic"
ASIDE_JOINED = "aside:joined"
ASIDE_UTR = "aside:untranslated"
ASIDE_OUTSIDE = "aside:outside_genes"

# what the refinement of the calls writes (variants/refine; resources/calling/README.md)
REFINED_ONE_COPY = "one_copy"
REFINE = Field("REFINE", ".", "String", "Rules of the refinement that acted on this record")
CALLER_QUAL = Field("CALLER_QUAL", "1", "Float", "QUAL of the caller, where a second look replaced the call")
REPEAT = Field("REPEAT", "1", "String", "Repeat (unit of 1 or 2 bases) of this indel: unit:number in the reference")
DE_NOVO = Field("DE_NOVO", ".", "String", "Child called with an allele that no parent is called with: sample:phred")
PARENT_READS = Field(
    "PARENT_READS", ".", "String", "Fragments of a parent of such a child: sample:alternate/that or the reference"
)
PARENT_MOSAIC = Field("PARENT_MOSAIC", ".", "String", "Parent with too many alternate reads for error, too few for het")
REFINE_FIELDS = (REFINE, CALLER_QUAL, REPEAT, DE_NOVO, PARENT_READS, PARENT_MOSAIC)

# what the import tells of genotypes that need more copies than there are (variants/deleted_copies.py)
ONE_COPY_LEFT = Field(
    "ONE_COPY_LEFT",
    ".",
    "String",
    "Read on the one copy that a deletion of the other leaves: sample:POS-REF-ALT of the deletion:genotype as called",
)
BESIDE_DELETION = Field(
    "BESIDE_DELETION",
    ".",
    "String",
    "Called homozygous on bases that a deletion removes from one copy, which leaves one: sample:POS-REF-ALT",
)
COPIES_OVER = Field(
    "COPIES_OVER",
    ".",
    "String",
    "Another change, one of them removes bases of the other, both on more copies than there are: sample:POS-REF-ALT",
)
ONE_COPY_CALLED = Field(
    "ONE_COPY_CALLED", ".", "String", "Called by the caller on one copy, where the member has two of the place: sample"
)
MORE_COPIES_CALLED = Field(
    "MORE_COPIES_CALLED", ".", "String", "Called by the caller on more than two copies: sample:genotype as called"
)
CALLER_FILTER = Field("CALLER_FILTER", ".", "String", "FILTER of the caller that says nothing against the call")
IMPORT_FIELDS = (ONE_COPY_LEFT, BESIDE_DELETION, COPIES_OVER, ONE_COPY_CALLED, MORE_COPIES_CALLED, CALLER_FILTER)
COPY_FIELDS = (BESIDE_DELETION, COPIES_OVER, ONE_COPY_CALLED)

CALLER_GT = Field("CALLER_GT", "1", "String", "Genotype of the caller, where the refinement changed it")
CALLER_GQ = Field("CALLER_GQ", "1", "Integer", "GQ of the caller, where the refinement changed it")
SPANNING = Field("SPANNING", "3", "Integer", "Fragments that span the repeat: reference length, this length, another")
READ_PHASE = Field(
    "READ_PHASE",
    "4",
    "Integer",
    "Fragments over this SNV and one within 2 bases before it by alternates: neither, that one, this one, both",
)
JOINT_GQ = Field("JOINT_GQ", "1", "Integer", "Genotype quality given the whole family, phred")
REFINE_FORMATS = (CALLER_GT, CALLER_GQ, SPANNING, JOINT_GQ, READ_PHASE)

FILTER_ARTEFACT = ("Artefact", "Low share of reads that no heterozygote shows, or clipping or position bias")
FILTER_STUTTER = ("Stutter", "Reads that span the repeat are better explained without this length")
REFINE_FILTERS = (FILTER_ARTEFACT, FILTER_STUTTER)

TRACK_FIELDS = (
    GNOMAD_AC,
    GNOMAD_AN,
    GNOMAD_AF,
    GNOMAD_NHOMALT,
    GNOMAD_FAF,
    GNOMAD_FILTER,
    PANEL_AC,
    PANEL_AN,
    PANEL_NHOM,
    PANEL_NHEMI,
    PANEL_FAF,
    PANEL_REGIONS,
    PANEL_PARTIAL,
    CLINVAR_ID,
    CLINVAR_SIG,
    CLINVAR_STATUS,
    CLINVAR_DN,
    CLINVAR_CONF,
    CLINVAR_XREF,
)
# only where resources.scores is given: their absence from a header says that nothing was scored
SCORE_FIELDS = (SCORE_REVEL, SCORE_SPLICEAI)
TRIAGE_FIELDS = (FOUNDER, TRIAGE, HGVSG, CSQ, PARTS, CODON_HIGH)

FRACTION = "AF"  # FORMAT: fraction of the fragments that carry the allele; also GATK's and DRAGEN's name for it
FRACTION_BOUNDS = "AFCI"  # FORMAT: its exact 95 % bounds
WITHOUT_ORIGIN = "tachkhis_mitochondria_origin"  # header line: sample, deletion that removes the origin, read ends
REACH = "tachkhis_mitochondria"  # header line: sample, median depth, least fraction found, share of readable positions


def escape(text: str) -> str:
    """Encode the characters that INFO reserves, as the VCF specification has it (percent encoding)."""
    for char, code in (
        ("%", "%25"),
        (";", "%3B"),
        ("=", "%3D"),
        (",", "%2C"),
        ("|", "%7C"),
        (" ", "%20"),
        ("\t", "%09"),
    ):
        text = text.replace(char, code)
    return text


def unescape(text: str) -> str:
    """Undo :func:`escape`."""
    return unquote(text) if "%" in text else text

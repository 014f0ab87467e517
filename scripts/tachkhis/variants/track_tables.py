"""Programs for awk that edit the rows of a prepared track (CHROM POS REF ALT, fields), sorted by allele."""

from __future__ import annotations

# Columns 5, 6 and 7 of a table of counts are AC, AN and, where there is one, AF (its number in `af`, or 0). An AN
# that a record lacks follows from AC and AF; counts that stay incomplete are counted, as are those completed. Of
# several rows of one allele that with most alleles looked at stands, of equals that with most seen. Filters are joined
# by &, since ; parts INFO.
COMPLETE = (
    "function take() { last = key; row = $0; most = number; seen = $5 + 0 }"
    ' BEGIN { FS = OFS = "\\t" }'
    " $4 !~ /^[ACGTNacgtn]+$/ { next }"
    ' $6 == "." && $5 != "." && $5 > 0 && af && $af != "." && $af > 0 { $6 = int($5 / $af + 0.5); derived++ }'
    ' $5 == "." || ($6 == "." && $5 > 0) { if (!lacking++) first = $1 ":" $2 }'
    ' filter { gsub(";", "\\\\&", $filter) }'
    ' { key = $1 "\\t" $2 "\\t" $3 "\\t" $4; number = $6 + 0 }'
    " key == last { if (number > most || (number == most && $5 + 0 > seen)) take(); next }"
    " last { print row }"
    " { take() }"
    " END { if (last) print row; print derived + 0, lacking + 0, first > report }"
)
# Scores: rows of bases alone, and of several rows of one allele the greatest value of each column.
ONE_PER_ALLELE = (
    "function tell(i, row) { row = last; for (i = 5; i <= wide; i++) row = row OFS kept[i]; print row }"
    ' BEGIN { FS = OFS = "\\t" }'
    " $4 !~ /^[ACGTNacgtn]+$/ { next }"
    ' { key = $1 "\\t" $2 "\\t" $3 "\\t" $4; wide = NF; same = key == last }'
    " last && !same { tell() }"
    ' { for (i = 5; i <= NF; i++) if (!same || kept[i] == "." || ($i != "." && $i + 0 > kept[i] + 0)) kept[i] = $i }'
    " { last = key }"
    " END { if (last) tell() }"
)
# ClinVar: of several records of one allele a pathogenic one stands, else the first.
PATHOGENIC_FIRST = (
    'BEGIN { FS = OFS = "\\t" }'
    " $4 !~ /^[ACGTNacgtn]+$/ { next }"
    ' { key = $1 "\\t" $2 "\\t" $3 "\\t" $4; now = $6 ~ /^(P|Likely_p)athogenic/ }'
    " key == last { if (now && !then) { row = $0; then = now } next }"
    " last { print row }"
    " { last = key; row = $0; then = now }"
    " END { if (last) print row }"
)

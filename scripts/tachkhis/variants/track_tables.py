"""Programs for awk that edit the rows of a prepared track (CHROM POS REF ALT, fields), sorted by allele."""

from __future__ import annotations

# Columns 5, 6 and 7 of a table of counts are AC, AN and, where there is one, AF (its number in `af`, or 0). An AN
# that a record lacks follows from AC and AF; counts that stay incomplete are counted, as are those completed. Of
# several rows of one allele (exomes and genomes of gnomAD in one file) one that passed stands before one that did not,
# then that with most alleles looked at, of equals that with most seen. Filters are joined by &, since ; parts INFO.
COMPLETE = (
    "function take() { last = key; row = $0; good = passed; most = number; seen = $5 + 0 }"
    ' BEGIN { FS = OFS = "\\t" }'
    " $4 !~ /^[ACGTNacgtn]+$/ { next }"
    ' $6 == "." && $5 != "." && $5 > 0 && af && $af != "." && $af > 0 { $6 = int($5 / $af + 0.5); derived++ }'
    ' $5 == "." || ($6 == "." && $5 > 0) { if (!lacking++) first = $1 ":" $2 }'
    ' filter { gsub(";", "\\\\&", $filter) }'
    ' { key = $1 "\\t" $2 "\\t" $3 "\\t" $4; number = $6 + 0; passed = !filter || $filter == "PASS" || $filter == "." }'
    " key == last { more = number > most || (number == most && $5 + 0 > seen);"
    " if (passed > good || (passed == good && more)) take(); next }"
    " last { print row }"
    " { take() }"
    " END { if (last) print row; print derived + 0, lacking + 0, 0, first > report }"
)
# The panel: as above, but an allele may stand under several spellings, each counting other people: their counts are
# added (AN is that of the one looked at most, FAF the greatest: still a lower bound; partial where one of them is).
# Column 11 is the mark of a partial record, column 12 the record as it was written (of `bcftools norm --old-rec-tag`);
# of two rows of one spelling that with most alleles looked at stands.
SPELLINGS = (
    "function spelling(  part, alts) {"
    ' if ($12 == ".") return $2 ":" $3 ":" $4;'
    ' split($12, part, "|"); split(part[4], alts, ","); return part[2] ":" part[3] ":" alts[part[5] ? part[5] : 1] }'
    " function tell(  i, j, cells, one, n, m, places, here, there, text) {"
    ' if (!count) return; split(rows[order[1]], one, "\\t");'
    " for (i = 2; i <= count; i++) {"
    ' split(rows[order[i]], cells, "\\t");'
    " one[5] += cells[5]; if (cells[6] + 0 > one[6] + 0) one[6] = cells[6];"
    ' for (j = 7; j <= 8; j++) if (cells[j] != ".") one[j] = (one[j] == "." ? 0 : one[j]) + cells[j];'
    ' if (cells[9] != "." && (one[9] == "." || cells[9] + 0 > one[9] + 0)) one[9] = cells[9];'
    ' if (cells[11] != "." && (one[11] == "." || cells[11] + 0 > one[11] + 0)) one[11] = cells[11];'
    ' if (cells[10] != "." && one[10] == ".") one[10] = cells[10];'
    ' else if (cells[10] != ".") { n = split(one[10], places, ","); m = split(cells[10], extra, ","); text = "";'
    " for (j = 1; j <= n; j++) { split(places[j], here, /[:\\/]/); for (k = 1; k <= m; k++) {"
    " split(extra[k], there, /[:\\/]/); if (there[1] == here[1]) { here[2] += there[2];"
    " if (there[3] + 0 > here[3] + 0) here[3] = there[3]; if (here[2] > here[3]) here[2] = here[3] } }"
    ' text = text (j > 1 ? "," : "") here[1] ":" here[2] "/" here[3] } one[10] = text } }'
    " if (count > 1) several++; if (one[5] + 0 > one[6] + 0) one[5] = one[6]; text = one[1];"
    ' for (j = 2; j <= 11; j++) text = text "\\t" one[j]; print text }'
    ' BEGIN { FS = OFS = "\\t" }'
    " $4 !~ /^[ACGTNacgtn]+$/ { next }"
    ' $5 == "." || ($6 == "." && $5 > 0) { if (!lacking++) first = $1 ":" $2 }'
    ' { key = $1 "\\t" $2 "\\t" $3 "\\t" $4; written = spelling() }'
    ' key != last { tell(); last = key; count = 0; split("", rows) }'
    " written in rows {"
    ' split(rows[written], known, "\\t");'
    " if ($6 + 0 > known[6] + 0 || ($6 + 0 == known[6] + 0 && $5 + 0 > known[5] + 0)) rows[written] = $0; next }"
    " { order[++count] = written; rows[written] = $0 }"
    " END { tell(); print 0, lacking + 0, several + 0, first > report }"
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

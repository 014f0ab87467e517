"""How fast a gene model of the size of a real one opens: made up here, measured each in a process of its own."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

EXONS = 10  # on average
CONTIGS = 24
LENGTH = 130_000_000  # bases of each contig
_TEXT = """
import sys, time
from pathlib import Path
begin = time.perf_counter()
from tachkhis.reference.genes import GeneModel
model = GeneModel.load(Path(sys.argv[1]))
count = len(model)
loaded = time.perf_counter() - begin
import random
rng = random.Random(1)
begin = time.perf_counter()
found = 0
for _ in range(1000):
    start = rng.randrange(LENGTH)
    for transcript in model.overlapping(f"chr{rng.randint(1, CONTIGS)}", start, start + 1):
        found += 1
        model.chosen(transcript.gene)
looked = time.perf_counter() - begin
# the high-water mark of this process alone: getrusage also remembers the process that started it
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024
print(count, f"{loaded:.3f}", f"{looked:.3f}", found, f"{peak:.0f}")
"""


def write_gtf(path: Path, transcripts: int) -> None:
    """A GTF in Ensembl's style: four transcripts to a gene, random exons; contigs without bases."""
    rng = random.Random(transcripts)
    per_contig = transcripts // CONTIGS + 1
    with path.open("w") as out:
        for number in range(transcripts):
            gene = number // 4
            start = (number // 4 * 4 % per_contig) * (LENGTH // per_contig) + rng.randint(1, 3000)
            strand = "+" if gene % 2 else "-"
            words = f'gene_id "ENSG{gene:011d}"; gene_version "1"; transcript_id "ENST{number:011d}"; transcript_version "2";'
            words += (
                f' gene_name "GENE{gene}"; gene_source "made_up"; gene_biotype "protein_coding"; transcript_name "G-1";'
            )
            words += ' transcript_biotype "protein_coding"; tag "basic";' + (
                ' tag "MANE_Select";' if number % 4 == 0 else ""
            )
            rows, position = [], start
            for exon in range(rng.randint(EXONS - 6, EXONS + 6)):
                size = rng.randint(60, 300)
                place = f"{position}\t{position + size}\t.\t{strand}"
                rows.append(f'exon\t{place}\t.\t{words} exon_number "{exon + 1}"; exon_id "ENSE{number}{exon}";')
                rows.append(f'CDS\t{place}\t0\t{words} exon_number "{exon + 1}"; protein_id "ENSP{number:011d}";')
                position += size + rng.randint(90, 4000)
            head = f"chr{number // per_contig + 1}\tmade_up"
            out.write(f"{head}\ttranscript\t{start}\t{position}\t.\t{strand}\t.\t{words}\n")
            out.writelines(f"{head}\t{row}\n" for row in rows)


def measure(path: Path) -> list[str]:
    """Transcripts, seconds to open, seconds for 1,000 look-ups, transcripts met, peak memory in MB."""
    text = _TEXT.replace("LENGTH", str(LENGTH)).replace("CONTIGS", str(CONTIGS))
    done = subprocess.run([sys.executable, "-c", text, str(path)], capture_output=True, text=True, check=True)
    return done.stdout.split()


def measure_models(folder: Path, transcripts: int) -> list[tuple[str, list[str]]]:
    """The text, then the prepared model made of it."""
    gtf, fasta, stored = folder / "made_up.gtf", folder / "made_up.fa", folder / "genes.sqlite"
    write_gtf(gtf, transcripts)
    fasta.write_text("")
    Path(f"{fasta}.fai").write_text("".join(f"chr{n}\t{LENGTH}\t1\t60\t61\n" for n in range(1, CONTIGS + 1)))
    command = ["tachkhis", "genes", "--fasta", str(fasta), "--genes", str(gtf), "--out", str(stored)]
    subprocess.run(command, check=True)
    return [("GTF text", measure(gtf)), ("prepared (genes.sqlite)", measure(stored))]

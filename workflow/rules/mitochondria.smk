"""Variants of the mitochondrial genome: a circle, many copies per cell, called jointly per family from counts.

INPUTS   CRAMs of a family (fragments on the mitochondrial contig are all that is read)
OUTPUTS  results/cases/{case}/calls/mitochondria.bcf: as the interval calls, with fraction (AF) and its bounds (AFCI);
         without a record where the reference, or the targets, have no mitochondrial contig
STEPS    call_mitochondria, one job per case; the interval callers leave that contig out
"""


rule call_mitochondria:
    input:
        crams=plan.crams,
        crais=plan.cram_indexes,
        fasta=plan.reference.fasta,
        fai=f"{plan.reference.fasta}.fai",
        family="results/cases/{case}/{case}.family.json",
    output:
        bcf="results/cases/{case}/calls/mitochondria.bcf",
        csi="results/cases/{case}/calls/mitochondria.bcf.csi",
    log:
        "results/logs/call_mitochondria/{case}.log",
    benchmark:
        "results/benchmarks/call_mitochondria/{case}.tsv"
    priority: plan.soon_priority
    conda:
        "../../envs/mitochondria.yaml"
    threads: 1
    shell:
        "tachkhis mitochondria --request {input.family:q} --fasta {input.fasta:q} --samples results/samples"
        " --out {output.bcf:q} 2> {log:q}"

"""Reads to one CRAM per sample, as one stream.

INPUTS   FASTQ units, or BAM/CRAM, of each sample
OUTPUTS  results/samples/{sample}/{sample}.cram with its index
STEPS    write_family -> verify_inputs (whole, in step, checksums; before anything heavy) -> align_sample | import_alignment
"""


rule write_family:
    output:
        "results/cases/{case}/{case}.family.json",
    log:
        "results/logs/write_family/{case}.log",
    benchmark:
        "results/benchmarks/write_family/{case}.tsv"
    priority: plan.early_priority
    conda:
        "../../envs/tachkhis.yaml"
    params:
        family=plan.family,
    shell:
        "printf '%s\\n' {params.family:q} > {output:q} 2> {log:q}"


rule verify_inputs:
    input:
        files=plan.input_files,
        request=ancient("results/cases/{case}/{case}.request.json"),
        fasta=plan.reference.fasta,
        fai=f"{plan.reference.fasta}.fai",
    output:
        "results/cases/{case}/{case}.inputs.json",
    log:
        "results/logs/verify_inputs/{case}.log",
    benchmark:
        "results/benchmarks/verify_inputs/{case}.tsv"
    priority: plan.early_priority
    conda:
        "../../envs/tachkhis.yaml"
    shell:
        "tachkhis verify --request {input.request:q} --fasta {input.fasta:q} --out {output:q} 2> {log:q}"


rule align_sample:
    input:
        units=plan.unit_files,
        verified=ancient(plan.verified),
        index=plan.reference.aligner_index_files,
        fasta=plan.reference.fasta,
        consensus=plan.reference.consensus_used,
    output:
        cram="results/samples/{sample}/{sample}.cram",
        crai="results/samples/{sample}/{sample}.cram.crai",
        summary="results/samples/{sample}/{sample}.alignment.json",
        qc=directory("results/samples/{sample}/alignment"),
    log:
        "results/logs/align_sample/{sample}.log",
    benchmark:
        "results/benchmarks/align_sample/{sample}.tsv"
    wildcard_constraints:
        sample=pattern(plan.fastq_samples, plan.alignment_samples),
    priority: plan.priority
    conda:
        "../../envs/alignment.yaml"
    threads: 4
    params:
        units=plan.units,
        consensus=plan.reference.consensus_argument,
    shell:
        "tachkhis align --units {params.units:q} --index {input.index[0]:q} {params.consensus}"
        " --cram {output.cram:q} --qc {output.qc:q} --summary {output.summary:q} --threads {threads} 2> {log:q}"


rule import_alignment:
    input:
        units=plan.unit_files,
        verified=ancient(plan.verified),
        fasta=plan.reference.fasta,
    output:
        cram="results/samples/{sample}/{sample}.cram",
        crai="results/samples/{sample}/{sample}.cram.crai",
    log:
        "results/logs/import_alignment/{sample}.log",
    benchmark:
        "results/benchmarks/import_alignment/{sample}.tsv"
    wildcard_constraints:
        sample=pattern(plan.alignment_samples, plan.fastq_samples),
    priority: plan.priority
    conda:
        "../../envs/alignment.yaml"
    threads: 2
    shell:
        "samtools merge --no-PG -f -c -@ {threads} -O cram --reference {input.fasta:q} --write-index"
        " -o {output.cram:q} {input.units:q} 2> {log:q}"

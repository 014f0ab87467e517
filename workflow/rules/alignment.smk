"""Reads to one CRAM per sample, as one stream.

INPUTS   FASTQ units, or BAM/CRAM, of each sample
OUTPUTS  results/samples/{sample}/{sample}.cram with its index
STEPS    write_family; align_sample | align_unit -> join_units | import_alignment, each with every byte of its files checked
         (whole, in step, checksums); one thread more than cores, since tools wait for their pipes; verify_inputs gathers what was read, and reads the VCF that a case starts with
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
        vcf=plan.vcf_file,
        read=plan.inputs_read,
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
        "tachkhis verify --request {input.request:q} --fasta {input.fasta:q} --read {input.read:q} --out {output:q}"
        " 2> {log:q}"


rule align_sample:
    input:
        units=plan.unit_files,
        request=ancient(plan.request_of),
        index=plan.reference.aligner_index_files,
        fasta=plan.reference.fasta,
        consensus=plan.reference.consensus_used,
    output:
        cram="results/samples/{sample}/{sample}.cram",
        crai="results/samples/{sample}/{sample}.cram.crai",
        summary="results/samples/{sample}/{sample}.alignment.json",
        inputs="results/samples/{sample}/{sample}.inputs.json",
        qc=directory("results/samples/{sample}/alignment"),
    log:
        "results/logs/align_sample/{sample}.log",
    benchmark:
        "results/benchmarks/align_sample/{sample}.tsv"
    wildcard_constraints:
        sample=pattern(
            plan.alignment.whole, plan.alignment.apart + plan.alignment_samples
        ),
    priority: plan.priority
    conda:
        "../../envs/alignment.yaml"
    threads: plan.alignment.threads
    params:
        units=plan.units,
        consensus=plan.reference.consensus_argument,
    shell:
        "tachkhis align --units {params.units:q} --request {input.request:q} --index {input.index[0]:q}"
        " {params.consensus} --cram {output.cram:q} --qc {output.qc:q} --summary {output.summary:q}"
        " --inputs {output.inputs:q} --threads $(({threads} + 1)) 2> {log:q}"


rule align_unit:
    input:
        unit=plan.alignment.unit_files,
        request=ancient(plan.request_of),
        index=plan.reference.aligner_index_files,
        fasta=plan.reference.fasta,
        consensus=plan.reference.consensus_used,
    output:
        temp(directory("results/samples/{sample}/units/{unit}")),
    log:
        "results/logs/align_unit/{sample}.{unit}.log",
    benchmark:
        "results/benchmarks/align_unit/{sample}.{unit}.tsv"
    wildcard_constraints:
        sample=pattern(
            plan.alignment.apart, plan.alignment.whole + plan.alignment_samples
        ),
    priority: plan.priority
    conda:
        "../../envs/alignment.yaml"
    threads: plan.alignment.threads
    params:
        units=plan.units,
        consensus=plan.reference.consensus_argument,
    shell:
        "tachkhis align --units {params.units:q} --only {wildcards.unit:q} --request {input.request:q}"
        " --index {input.index[0]:q} {params.consensus} --folder {output:q} --threads $(({threads} + 1)) 2> {log:q}"


rule join_units:
    input:
        units=plan.alignment.unit_folders,
        index=plan.reference.aligner_index_files,
        fasta=plan.reference.fasta,
        consensus=plan.reference.consensus_used,
    output:
        cram="results/samples/{sample}/{sample}.cram",
        crai="results/samples/{sample}/{sample}.cram.crai",
        summary="results/samples/{sample}/{sample}.alignment.json",
        inputs="results/samples/{sample}/{sample}.inputs.json",
        qc=directory("results/samples/{sample}/alignment"),
    log:
        "results/logs/join_units/{sample}.log",
    benchmark:
        "results/benchmarks/join_units/{sample}.tsv"
    wildcard_constraints:
        sample=pattern(
            plan.alignment.apart, plan.alignment.whole + plan.alignment_samples
        ),
    priority: plan.priority
    conda:
        "../../envs/alignment.yaml"
    params:
        units=plan.units,
        consensus=plan.reference.consensus_argument,
    shell:
        "tachkhis align --units {params.units:q} --aligned {input.units:q} --index {input.index[0]:q}"
        " {params.consensus} --cram {output.cram:q} --qc {output.qc:q} --summary {output.summary:q}"
        " --inputs {output.inputs:q} 2> {log:q}"


rule import_alignment:
    input:
        units=plan.unit_files,
        request=ancient(plan.request_of),
        fasta=plan.reference.fasta,
    output:
        cram="results/samples/{sample}/{sample}.cram",
        crai="results/samples/{sample}/{sample}.cram.crai",
        inputs="results/samples/{sample}/{sample}.inputs.json",
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
        "(tachkhis verify --request {input.request:q} --sample {wildcards.sample:q} --fasta {input.fasta:q}"
        " --threads {threads} --out {output.inputs:q};"
        " samtools merge --no-PG -f -c -@ {threads} -O cram --reference {input.fasta:q} --write-index"
        " -o {output.cram:q} {input.units:q}) 2> {log:q}"

"""Coverage and alignment quality of each sample and of each gene of the request; one page for the run.

INPUTS   results/samples/{sample}/{sample}.cram
OUTPUTS  results/samples/{sample}/qc/, results/cases/{case}/{case}.quality.json, results/multiqc.html
STEPS    measure_sample -> summarise_quality; collect_multiqc (asks nobody for a newer version, and no button of its page sends data away)
"""


rule measure_sample:
    input:
        cram="results/samples/{sample}/{sample}.cram",
        crai="results/samples/{sample}/{sample}.cram.crai",
        fasta=plan.reference.fasta,
        coding=plan.reference.coding,
    output:
        multiext(
            "results/samples/{sample}/qc/{sample}",
            ".regions.bed.gz",
            ".quantized.bed.gz",
            ".thresholds.bed.gz",
            ".mosdepth.summary.txt",
            ".mosdepth.global.dist.txt",
            ".mosdepth.region.dist.txt",
        ),
        stats="results/samples/{sample}/qc/{sample}.stats.txt",
    log:
        "results/logs/measure_sample/{sample}.log",
    benchmark:
        "results/benchmarks/measure_sample/{sample}.tsv"
    priority: plan.priority
    conda:
        "../../envs/alignment.yaml"
    params:
        prefix="results/samples/{sample}/qc/{sample}",
        mapq=plan.config.calling.min_mapping_quality,
        callable=plan.config.calling.callable_depth,
    shell:
        "(export MOSDEPTH_Q0=low MOSDEPTH_Q1=callable;"
        " mosdepth --no-per-base --fasta {input.fasta:q} --mapq {params.mapq} --by {input.coding:q}"
        " --quantize 0:{params.callable}: --thresholds 1,10,20,30 {params.prefix:q} {input.cram:q};"
        " samtools stats --reference {input.fasta:q} {input.cram:q} > {output.stats:q}) 2> {log:q}"


rule summarise_quality:
    input:
        samples=plan.sample_summaries,
        readable=plan.gvcf_coverage,
        alignments=plan.alignment_summaries,
        fasta=plan.reference.fasta,
        coding=plan.reference.coding,
        genes=plan.reference.genes,
        request="results/cases/{case}/{case}.request.json",
    output:
        "results/cases/{case}/{case}.quality.json",
    log:
        "results/logs/summarise_quality/{case}.log",
    benchmark:
        "results/benchmarks/summarise_quality/{case}.tsv"
    priority: plan.priority
    conda:
        "../../envs/tachkhis.yaml"
    shell:
        "tachkhis quality --request {input.request:q} --samples results/samples --gvcf {input.readable:q}"
        " --fasta {input.fasta:q}"
        " --genes {input.genes:q} --out {output:q} 2> {log:q}"


rule collect_multiqc:
    input:
        expand(
            "results/samples/{sample}/qc/{sample}.{end}",
            sample=list(plan.sheets.units),
            end=["stats.txt", "mosdepth.global.dist.txt", "mosdepth.region.dist.txt"],
        ),
    output:
        report("results/multiqc.html", category="Quality"),
    log:
        "results/logs/collect_multiqc.log",
    benchmark:
        "results/benchmarks/collect_multiqc.tsv"
    conda:
        "../../envs/multiqc.yaml"
    shell:
        "multiqc --cl-config 'no_version_check: true' --cl-config 'no_ai: true' --force --quiet --no-data-dir"
        " --title Tachkhis --filename {output:q} results/samples > {log:q} 2>&1"

"""The first result of an urgent case: its requested genes alone, as soon as the family is aligned, before the rest.

INPUTS   CRAMs of a family with urgency stat and gene panels
OUTPUTS  results/cases/{case}/first/{case}.first.fr.html: provisional, never a report; its calls and what it shows beside it
STEPS    place_first -> call_first (by the rules of the whole analysis), measure_first -> annotate_first -> show_first
"""


rule place_first:
    input:
        request="results/cases/{case}/{case}.request.json",
        intervals=plan.reference.interval_files,
        fasta=plan.reference.fasta,
        genes=plan.reference.genes,
    output:
        reported="results/cases/{case}/first/reported.bed",
        called="results/cases/{case}/first/called.bed",
    log:
        "results/logs/place_first/{case}.log",
    benchmark:
        "results/benchmarks/place_first/{case}.tsv"
    priority: plan.first_result_priority
    conda:
        "../../envs/tachkhis.yaml"
    shell:
        "tachkhis requested --request {input.request:q} --fasta {input.fasta:q} --genes {input.genes:q}"
        " --intervals {input.intervals:q} --reported {output.reported:q} --called {output.called:q} 2> {log:q}"


use rule call_with_bcftools as call_first_with_bcftools with:
    input:
        crams=plan.crams,
        crais=plan.cram_indexes,
        fasta=plan.reference.fasta,
        passport=plan.reference.passport,
        interval="results/cases/{case}/first/reported.bed",
        called="results/cases/{case}/first/called.bed",
        calibration=plan.reference.calibration,
        coding=plan.reference.coding,
        family="results/cases/{case}/{case}.family.json",
    output:
        bcf="results/cases/{case}/first/bcftools.bcf",
        csi="results/cases/{case}/first/bcftools.bcf.csi",
        ploidy=temp("results/cases/{case}/first/bcftools.ploidy"),
        sexes=temp("results/cases/{case}/first/bcftools.sexes"),
    log:
        "results/logs/call_first_with_bcftools/{case}.log",
    benchmark:
        "results/benchmarks/call_first_with_bcftools/{case}.tsv"
    priority: plan.first_result_priority
    threads: 1  # on one machine a job of several cores would wait while others take each core that comes free


use rule call_with_freebayes as call_first_with_freebayes with:
    input:
        crams=plan.crams,
        crais=plan.cram_indexes,
        fasta=plan.reference.fasta,
        passport=plan.reference.passport,
        interval="results/cases/{case}/first/reported.bed",
        called="results/cases/{case}/first/called.bed",
        calibration=plan.reference.calibration,
        coding=plan.reference.coding,
        family="results/cases/{case}/{case}.family.json",
    output:
        bcf="results/cases/{case}/first/freebayes.bcf",
        csi="results/cases/{case}/first/freebayes.bcf.csi",
        ploidy=temp("results/cases/{case}/first/freebayes.ploidy"),
    log:
        "results/logs/call_first_with_freebayes/{case}.log",
    benchmark:
        "results/benchmarks/call_first_with_freebayes/{case}.tsv"
    priority: plan.first_result_priority


rule measure_first:
    input:
        cram=plan.proband_cram,
        crai=plan.proband_cram_index,
        reported="results/cases/{case}/first/reported.bed",
        coding=plan.reference.coding,
        fasta=plan.reference.fasta,
        genes=plan.reference.genes,
        request="results/cases/{case}/{case}.request.json",
    output:
        quality="results/cases/{case}/first/coverage.json",
        reads=temp(directory("results/cases/{case}/first/reads")),
    log:
        "results/logs/measure_first/{case}.log",
    benchmark:
        "results/benchmarks/measure_first/{case}.tsv"
    priority: plan.first_result_priority
    conda:
        "../../envs/tachkhis.yaml"
    params:
        mapq=plan.config.calling.min_mapping_quality,
        callable=plan.config.calling.callable_depth,
    shell:
        "(mkdir -p {output.reads:q}; export MOSDEPTH_Q0=low MOSDEPTH_Q1=callable;"
        " samtools view -M -L {input.reported:q} -T {input.fasta:q} -O bam --write-index -o {output.reads:q}/reads.bam {input.cram:q};"
        " mosdepth --no-per-base --mapq {params.mapq} --by {input.coding:q} --quantize 0:{params.callable}:"
        " --thresholds 1,10,20,30 {output.reads:q}/depth {output.reads:q}/reads.bam;"
        " tachkhis quality --request {input.request:q} --coverage-only {output.reads:q}/depth --fasta {input.fasta:q}"
        " --genes {input.genes:q} --out {output.quality:q}) 2> {log:q}"


use rule annotate_case as annotate_first with:
    input:
        calls=plan.first_calls,
        indexes=plan.first_call_index,
        tracks=plan.tracks.files,
        sites=plan.tracks.sites,
        fasta=plan.reference.fasta,
        genes=plan.reference.genes,
        family="results/cases/{case}/{case}.family.json",
    output:
        vcf="results/cases/{case}/first/{case}.first.vcf.gz",
        tbi="results/cases/{case}/first/{case}.first.vcf.gz.tbi",
    log:
        "results/logs/annotate_first/{case}.log",
    benchmark:
        "results/benchmarks/annotate_first/{case}.tsv"
    priority: plan.first_result_priority


rule show_first:
    input:
        vcf="results/cases/{case}/first/{case}.first.vcf.gz",
        tbi="results/cases/{case}/first/{case}.first.vcf.gz.tbi",
        quality="results/cases/{case}/first/coverage.json",
        request="results/cases/{case}/{case}.request.json",
        tracks=plan.tracks.summary,
        passport=plan.reference.passport,
        genes=plan.reference.genes,
        fasta=plan.reference.fasta,
        track_files=plan.tracks.looked_up,
        gene_tables=plan.gene_tables,
        consensus=plan.reference.consensus_about,
    output:
        shown="results/cases/{case}/first/{case}.first.json",
        page=report(
            "results/cases/{case}/first/{case}.first.fr.html", category="First results"
        ),
    log:
        "results/logs/show_first/{case}.log",
    benchmark:
        "results/benchmarks/show_first/{case}.tsv"
    priority: plan.first_result_priority
    conda:
        "../../envs/tachkhis.yaml"
    shell:
        "(tachkhis interpret --request {input.request:q} --vcf {input.vcf:q} --quality {input.quality:q}"
        " --tracks {input.tracks:q} --passport {input.passport:q} --genes {input.genes:q} --fasta {input.fasta:q}"
        " --out {output.shown:q};"
        " tachkhis first {output.shown:q} --request {input.request:q} --out {output.page:q}) 2> {log:q}"

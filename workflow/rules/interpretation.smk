"""From annotated calls to case.json: what the variants mean for this case, and why.

INPUTS   {case}.vcf.gz, {case}.quality.json, CRAMs (sites of interest), tracks.json
OUTPUTS  results/cases/{case}/{case}.request.json, .sites.json, .autozygosity.json and .svg, .case.json, .provenance.json
STEPS    write_request; read_sites; find_runs; interpret_case
"""


rule write_request:
    output:
        "results/cases/{case}/{case}.request.json",
    log:
        "results/logs/write_request/{case}.log",
    benchmark:
        "results/benchmarks/write_request/{case}.tsv"
    priority: plan.priority
    conda:
        "../../envs/tachkhis.yaml"
    params:
        request=plan.request,
    shell:
        "printf '%s\\n' {params.request:q} > {output:q} 2> {log:q}"


rule read_sites:
    input:
        crams=plan.crams,
        crais=plan.cram_indexes,
        sites=plan.tracks.sites,
        fasta=plan.reference.fasta,
        passport=plan.reference.passport,
        family="results/cases/{case}/{case}.family.json",
    output:
        "results/cases/{case}/{case}.sites.json",
    log:
        "results/logs/read_sites/{case}.log",
    benchmark:
        "results/benchmarks/read_sites/{case}.tsv"
    priority: plan.priority
    conda:
        "../../envs/tachkhis.yaml"
    shell:
        "tachkhis sites --request {input.family:q} --sites {input.sites:q} --fasta {input.fasta:q}"
        " --passport {input.passport:q} --samples results/samples --out {output:q} 2> {log:q}"


rule find_runs:
    input:
        vcf="results/cases/{case}/{case}.vcf.gz",
        passport=plan.reference.passport,
        genetic_map=plan.genetic_map,
        family="results/cases/{case}/{case}.family.json",
    output:
        runs="results/cases/{case}/{case}.autozygosity.json",
        figure="results/cases/{case}/{case}.autozygosity.svg",
    log:
        "results/logs/find_runs/{case}.log",
    benchmark:
        "results/benchmarks/find_runs/{case}.tsv"
    priority: plan.priority
    conda:
        "../../envs/tachkhis.yaml"
    params:
        genetic_map=plan.genetic_map_argument,
    shell:
        "tachkhis autozygosity --request {input.family:q} --vcf {input.vcf:q} --passport {input.passport:q}"
        " {params.genetic_map} --out {output.runs:q} --figure {output.figure:q} 2> {log:q}"


rule interpret_case:
    input:
        vcf="results/cases/{case}/{case}.vcf.gz",
        tbi="results/cases/{case}/{case}.vcf.gz.tbi",
        quality="results/cases/{case}/{case}.quality.json",
        sites="results/cases/{case}/{case}.sites.json",
        runs="results/cases/{case}/{case}.autozygosity.json",
        request="results/cases/{case}/{case}.request.json",
        inputs="results/cases/{case}/{case}.inputs.json",
        tracks=plan.tracks.summary,
        passport=plan.reference.passport,
        genes=plan.reference.genes,
        fasta=plan.reference.fasta,
        track_files=plan.tracks.looked_up,
        gene_tables=plan.gene_tables,
        consensus=plan.reference.consensus_about,
    output:
        case="results/cases/{case}/{case}.case.json",
        provenance="results/cases/{case}/{case}.provenance.json",
    log:
        "results/logs/interpret_case/{case}.log",
    benchmark:
        "results/benchmarks/interpret_case/{case}.tsv"
    priority: plan.priority
    conda:
        "../../envs/tachkhis.yaml"
    shell:
        "(tachkhis interpret --request {input.request:q} --vcf {input.vcf:q} --quality {input.quality:q}"
        " --sites {input.sites:q} --autozygosity {input.runs:q} --tracks {input.tracks:q} --passport {input.passport:q} --genes {input.genes:q}"
        " --fasta {input.fasta:q} --out {output.case:q};"
        " tachkhis provenance --request {input.request:q} --inputs {input.inputs:q} --tracks {input.tracks:q}"
        " --passport {input.passport:q} --case-json {output.case:q} --vcf {input.vcf:q}"
        " --out {output.provenance:q}) 2> {log:q}"

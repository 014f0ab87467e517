"""The reference, prepared once and shared by every run that names the same folder.

INPUTS   reference.fasta, reference.genes, reference.targets; resources.*
OUTPUTS  {reference}/genome.fa, its indexes, passport.json, gene model, scatter intervals, coding regions; tracks
         with reference.prepared, these are links into that folder, which any number of runs may share
STEPS    prepare_reference -> index_reference (only where reads are aligned), prepare_genes -> prepare_regions, prepare_tracks
"""


rule prepare_reference:
    input:
        fasta=plan.config.reference.fasta,
    output:
        fasta=plan.fasta,
        fai=f"{plan.fasta}.fai",
        dict=f"{plan.reference}/genome.dict",
        passport=plan.passport,
    log:
        "results/logs/prepare_reference.log",
    benchmark:
        "results/benchmarks/prepare_reference.tsv"
    conda:
        "../../envs/tachkhis.yaml"
    params:
        keep=plan.keep_reference,
    shell:
        "{params.keep} tachkhis reference --fasta {input.fasta:q} --out {output.fasta:q} 2> {log:q}"


rule prepare_genes:
    input:
        fasta=plan.fasta,
        fai=f"{plan.fasta}.fai",
        genes=plan.config.reference.genes,
    output:
        genes=plan.genes,
    log:
        "results/logs/prepare_genes.log",
    benchmark:
        "results/benchmarks/prepare_genes.tsv"
    conda:
        "../../envs/tachkhis.yaml"
    params:
        keep=plan.keep_genes,
    shell:
        "{params.keep} tachkhis genes --fasta {input.fasta:q} --genes {input.genes:q} --out {output.genes:q} 2> {log:q}"


rule prepare_regions:
    input:
        fasta=plan.fasta,
        fai=f"{plan.fasta}.fai",
        passport=plan.passport,
        genes=plan.genes,
        targets=plan.targets,
    output:
        coding=plan.coding,
        intervals=plan.interval_files,
        called=plan.called_files,
        calibration=plan.calibration,
    log:
        "results/logs/prepare_regions.log",
    benchmark:
        "results/benchmarks/prepare_regions.tsv"
    conda:
        "../../envs/tachkhis.yaml"
    params:
        keep=plan.keep_regions,
        targets=plan.targets_argument,
    shell:
        "{params.keep} tachkhis regions --fasta {input.fasta:q} --genes {input.genes:q} {params.targets}"
        " --coding {output.coding:q} --intervals {output.intervals:q} --called {output.called:q}"
        " --calibration {output.calibration:q} 2> {log:q}"


rule index_reference:
    input:
        fasta=plan.fasta,
    output:
        multiext(plan.fasta, ".amb", ".ann", ".bwt", ".pac", ".sa"),
    log:
        "results/logs/index_reference.log",
    benchmark:
        "results/benchmarks/index_reference.tsv"
    conda:
        "../../envs/alignment.yaml"
    params:
        keep=plan.keep_index,
    shell:
        "{params.keep} bwa index {input.fasta:q} 2> {log:q}"


rule prepare_tracks:
    input:
        fasta=plan.fasta,
        fai=f"{plan.fasta}.fai",
        passport=plan.passport,
        genes=plan.genes,
        tracks=plan.track_inputs,
        sites=plan.site_sources,
    output:
        tracks=plan.track_files,
        summary=f"{plan.tracks}/tracks.json",
        sites=f"{plan.tracks}/sites.json",
    log:
        "results/logs/prepare_tracks.log",
    benchmark:
        "results/benchmarks/prepare_tracks.tsv"
    conda:
        "../../envs/tachkhis.yaml"
    params:
        keep=plan.keep_tracks,
        sources=plan.track_arguments,
        sites=plan.site_arguments,
    shell:
        "{params.keep} tachkhis tracks --fasta {input.fasta:q} --genes {input.genes:q} {params.sources} {params.sites}"
        " --summary {output.summary:q} 2> {log:q}"

"""The reference, prepared once and shared by every run that names the same folder.

INPUTS   reference.fasta, reference.genes, reference.targets; resources.*
OUTPUTS  {reference}/genome.fa, its indexes, passport.json, gene model, scatter intervals, coding regions; tracks
         with reference.prepared, these are links into that folder, which any number of runs may share
STEPS    prepare_reference -> index_reference (only where reads are aligned), prepare_genes -> prepare_regions, prepare_tracks
         with reference.consensus, prepare_consensus -> index_reference: reads are aligned to the panel's consensus
"""


rule prepare_reference:
    input:
        fasta=plan.config.reference.fasta,
    output:
        fasta=plan.reference.fasta,
        fai=f"{plan.reference.fasta}.fai",
        dict=f"{plan.reference.folder}/genome.dict",
        passport=plan.reference.passport,
    log:
        "results/logs/prepare_reference.log",
    benchmark:
        "results/benchmarks/prepare_reference.tsv"
    conda:
        "../../envs/tachkhis.yaml"
    params:
        keep=plan.reference.keep_reference,
    shell:
        "{params.keep} tachkhis reference --fasta {input.fasta:q} --out {output.fasta:q} 2> {log:q}"


rule prepare_genes:
    input:
        fasta=plan.reference.fasta,
        fai=f"{plan.reference.fasta}.fai",
        genes=plan.config.reference.genes,
    output:
        genes=plan.reference.genes,
    log:
        "results/logs/prepare_genes.log",
    benchmark:
        "results/benchmarks/prepare_genes.tsv"
    priority: plan.shared_priority
    conda:
        "../../envs/tachkhis.yaml"
    params:
        keep=plan.reference.keep_genes,
    shell:
        "{params.keep} tachkhis genes --fasta {input.fasta:q} --genes {input.genes:q} --out {output.genes:q} 2> {log:q}"


rule prepare_regions:
    input:
        fasta=plan.reference.fasta,
        fai=f"{plan.reference.fasta}.fai",
        passport=plan.reference.passport,
        genes=plan.reference.genes,
        targets=plan.reference.targets,
    output:
        coding=plan.reference.coding,
        intervals=plan.reference.interval_files,
        called=plan.reference.called_files,
        calibration=plan.reference.calibration,
    log:
        "results/logs/prepare_regions.log",
    benchmark:
        "results/benchmarks/prepare_regions.tsv"
    priority: plan.shared_priority
    conda:
        "../../envs/tachkhis.yaml"
    params:
        keep=plan.reference.keep_regions,
        targets=plan.reference.targets_argument,
    shell:
        "{params.keep} tachkhis regions --fasta {input.fasta:q} --genes {input.genes:q} {params.targets}"
        " --coding {output.coding:q} --intervals {output.intervals:q} --called {output.called:q}"
        " --calibration {output.calibration:q} 2> {log:q}"


rule prepare_consensus:
    input:
        consensus=plan.reference.consensus_sources[0],
        beside=plan.reference.consensus_sources[1:],
        passport=plan.reference.passport,
    output:
        consensus=plan.reference.consensus_files[0],
        beside=plan.reference.consensus_files[1:],
    log:
        "results/logs/prepare_consensus.log",
    benchmark:
        "results/benchmarks/prepare_consensus.tsv"
    priority: plan.first_priority
    conda:
        "../../envs/tachkhis.yaml"
    params:
        keep=plan.reference.keep_consensus,
    shell:
        "{params.keep} tachkhis reference --consensus {input.consensus:q} --passport {input.passport:q}"
        " --out {output.consensus:q} 2> {log:q}"


rule index_reference:
    input:
        fasta=plan.reference.aligned,
    output:
        multiext(plan.reference.aligned, ".amb", ".ann", ".bwt", ".pac", ".sa"),
    log:
        "results/logs/index_reference.log",
    benchmark:
        "results/benchmarks/index_reference.tsv"
    priority: plan.first_priority
    conda:
        "../../envs/alignment.yaml"
    params:
        keep=plan.reference.keep_index,
    shell:
        "{params.keep} bwa index {input.fasta:q} 2> {log:q}"


rule prepare_tracks:
    input:
        fasta=plan.reference.fasta,
        fai=f"{plan.reference.fasta}.fai",
        passport=plan.reference.passport,
        genes=plan.reference.genes,
        tracks=plan.tracks.inputs,
        sites=plan.tracks.site_sources,
    output:
        tracks=plan.tracks.files,
        summary=plan.tracks.summary,
        sites=plan.tracks.sites,
    log:
        "results/logs/prepare_tracks.log",
    benchmark:
        "results/benchmarks/prepare_tracks.tsv"
    priority: plan.shared_priority
    conda:
        "../../envs/tachkhis.yaml"
    params:
        keep=plan.tracks.keep,
        sources=plan.tracks.arguments,
        sites=plan.tracks.site_arguments,
    shell:
        "{params.keep} tachkhis tracks --fasta {input.fasta:q} --genes {input.genes:q} {params.sources} {params.sites}"
        " --summary {output.summary:q} 2> {log:q}"

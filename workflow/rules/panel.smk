"""The Moroccan reference panel, made from people's files of variants; never part of `all`.

INPUTS   panel_build.people, panel_build.variants, panel_build.callable; reference.fasta where alleles are moved to the left
OUTPUTS  results/panel/panel.vcf.gz, its index and (where callability is known) panel.callable.bed.gz; excluded.tsv
STEPS    plan_panel -> count_panel (one job per part) -> join_panel
ASK      snakemake --configfile CONFIG --directory DIR --cores N results/panel/panel.vcf.gz
"""


rule plan_panel:
    input:
        plan.panel.inputs,
    output:
        plan="results/panel/plan.json",
        excluded="results/panel/excluded.tsv",
    log:
        "results/logs/plan_panel.log",
    benchmark:
        "results/benchmarks/plan_panel.tsv"
    conda:
        "../../envs/tachkhis.yaml"
    params:
        arguments=plan.panel.arguments,
    shell:
        "tachkhis panel plan {params.arguments} --out results/panel/panel.vcf.gz --plan {output.plan:q}"
        " --excluded {output.excluded:q} 2> {log:q}"


rule count_panel:
    input:
        plan="results/panel/plan.json",
    output:
        sites="results/panel/parts/{part}.sites.gz",
        runs="results/panel/parts/{part}.runs.gz",
        counts="results/panel/parts/{part}.json",
    log:
        "results/logs/count_panel/{part}.log",
    benchmark:
        "results/benchmarks/count_panel/{part}.tsv"
    conda:
        "../../envs/tachkhis.yaml"
    params:
        parts=plan.panel.parts,
    shell:
        "tachkhis panel part --plan {input.plan:q} --part {wildcards.part} --of {params.parts}"
        " --out results/panel/parts/{wildcards.part} 2> {log:q}"


rule join_panel:
    input:
        plan="results/panel/plan.json",
        sites=plan.panel.part_files,
    output:
        panel="results/panel/panel.vcf.gz",
        index="results/panel/panel.vcf.gz.tbi",
    log:
        "results/logs/join_panel.log",
    benchmark:
        "results/benchmarks/join_panel.tsv"
    conda:
        "../../envs/tachkhis.yaml"
    params:
        parts=plan.panel.parts,
    shell:
        "tachkhis panel join --plan {input.plan:q} --parts results/panel/parts --of {params.parts}"
        " --out {output.panel:q} > {log:q} 2>&1"

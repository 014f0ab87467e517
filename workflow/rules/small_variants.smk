"""Small variants, called jointly per family and scattered by interval.

INPUTS   CRAMs of a family; or the VCF that a case starts with
OUTPUTS  results/cases/{case}/calls/{caller}/{interval}.bcf (one ALT per record, left-aligned, filters set)
STEPS    call_with_{caller} per interval, by parts, one more at a time than cores; refined at the end of its pipe (resources/calling/README.md); a further caller is one more rule with the same output pattern
"""


rule call_with_bcftools:
    input:
        crams=plan.crams,
        crais=plan.cram_indexes,
        fasta=plan.reference.fasta,
        passport=plan.reference.passport,
        interval=plan.reference.interval,
        called=plan.reference.called,
        calibration=plan.reference.calibration,
        coding=plan.reference.coding,
        family="results/cases/{case}/{case}.family.json",
    output:
        bcf="results/cases/{case}/calls/bcftools/{interval}.bcf",
        csi="results/cases/{case}/calls/bcftools/{interval}.bcf.csi",
        ploidy=temp("results/cases/{case}/calls/bcftools/{interval}.ploidy"),
        sexes=temp("results/cases/{case}/calls/bcftools/{interval}.sexes"),
    log:
        "results/logs/call_with_bcftools/{case}.{interval}.log",
    benchmark:
        "results/benchmarks/call_with_bcftools/{case}.{interval}.tsv"
    priority: plan.early_priority  # the longest job after alignment, and on several cores: before what one core can do
    conda:
        "../../envs/variants.yaml"
    threads: plan.calling_threads
    params:
        calling=plan.config.calling,
    shell:
        "(tachkhis ploidy --passport {input.passport:q} --request {input.family:q} --caller bcftools"
        " --out {output.ploidy:q} --samples {output.sexes:q};"
        " tachkhis parts --regions {input.called:q} --threads $(({threads} + 1)) --"
        " bcftools mpileup --no-version -Ou -f {input.fasta:q} -R PART -d 1000"
        " -q {params.calling.min_mapping_quality} -Q {params.calling.min_base_quality} -a AD,DP,ADF,ADR,SP"
        " {input.crams:q}"
        " '|' bcftools call --no-version -m -v -Ou -a GQ --ploidy-file {output.ploidy:q} -S {output.sexes:q}"
        " | bcftools norm --no-version -Ou -m -any -f {input.fasta:q}"
        " | bcftools filter --no-version -s LowQual -e 'QUAL<{params.calling.min_quality}' -Ou"
        " | tachkhis refine --request {input.family:q} --fasta {input.fasta:q} --passport {input.passport:q}"
        " --interval {input.interval:q} --called {input.called:q} --calibration {input.calibration:q}"
        " --coding {input.coding:q}"
        " --crams {input.crams:q} > {output.bcf:q};"
        " bcftools index -f {output.bcf:q}) 2> {log:q}"


rule call_with_freebayes:
    input:
        crams=plan.crams,
        crais=plan.cram_indexes,
        fasta=plan.reference.fasta,
        passport=plan.reference.passport,
        interval=plan.reference.interval,
        called=plan.reference.called,
        calibration=plan.reference.calibration,
        coding=plan.reference.coding,
        family="results/cases/{case}/{case}.family.json",
    output:
        bcf="results/cases/{case}/calls/freebayes/{interval}.bcf",
        csi="results/cases/{case}/calls/freebayes/{interval}.bcf.csi",
        ploidy=temp("results/cases/{case}/calls/freebayes/{interval}.ploidy"),
    log:
        "results/logs/call_with_freebayes/{case}.{interval}.log",
    benchmark:
        "results/benchmarks/call_with_freebayes/{case}.{interval}.tsv"
    priority: plan.priority
    conda:
        "../../envs/variants.yaml"
    threads: 1
    params:
        calling=plan.config.calling,
        samples=plan.readable_members,
    shell:
        "(tachkhis ploidy --passport {input.passport:q} --request {input.family:q} --caller freebayes"
        " --out {output.ploidy:q};"
        " freebayes -f {input.fasta:q} -t {input.called:q} --cnv-map {output.ploidy:q} --genotype-qualities"
        " --min-mapping-quality {params.calling.min_mapping_quality}"
        " --min-base-quality {params.calling.min_base_quality} --min-alternate-fraction 0.2 {input.crams:q}"
        " | bcftools norm --no-version -Ou -m -any -f {input.fasta:q}"
        " | bcftools view --no-version -Ou -s {params.samples:q} -i 'GT[*]=\"alt\"'"
        " | bcftools filter --no-version -s LowQual -e 'QUAL<{params.calling.min_quality}' -Ou"
        " | tachkhis refine --request {input.family:q} --fasta {input.fasta:q} --passport {input.passport:q}"
        " --interval {input.interval:q} --called {input.called:q} --calibration {input.calibration:q}"
        " --coding {input.coding:q}"
        " --crams {input.crams:q} > {output.bcf:q};"
        " bcftools index -f {output.bcf:q}) 2> {log:q}"


rule import_calls:
    input:
        vcf=plan.case_vcf,
        verified="results/cases/{case}/{case}.inputs.json",
        fasta=plan.reference.fasta,
        fai=f"{plan.reference.fasta}.fai",
        passport=plan.reference.passport,
        genes=plan.config.reference.genes,
        coding=plan.reference.coding,
        sites=plan.tracks.sites,
        family="results/cases/{case}/{case}.family.json",
    output:
        bcf="results/cases/{case}/calls/vcf/{interval}.bcf",
        csi="results/cases/{case}/calls/vcf/{interval}.bcf.csi",
        readable=directory("results/cases/{case}/calls/vcf/{interval}.readable"),
    log:
        "results/logs/import_calls/{case}.{interval}.log",
    benchmark:
        "results/benchmarks/import_calls/{case}.{interval}.tsv"
    priority: plan.priority
    conda:
        "../../envs/variants.yaml"
    shell:
        "tachkhis import --vcf {input.vcf:q} --fasta {input.fasta:q} --request {input.family:q} --genes {input.genes:q}"
        " --sites {input.sites:q} --coding {input.coding:q} --readable {output.readable:q} --out {output.bcf:q}"
        " 2> {log:q}"

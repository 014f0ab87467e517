"""Changes of one codon read together, cheap annotation on every record, triage, names on what it keeps: one stream.

INPUTS   results/cases/{case}/calls/{caller}/{interval}.bcf; tracks
OUTPUTS  results/cases/{case}/{case}.vcf.gz: every call, each with the reason why it was kept or set aside
STEPS    annotate_case
"""


rule annotate_case:
    input:
        calls=plan.calls,
        indexes=plan.call_indexes,
        tracks=plan.tracks.files,
        sites=plan.tracks.sites,
        fasta=plan.reference.fasta,
        genes=plan.reference.genes,
        family="results/cases/{case}/{case}.family.json",
    output:
        vcf="results/cases/{case}/{case}.vcf.gz",
        tbi="results/cases/{case}/{case}.vcf.gz.tbi",
    log:
        "results/logs/annotate_case/{case}.log",
    benchmark:
        "results/benchmarks/annotate_case/{case}.tsv"
    priority: plan.priority
    conda:
        "../../envs/tachkhis.yaml"
    params:
        annotate=plan.tracks.annotate_pipe,
        reach=plan.tracks.reach_argument,
    shell:
        "(bcftools concat --no-version -a -d exact -Ov {input.calls:q}"
        " | tachkhis join --request {input.family:q} --fasta {input.fasta:q} --genes {input.genes:q}"
        " --sites {input.sites:q} {params.annotate}"
        " | tachkhis triage --request {input.family:q} --fasta {input.fasta:q} --genes {input.genes:q}"
        " --sites {input.sites:q} {params.reach}"
        " | bgzip -l 3 -c > {output.vcf:q}; tabix -f -p vcf {output.vcf:q}) 2> {log:q}"

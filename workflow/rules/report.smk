"""case.json to the page: a pure function.

INPUTS   results/cases/{case}/{case}.case.json; identities, where a file is configured
OUTPUTS  results/cases/{case}/{case}.report.{language}.pdf
STEPS    render_report
"""


rule render_report:
    input:
        case="results/cases/{case}/{case}.case.json",
        identities=plan.identities,
    output:
        report(
            "results/cases/{case}/{case}.report.{language}.pdf",
            category="Reports",
            labels={"case": "{case}", "language": "{language}"},
        ),
    log:
        "results/logs/render_report/{case}.{language}.log",
    benchmark:
        "results/benchmarks/render_report/{case}.{language}.tsv"
    priority: plan.priority
    conda:
        "../../envs/tachkhis.yaml"
    params:
        identities=plan.identities_argument,
    shell:
        "tachkhis report {input.case:q} {params.identities} --language {wildcards.language} --out {output:q} 2> {log:q}"

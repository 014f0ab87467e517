"""Interpretation: inheritance, ACMG/AMP criteria, phenotype and candidates; from the annotated VCF to ``case.json``."""

"""Inheritance, ACMG/AMP, phenotype, candidates: what the variants mean for the case."""

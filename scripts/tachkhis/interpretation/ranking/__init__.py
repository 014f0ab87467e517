"""Ranking of genes and diseases for a list of signs: files of HPO, compiled knowledge, evidence, calibrated model."""

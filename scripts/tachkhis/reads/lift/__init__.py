"""Alignments to a panel's major-allele reference, brought back to the standard build as they stream by."""

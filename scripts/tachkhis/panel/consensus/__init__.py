"""The major-allele reference: which alleles are put in, the files, and the way of calls back to the standard build."""

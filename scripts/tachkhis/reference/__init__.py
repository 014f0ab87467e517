"""The genome: passport, contig names, sex chromosomes, gene model, scatter intervals."""

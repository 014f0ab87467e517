"""A synthetic genome, population, families and reads, with the answers written down first."""

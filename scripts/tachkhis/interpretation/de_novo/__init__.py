"""How probable it is that an allele of the proband is new: the model, its input, and what follows from it."""

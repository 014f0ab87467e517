"""Refinement of calls: artefacts, SNVs hidden beside indels, repeats, and the family; see ``resources/calling``."""

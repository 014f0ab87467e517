"""Annotated records as typed variants: frequencies, triage, consequence, HGVS."""

"""Ranking: files of a release, evidence, tables of cases."""

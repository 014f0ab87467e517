"""The Moroccan reference panel and the founder variants."""

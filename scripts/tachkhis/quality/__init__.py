"""Coverage and callability, sex, relationships, the verdict of quality."""

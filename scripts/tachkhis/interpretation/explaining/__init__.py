"""``tachkhis explain``: why a variant, or a gene, is in the report of a case or not."""

"""``tachkhis reanalyse``: a finished case again, from its archived calls, and what newer resources changed."""

"""From case.json to the page: a pure function."""

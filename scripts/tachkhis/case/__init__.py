"""What is asked, of whom: sheets, families, configuration and every cross-row check."""

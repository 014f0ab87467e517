"""The page that a panel is shown by: statistics, figures, HTML and PDF."""

"""From reads to a CRAM: adapter trimming, alignment, duplicates and sorting as one stream."""

"""The mitochondrial genome: a circle, many copies per cell, variants in any fraction of them."""

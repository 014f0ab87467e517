"""Tachkhis: the reads of a family in, a report that a geneticist signs out.

One sub-package per room of the house, in the order of the data: ``case``, ``reference``, ``quality``, ``panel``,
``variants``, ``interpretation``, ``report``, ``registry``; ``simulation`` makes the demo's data.
A room imports only rooms that stand before it in this list.
"""

__version__ = "0.1.0"

"""Numbers as people of a language write them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP
from decimal import Decimal

NARROW_SPACE = "\u202f"
NEARLY_ALL = Decimal("99.9")
"""What a percentage below 100 is shown as at most."""

NEARLY_CERTAIN = 0.995
"""From here on two decimals would read as certainty."""
NEARLY_NONE = 0.005
"""Below, they would read as none."""


@dataclass(frozen=True, slots=True)
class Numerals:
    """Signs of a language: decimal sign, sign between thousands, and what stands before a percent sign."""

    decimal: str
    group: str
    percent: str

    def count(self, value: int) -> str:
        """A count, its thousands set apart: ``24 958 854``."""
        digits = f"{abs(value):,}".replace(",", self.group) if abs(value) >= 10_000 else str(abs(value))
        return self._signed(digits, negative=value < 0)

    def number(self, value: float, digits: int = 1) -> str:
        """A number with at most ``digits`` decimals, without trailing zeros."""
        text = f"{abs(value):.{digits}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return self._signed(text.replace(".", self.decimal), negative=value < 0 and float(f"{value:.{digits}f}") != 0)

    def score(self, value: float) -> str:
        """A score of a predictor, with three decimals at most."""
        return self.number(value, 3)

    def probability(self, value: float) -> str:
        """A probability with two decimals; never shown as certain: from 0.995 on ``> 0,99``, below 0.005 ``< 0,01``."""
        if value >= NEARLY_CERTAIN:
            return f">\u00a00{self.decimal}99"
        if value < NEARLY_NONE:
            return f"<\u00a00{self.decimal}01"
        return f"{value:.2f}".replace(".", self.decimal)

    def percent_of(self, value: float) -> str:
        """A percentage (0 to 100), rounded half up to one decimal; 99.97 is not all, and is shown as 99.9."""
        exact = Decimal(repr(round(value, 9)))
        rounded = exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        if exact < 100:
            rounded = min(rounded, NEARLY_ALL)
        return self.number(float(rounded)) + self.percent

    def frequency(self, value: float) -> str:
        """A fraction of alleles (0 to 1) as a percentage: two significant digits below 1 %, one decimal above."""
        if value == 0:
            return "0" + self.percent
        share = Decimal(repr(value)) * 100
        if share >= 1:
            rounded = share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        else:
            rounded = share.quantize(Decimal(1).scaleb(share.adjusted() - 1), rounding=ROUND_HALF_UP)
        return f"{rounded:f}".replace(".", self.decimal) + self.percent

    def _signed(self, digits: str, *, negative: bool) -> str:
        return f"–{digits}" if negative else digits

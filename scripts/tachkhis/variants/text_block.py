"""Many lines of VCF at once: where the cells of a column and the values of an INFO field lie, in all of them together.

A record's line costs microseconds to take apart; of a block of some hundred lines each look costs a fraction of one.
Nothing is decided here, and the text stays as it is.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from tachkhis.variants.record_line import INFO

Places = NDArray[np.int64]
"""Offsets in the text, one for each line."""
Marks = NDArray[np.bool_]
"""Yes or no, one for each line."""

WORD = 8  # bytes that are compared at once
LONGEST = 15  # characters of the longest number that is read without Python: it has no more than 15 digits
_TAB, _END, _PART, _POINT = b"\t\n;."
_BEHIND = re.compile(r"[;\t\n]")
_WIDEST = 64
_ZERO = np.uint8(ord("0"))
_POWERS = 10 ** np.arange(18, dtype=np.int64)


class TextBlock:
    """Whole lines of VCF, each of the same number of cells.

    Attributes:
        text: the lines.
        lines: their number.
        starts: where each begins.
        ends: where each ends: at its line end.
    """

    def __init__(self, text: str, columns: int) -> None:
        """Find the cells.

        Args:
            text: whole lines.
            columns: the cells that each is expected to have.

        Raises:
            ValueError: a character is not ASCII, or the lines are not whole, or not of so many cells.
        """
        self.text = text
        data = text.encode("ascii") + bytes(LONGEST + WORD)  # so that a look may reach over the end
        self._bytes = np.frombuffer(data, np.uint8)
        self._words = np.ndarray(len(data) - WORD + 1, "<u8", data, strides=(1,))
        body = self._bytes[: len(text)]
        found = np.flatnonzero(body <= _END)
        if len(found) % columns:
            raise ValueError(f"lines of other than {columns} cells")
        borders = found.reshape(-1, columns)
        kinds = self._bytes[borders]
        self.ends: Places = np.ascontiguousarray(borders[:, -1])
        if not text.endswith("\n") or (kinds[:, :-1] != _TAB).any() or (kinds[:, -1] != _END).any():
            raise ValueError(f"lines of other than {columns} cells")
        self.lines = len(borders)
        self.starts: Places = np.concatenate(([0], self.ends[:-1] + 1))
        self._borders = np.column_stack((self.starts - 1, borders))
        self._items = np.concatenate((self.cells(INFO)[0], np.flatnonzero(body == _PART) + 1))
        self._heads = self._words[self._items]

    def cells(self, column: int) -> tuple[Places, Places]:
        """Where a column's cells begin and end."""
        return self._borders[:, column] + 1, self._borders[:, column + 1]

    def begins(self, places: Places, text: str) -> Marks:
        """Whether a text (ASCII, of at most ``LONGEST`` characters) stands at each place."""
        found: Marks = np.ones(len(places), np.bool_)
        for at in range(0, len(text), WORD):
            wanted, mask = _word(text[at : at + WORD])
            found &= (self._words[places + at] & mask) == wanted
        return found

    def cell_is(self, column: int, text: str) -> Marks:
        """Whether a column's cell is this text."""
        begin, stop = self.cells(column)
        same: Marks = (stop - begin == len(text)) & self.begins(begin, text)
        return same

    def values(self, field: str) -> Places:
        """Where the value of an INFO field begins; -1 in lines that lack it."""
        key = f"{field}="
        wanted, mask = _word(key[:WORD])
        heads = self._heads if len(key) >= WORD else self._heads & mask
        places = self._items[heads == wanted]
        places = places[self.begins(places, key)]
        lines = np.searchsorted(self.ends, places)
        begin, stop = self.cells(INFO)
        inside = (begin[lines] <= places) & (places < stop[lines])  # and not in another column
        found = np.full(self.lines, -1, np.int64)
        found[lines[inside]] = places[inside] + len(key)
        return found

    def numbers(self, places: Places) -> NDArray[np.float64]:
        """The numbers that begin at some places of INFO; ``nan`` where the place is negative.

        Raises:
            ValueError: one is none.
        """
        here = np.flatnonzero(places >= 0)
        at = places[here]
        value, decimals = np.zeros(len(here), np.int64), np.zeros(len(here), np.int64)
        inside, behind, odd = np.ones(len(here), np.bool_), np.zeros(len(here), np.bool_), self.one_of(at, ";\t\n")
        for number in range(LONGEST):
            characters = self._bytes[at + number]
            inside &= (characters != _PART) & (characters > _END)
            if not inside.any():
                break
            digits = characters - _ZERO  # of what stands before the digits, a number above 9
            digit, point = inside & (digits < 10), inside & (characters == _POINT)
            odd |= (inside & ~digit & ~point) | (point & behind)
            value = np.where(digit, value * 10 + digits, value)
            decimals += digit & behind
            behind |= point
        odd |= inside
        numbers = value / _POWERS[decimals]  # both are exact, so that this is the nearest float
        for one in np.flatnonzero(odd | (decimals == 0) & behind).tolist():  # with an exponent, or none
            numbers[one] = float(_BEHIND.split(self.text[at[one] : at[one] + _WIDEST], maxsplit=1)[0])
        found = np.full(len(places), np.nan)
        found[here] = numbers
        return found

    def whole_numbers(self, column: int) -> Places:
        """The numbers of a column of digits, as POS is one.

        Raises:
            ValueError: one is not of digits alone.
        """
        begin, stop = self.cells(column)
        width = stop - begin
        most = int(width.max(initial=1))
        if most > len(_POWERS):
            raise ValueError("a number of too many characters")
        back = np.arange(most)
        digits = self._bytes[np.maximum(stop[:, None] - 1 - back, 0)].astype(np.int64) - ord("0")
        digits[back >= width[:, None]] = 0
        if (width < 1).any() or (digits < 0).any() or (digits > 9).any():
            raise ValueError("a number that is not of digits")
        found: Places = digits @ _POWERS[:most]
        return found

    def one_of(self, places: Places, characters: str) -> Marks:
        """Whether one of some characters (ASCII) stands at each place."""
        table = np.zeros(256, np.bool_)
        table[list(characters.encode("ascii"))] = True
        found: Marks = table[self._bytes[places]]
        return found

    def heads(self, places: Places) -> tuple[list[str], Places]:
        """The different texts of four characters that begin at some places, and which of them each is."""
        kinds, which = np.unique(self._words[places] & np.uint64(0xFFFFFFFF), return_inverse=True)
        return [int(kind).to_bytes(4, "little").decode("ascii") for kind in kinds], which.astype(np.int64)


def _word(text: str) -> tuple[np.uint64, np.uint64]:
    """Up to ``WORD`` characters as a number, and the mask of what they fill."""
    raw = text.encode("ascii")
    return np.uint64(int.from_bytes(raw, "little")), np.uint64((1 << 8 * len(raw)) - 1)

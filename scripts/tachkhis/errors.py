"""The one exception tree: what went wrong, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class TachkhisError(Exception):
    """Any failure that the program foresees; shown as plain lines, never as a traceback."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the input, in terms of what the user wrote.

    Attributes:
        file: the file that holds the fault, as the user named it.
        problem: what is wrong, one sentence without a final period.
        remedy: what to write or do instead.
        row: 1-based line of the file, if the fault has one.
        column: name of the column or key, if the fault has one.
        value: the value as written, if there is one.
    """

    file: str
    problem: str
    remedy: str
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {self.column}"
        if self.value is not None:
            where += f", value {self.value!r}"
        return f"{where}: {self.problem}; {self.remedy}".replace("\n", " ")


class InputError(TachkhisError):
    """The user's input cannot be used; carries every fault found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ResourceError(TachkhisError):
    """A resource (reference, track, table, tool) is absent, damaged or of the wrong build."""

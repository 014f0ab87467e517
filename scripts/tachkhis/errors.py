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


class UnusableWordError(TachkhisError, ValueError):
    """One thing that a person wrote and that cannot be used, such as an allele or a name.

    Attributes:
        word: as written.
        problem: what is wrong, without a final period.
        remedy: what to write instead.
    """

    def __init__(self, word: str, problem: str, remedy: str) -> None:
        self.word = word
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{word}: {problem}; {remedy}".replace("\n", " "))

    def fault(self, file: str, row: int | None = None) -> Fault:
        """The same as a fault of a file (or of the command line)."""
        return Fault(file, self.problem, self.remedy, row=row, value=self.word)


class InputError(TachkhisError):
    """The user's input cannot be used; carries every fault found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ResourceError(TachkhisError):
    """A resource (reference, track, table, tool) is absent, damaged or of the wrong build."""

"""What a clause says: its labelled parts."""

from dataclasses import dataclass

from .labels import UNIT_KINDS
from .wording import Reading


@dataclass(frozen=True, slots=True)
class Value:
    """One labelled part of a clause. `kind`: lead, support, listed, leaders, persons, deadline, overseers.

    `is_guess`: units that nothing announces and whose names say no level (运输局).
    """

    kind: str
    start: int
    end: int
    reading: Reading | None
    is_guess: bool = False

    def moved(self, by: int) -> "Value":
        """The same in a text that begins `by` characters earlier."""
        return Value(self.kind, self.start + by, self.end + by, self.reading and self.reading.moved(by), self.is_guess)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause; `opens`: it is the beginning of the task's text (由A牵头,会同B,建成…)."""

    start: int
    end: int
    values: tuple[Value, ...]
    opens: bool = False

    @property
    def names_units(self) -> bool:
        return any(value.kind in UNIT_KINDS for value in self.values)

"""Rows of a sheet that is written after another one, in its own order: no item is read and lit a second time for it."""

import pickle
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

from ..sheets.tables import CellGround


@dataclass(frozen=True, slots=True)
class LaidOutRow:
    """An item as it stands on a sheet: arguments of `Table.add`."""

    values: list[Any]
    late: tuple[int, ...]
    fills: dict[int, CellGround]
    below: list[dict[int, Any]]


class KeptRows:
    """Rows by the keys of their items, in a file of the machine's that goes with the last of them."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 -- closed with the workbook
        self._places: dict[int, int] = {}

    def __contains__(self, item: int) -> bool:
        return item in self._places

    def keep(self, item: int, row: LaidOutRow) -> None:
        """Keep the row of the item."""
        self._places[item] = self._file.tell()
        pickle.dump((row.values, row.late, row.fills, row.below), self._file, pickle.HIGHEST_PROTOCOL)

    def row(self, item: int) -> LaidOutRow:
        """The row of an item that was kept; nothing is kept any more after the first was asked for."""
        self._file.seek(self._places[item])
        return LaidOutRow(*pickle.load(self._file))  # noqa: S301 - what this process has written itself

    def close(self) -> None:
        """Give the room on the disk back."""
        self._file.close()

"""A row at which one process works at a time: claimed, signed with how far the work is, settled.

The version of the row counts the claims and what settles them, so that work that was overtaken, or that nobody wants
any more, changes nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, QuerySet
from django.utils import timezone

Sign = Callable[[int, int], None]
SECONDS_BETWEEN_SIGNS = 0.5


class Overtaken(Exception):
    """The row is gone, given up or settled, or another process works at it by now."""


@dataclass(frozen=True)
class Work:
    """How a `model` with a `state` and a `version` tells of the work at its rows.

    `under_way` is the state during the work; `at`, `done` and `total` name its fields: the moment of the last sign, and
    how far the work is.
    """

    model: type[Model]
    under_way: str
    at: str = "sign_at"
    done: str = "done"
    total: str = "total"

    def claim(self, rows: QuerySet[Any], **cleared: Any) -> bool:
        """Whether the work at the one of the `rows`, and no other at the same time, may go on; `cleared` are fields
        with which it begins."""
        begun = {self.at: timezone.now(), self.done: 0, self.total: 0, "state": self.under_way, **cleared}
        return rows.update(**begun, version=F("version") + 1) == 1

    def settle(self, row: Any, **fields: Any) -> bool:
        """Write what became of it; False where the work was overtaken, which changes nothing."""
        return self._of(row).update(**fields, version=F("version") + 1) == 1

    def note(self, row: Any, **fields: Any) -> bool:
        """Write something while the work goes on; False where it was overtaken."""
        return self._of(row).update(**fields) == 1

    def signs(self, row: Any) -> Sign:
        """`sign(done, total)` writes how far the work is, twice a second at most. It raises Overtaken."""
        last = 0.0

        def sign(done: int, total: int) -> None:
            nonlocal last
            if time.monotonic() - last < SECONDS_BETWEEN_SIGNS:
                return
            last = time.monotonic()
            if not self._of(row).update(**{self.done: done, self.total: total, self.at: timezone.now()}):
                raise Overtaken

        return sign

    def _of(self, row: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.filter(pk=row.pk, state=self.under_way, version=row.version)
        return rows

"""What a step answers when it cannot be taken."""

from typing import Any

from ..errors import WorkflowError
from ..models import Bulletin, ProgressUpdate, WorkItem

__all__ = [
    "LeftShort",
    "PartsWait",
    "StaleBulletin",
    "StaleItem",
    "StaleLayout",
    "StaleUpdate",
    "UnusualFigures",
    "WorkflowError",
]


class StaleItem(WorkflowError):
    """Somebody else changed the item after this person had opened it. `item` is how it stands now."""

    def __init__(self, sentence: str, item: WorkItem) -> None:
        super().__init__(sentence)
        self.item = item


class LeftShort(WorkflowError):
    """The item is short of something, and nobody has said yet why it is closed all the same.

    `short` says of what: {kind of `Shortfall`: which of them}.
    """

    def __init__(self, sentence: str, short: dict[str, str]) -> None:
        super().__init__(sentence)
        self.short = short


class StaleUpdate(WorkflowError):
    """Somebody else changed the progress update after this person had read it. `update` is how it stands now."""

    def __init__(self, sentence: str, update: ProgressUpdate) -> None:
        super().__init__(sentence)
        self.update = update


class StaleLayout(WorkflowError):
    """Somebody else changed the layout after this person had opened it."""


class StaleBulletin(WorkflowError):
    """Somebody else changed the bulletin after this person had opened it. `bulletin` is how it stands now."""

    def __init__(self, sentence: str, bulletin: Bulletin) -> None:
        super().__init__(sentence)
        self.bulletin = bulletin


class PartsWait(WorkflowError):
    """Supporting units have reported to the lead, who was about to say “no change” without having seen it."""


class UnusualFigures(WorkflowError):
    """Something about the update looks wrong; it can be sent with a reason. `warnings` are `figure_checks.Warning`s."""

    def __init__(self, sentence: str, warnings: list[Any]) -> None:
        super().__init__(sentence)
        self.warnings = warnings

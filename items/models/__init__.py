"""WHAT: work reports, their chapters and items, who is responsible, what was written and done."""

from .history import HistoryEntry
from .progress import ProgressNote
from .report import Chapter, WorkReport
from .work_item import Responsibility, WorkItem

__all__ = ["Chapter", "HistoryEntry", "ProgressNote", "Responsibility", "WorkItem", "WorkReport"]

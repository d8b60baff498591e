"""WHAT: work reports, their chapters and items, who is responsible, what was written and done."""

from .draft import ImportDraft
from .history import HistoryEntry
from .progress import ProgressNote
from .report import Chapter, WorkReport
from .target import Milestone, Target
from .work_item import Responsibility, WorkItem

__all__ = [
    "Chapter",
    "HistoryEntry",
    "ImportDraft",
    "Milestone",
    "ProgressNote",
    "Responsibility",
    "Target",
    "WorkItem",
    "WorkReport",
]

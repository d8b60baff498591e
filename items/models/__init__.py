"""WHAT: work reports, their chapters and items, who is responsible, what was reported, asked, decided and done."""

from .attachment import Attachment
from .draft import ImportDraft
from .history import HistoryEntry
from .message import Delivery, Message, Reminder
from .period import ReportingPeriod
from .progress import ProgressNote
from .report import Chapter, WorkReport
from .rhythm import Rhythm
from .supervision import Closing, Extension, Instruction, InstructionAnswer, Objection
from .target import Milestone, Target
from .update import MilestoneReached, ProgressUpdate, TargetValue
from .work_item import Responsibility, WorkItem

__all__ = [
    "Attachment",
    "Chapter",
    "Closing",
    "Delivery",
    "Extension",
    "HistoryEntry",
    "ImportDraft",
    "Instruction",
    "InstructionAnswer",
    "Message",
    "Milestone",
    "MilestoneReached",
    "Objection",
    "ProgressNote",
    "ProgressUpdate",
    "Reminder",
    "ReportingPeriod",
    "Responsibility",
    "Rhythm",
    "Target",
    "TargetValue",
    "WorkItem",
    "WorkReport",
]

"""WHAT: work reports, their chapters and items, who is responsible, what was reported, asked, decided and done."""

from . import append_only
from .attachment import Attachment
from .audit import AuditEntry, AuditLink
from .background import BackgroundWorker
from .big_text import FrozenSheet, SourceText
from .bulletin import Bulletin, BulletinCopy, BulletinFile, WordTemplate
from .calendar_feed import CalendarFeed
from .chosen import ChosenReport
from .clockwork import ClockworkRun
from .digest_settings import DigestSettings
from .draft import ImportDraft
from .export import Export
from .follow import Follow
from .history import HistoryEntry
from .holidays import HolidayNotice, HolidaySpan
from .instruction import Instruction, InstructionAnswer
from .layout import Layout
from .light import Colour, LightRecord, LightRules, PresentLight, Schedule
from .list_settings import ListSettings
from .meeting import Meeting
from .message import Call, Delivery, Message, Reminder
from .people_workbook import PeopleWorkbook
from .period import ReportingPeriod
from .plan import PlannedCurve
from .portfolio import Portfolio
from .progress import ProgressNote
from .remembered import ColumnKind, RememberedColumns
from .report import Chapter, WorkReport
from .rhythm import Rhythm
from .saved_view import SavedView
from .second_factor import RecoveryCode, SecondFactor
from .second_look import SecondLook
from .session import PersonSession
from .share import TargetShare
from .shortfall import Shortfall
from .stale import AskingNow, StaleLight
from .supervision import Closing, Extension, Objection
from .taken_form import TakenForm
from .tally import Tally
from .target import Milestone, Target
from .update import MilestoneReached, ProgressUpdate, TargetValue, UnavailableFigure
from .waiting_workbook import LedgerWorkbook, UnitWorkbook
from .work_item import Responsibility, WorkItem

__all__ = [
    "AskingNow",
    "Attachment",
    "AuditEntry",
    "AuditLink",
    "BackgroundWorker",
    "Bulletin",
    "BulletinCopy",
    "BulletinFile",
    "CalendarFeed",
    "Call",
    "Chapter",
    "ChosenReport",
    "ClockworkRun",
    "Closing",
    "Colour",
    "ColumnKind",
    "Delivery",
    "DigestSettings",
    "Export",
    "Extension",
    "Follow",
    "FrozenSheet",
    "HistoryEntry",
    "HolidayNotice",
    "HolidaySpan",
    "ImportDraft",
    "Instruction",
    "InstructionAnswer",
    "Layout",
    "LedgerWorkbook",
    "LightRecord",
    "LightRules",
    "ListSettings",
    "Meeting",
    "Message",
    "Milestone",
    "MilestoneReached",
    "Objection",
    "PeopleWorkbook",
    "PersonSession",
    "PlannedCurve",
    "Portfolio",
    "PresentLight",
    "ProgressNote",
    "ProgressUpdate",
    "RecoveryCode",
    "RememberedColumns",
    "Reminder",
    "ReportingPeriod",
    "Responsibility",
    "Rhythm",
    "SavedView",
    "Schedule",
    "SecondFactor",
    "SecondLook",
    "Shortfall",
    "SourceText",
    "StaleLight",
    "TakenForm",
    "Tally",
    "Target",
    "TargetShare",
    "TargetValue",
    "UnavailableFigure",
    "UnitWorkbook",
    "WordTemplate",
    "WorkItem",
    "WorkReport",
    "append_only",
]

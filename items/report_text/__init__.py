"""Reads breakdown documents: text in, ParsedReport out. Pure Python, no Django, no database.

source → tables → clauses → markers → outline → builder: tables are taken out first; clauses come before numbers, for
a number is an item when a clause belongs to it.
"""

from .model import (
    Deadline,
    Intro,
    Node,
    ParsedChapter,
    ParsedColumn,
    ParsedItem,
    ParsedMilestone,
    ParsedReport,
    ParsedResponsibility,
    ParsedTable,
    ParsedTarget,
    Problem,
    SaidColumns,
    SaidStarts,
)
from .parser import parse, read_task
from .problems import MESSAGES
from .roles import LEAD_RULES, LEADLESS
from .starts import Proposal, places, propose
from .targets import confirm_target

__all__ = [
    "LEADLESS",
    "LEAD_RULES",
    "MESSAGES",
    "Deadline",
    "Intro",
    "Node",
    "ParsedChapter",
    "ParsedColumn",
    "ParsedItem",
    "ParsedMilestone",
    "ParsedReport",
    "ParsedResponsibility",
    "ParsedTable",
    "ParsedTarget",
    "Problem",
    "Proposal",
    "SaidColumns",
    "SaidStarts",
    "confirm_target",
    "parse",
    "places",
    "propose",
    "read_task",
]

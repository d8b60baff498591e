"""Reads breakdown documents: text in, ParsedReport out. Pure Python, no Django, no database.

source → clauses → markers → outline → builder: the clauses are found first, for a number is an item when a
clause belongs to it.
"""

from .model import Deadline, Intro, Node, ParsedChapter, ParsedItem, ParsedReport, ParsedResponsibility, Problem
from .parser import parse
from .problems import MESSAGES
from .roles import LEAD_RULES

__all__ = [
    "LEAD_RULES",
    "MESSAGES",
    "Deadline",
    "Intro",
    "Node",
    "ParsedChapter",
    "ParsedItem",
    "ParsedReport",
    "ParsedResponsibility",
    "Problem",
    "parse",
]

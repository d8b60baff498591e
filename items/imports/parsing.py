"""The parse of a draft that has been read, with what people decided about it."""

from ..models import ImportDraft
from ..report_text.model import ParsedReport
from ..report_text.parser import parse
from . import asides
from .decisions import Decisions


def parsed_of(draft: ImportDraft, decisions: Decisions) -> ParsedReport:
    """The draft's text, with what was read in of what the reading left aside, as the parser reads it."""
    text = asides.text_of(draft.text, draft.aside, decisions.read_in)
    return parse(text, lead_rule=draft.lead_rule or None, **decisions.for_parser())

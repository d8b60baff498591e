"""From a document to rows: matched with units, checked by a person, written all or nothing.

matching → decisions → planning (findings) → creating or correcting; drafts keep the way between them.
"""

from .creating import apply_import
from .decisions import Decisions
from .errors import ImportRefused, StaleDraft
from .planning import ImportPlan, ReportData, plan_import

__all__ = ["Decisions", "ImportPlan", "ImportRefused", "ReportData", "StaleDraft", "apply_import", "plan_import"]

"""The report that a page of one report is about."""

from ..forms.keys import key_of
from ..models import WorkReport


def report_asked(text):
    """The report whose key the address gives as `text`, else the newest that is issued, else the newest, else None."""
    reports, key = WorkReport.objects.all(), key_of(text)
    report = None if key is None else reports.filter(pk=key).first()
    return report or reports.filter(issued_on__isnull=False).first() or reports.first()

"""Saying of many reports at once that nothing has changed."""

from ..steps.errors import WorkflowError
from .reporting import report_no_change


def report_no_change_all(updates, *, by, at):
    """Say of many updates that nothing has changed, each by itself: (reported, [(left alone, why)])."""
    done, left = [], []
    for update in updates:
        try:
            done.append(report_no_change(update, by=by, at=at))
        except WorkflowError as error:
            left.append((update, str(error)))
    return done, left

"""Where a report stands (数据看板): figures, each with the address of the list that it counts.

Read models: they take items, days and filters, never a request, and cost a fixed number of queries.
"""

from .status import status_figures, unit_counts

__all__ = ["status_figures", "unit_counts"]

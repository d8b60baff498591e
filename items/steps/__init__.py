"""WHAT HAPPENS: one function per step. Steps take users, objects and dates, never a request."""

from .errors import StaleItem, WorkflowError

__all__ = ["StaleItem", "WorkflowError"]

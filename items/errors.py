"""What every step answers when a rule forbids it."""


class WorkflowError(Exception):
    """A rule forbids the step. The text is a sentence for the person who tried."""

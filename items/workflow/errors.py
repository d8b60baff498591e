"""What a step answers when it cannot be taken."""


class WorkflowError(Exception):
    """A rule forbids the step. The text is a sentence for the person who tried."""


class StaleItem(WorkflowError):
    """Somebody else changed the item after this person had opened it. `item` is how it stands now."""

    def __init__(self, sentence, item):
        super().__init__(sentence)
        self.item = item

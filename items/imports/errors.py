"""What an import answers when it cannot go on."""


class ImportRefused(Exception):
    """The step is not possible as things stand. The text is a sentence for the person who tried."""


class StaleDraft(ImportRefused):
    """Somebody else changed the draft after this person had opened it. `draft` is how it stands now."""

    def __init__(self, sentence, draft):
        super().__init__(sentence)
        self.draft = draft

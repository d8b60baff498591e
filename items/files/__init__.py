"""Files that go with a report or a request: checked, kept, given out."""

"""Progress updates (进展报送): written, sent, taken up, reviewed, and what an accepted one does."""

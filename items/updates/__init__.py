"""Progress updates (进展报送): written, sent, merged, reviewed, and what an accepted one does."""

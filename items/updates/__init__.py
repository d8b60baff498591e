"""Progress updates: what units report, and what waits to be reported."""

"""Files attached to progress updates."""

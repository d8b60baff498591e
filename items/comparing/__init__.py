"""Two days side by side: what turned red, what was made good, what is new."""

"""A person's messages, and the office's log of what was sent."""

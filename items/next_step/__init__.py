"""What comes next after a step (下一步): who has it now, until when, and what else waits for whoever took it."""

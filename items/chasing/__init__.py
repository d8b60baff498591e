"""Reminders and chasing (催办): who is silent, who is told, when."""

"""What happens by itself: periods open and close, reminders and messages go out."""

"""What items promise in figures, and how far it is reached."""

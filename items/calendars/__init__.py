"""What a person has to do as a calendar: as a file, and at a private address for calendar programs."""

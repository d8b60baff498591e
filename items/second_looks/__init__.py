"""Second looks (回头看) at closed items: planned by the office, called to mind on their day, their result kept."""

"""Closing dossiers (办结档案): all that the portal keeps of an item that has ended, in Word, with its proofs."""

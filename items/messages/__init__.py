"""Telling people: the inbox, the ways out of the portal, and what is told about items."""

"""Chasing units that owe a report, by hand and by rule."""

"""Responsible units (责任单位): their pages, what waits for them, mergers."""

"""Targets and milestones (量化目标、节点): edited, rolled up over a report."""

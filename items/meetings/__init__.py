"""Meetings (调度会): the pack that they look at and what they decide."""

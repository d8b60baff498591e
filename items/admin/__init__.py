"""The subject matter in the admin: records to read, mergers of units, people and their posts."""

from . import merging, people, records

__all__ = ["merging", "people", "records"]

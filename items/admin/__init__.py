"""The subject matter in the admin: records to read, and mergers of units."""

from . import merging, records

__all__ = ["merging", "records"]

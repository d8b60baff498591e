"""Master data in the admin: units with their names and members, people, posts, and who is locked out.

Mergers of units touch items, which this app does not know: `items.admin` adds them.
"""

from . import people, sign_in, units

__all__ = ["people", "sign_in", "units"]

"""Programs in office files."""

import re

from .package import Package

# Parts of office files that hold programs, also those of Excel 4.
_MACROS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml|macrosheets/.*)$", re.IGNORECASE)


def has_macros(package: Package) -> bool:
    """Whether the package holds programs, or says of itself that it does. Raises Refusal for a damaged one."""
    return any(_MACROS.search(part) for part in package) or _says_macros(package)


def _says_macros(package: Package) -> bool:
    types = package.tree("[Content_Types].xml")
    kinds = [] if types is None else [one.get("ContentType") or "" for one in types.iter("{*}*")]
    return any("macroenabled" in kind.lower() for kind in kinds)

"""Workbooks that the portal made to be filled in: what must hold before one that comes back is opened."""

from zipfile import BadZipFile

from openpyxl.utils.exceptions import InvalidFileException

from .errors import Refusal
from .kinds import XLSX, kind_of
from .limits import MEGABYTE
from .package import Package

# Such a form is filled in by hand; what unpacks to more is none.
_LARGEST_UNPACKED = 50 * MEGABYTE
_CHUNK = 256 * 1024
# What openpyxl raises for a damaged workbook.
UNREADABLE = (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, TypeError, AttributeError, EOFError)


def require_workbook(data: bytes, name: str) -> None:
    """Raises Refusal for what is no .xlsx, or would unpack to more than a form that was filled in by hand can be."""
    if kind_of(data, name) != XLSX:
        raise Refusal("binary")
    with Package(data) as package:
        if sum(package.size(part) for part in package) > _LARGEST_UNPACKED:
            raise Refusal("unpacks_too_large", limit=_LARGEST_UNPACKED // MEGABYTE)
        for part in package:
            with package.read(part, largest=_LARGEST_UNPACKED) as unpacking:
                while unpacking.read(_CHUNK):
                    pass

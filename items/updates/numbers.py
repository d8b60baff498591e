"""Numbers as people type them into a report."""

import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from ..models.target import SCALES
from ..steps.errors import WorkflowError


def read_number(text, label):
    """A number as people write it: 31000, 31,000, 3.1万, 40%; None for nothing.

    Raises WorkflowError, naming the field's `label`, for what is none or has more than four decimal places.
    """
    written = "".join(unicodedata.normalize("NFKC", text).split()).replace(",", "").removesuffix("%")
    if not written:
        return None
    scale = next((scale for scale in SCALES if written.endswith(scale)), "")
    try:
        number = (Decimal(written.removesuffix(scale)) * SCALES.get(scale, 1)).normalize()
    except ArithmeticError:
        number = None
    # Python reads 1_0 and 1e1 as ten; nobody writes so.
    if number is None or not number.is_finite() or set(written.casefold()) & {"_", "e"}:
        raise WorkflowError(_("%(label)s: “%(text)s” is not a number.") % {"label": label, "text": text[:40]})
    places = -min(0, number.as_tuple().exponent)
    if places > 4:
        raise WorkflowError(_("%(label)s: at most four decimal places.") % {"label": label})
    return number

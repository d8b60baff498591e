"""填写说明: how the ledger is changed in Excel, in a sheet of it and on the page."""

from django.utils.translation import gettext as _


def help_lines():
    """The sentences, the heading first."""
    return [
        _("How to fill this in"),
        _("1. Change the yellow cells only. What is grey or white says which item a line is about and is locked."),
        _("2. Units are named as the portal names them, several parted by “、”; their order is the order on the item."),
        _("3. Deadlines are days like 2011-12-31; “by the end of November” goes into the deadline in words."),
        _("4. Figures are numbers alone; a target or milestone is added or removed on the portal."),
        _(
            "5. Another deadline or lead of an issued item needs a reason, which its units read: in the last column, or"
            " once for all when the changes are taken in."
        ),
        _("6. Do not delete, add, copy or move lines and columns, and write no formulas: such cells are not taken in."),
        _(
            "7. Save as .xlsx and upload the file. You see each change beside what stands there before anything is"
            " written, and take in all, some or none."
        ),
        _("8. Numbers, states, plans and reports are not changed here but on the portal."),
    ]

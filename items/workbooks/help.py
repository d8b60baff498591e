"""填写说明: how the workbook is filled in, in the sheet of it and on the page."""

from django.utils.translation import gettext as _

from ..models.update import UPDATE_TEXT_LIMIT


def help_lines():
    """The sentences, the heading first."""
    return [
        _("How to fill this in"),
        _("1. Write into the yellow cells only. What is grey or white says what the report is about and is locked."),
        _(
            "2. “Progress to report”: a line a report. What is done this time, problems, next steps: at most %(limit)s"
            " characters each."
        )
        % {"limit": UPDATE_TEXT_LIMIT},
        _(
            "3. “Figures to report”: a line a figure. Write the cumulative value since the start of the year as a"
            " number alone; if there is no new value, choose an answer beside it instead."
        ),
        _(
            "4. “No change this time: yes” says that last time's report still holds; then leave the other cells of the"
            " report as they are. It is sent as soon as it is taken in."
        ),
        _("5. Do not delete, add, copy or move lines and columns, and write no formulas: such cells are not taken in."),
        _(
            "6. Save as .xlsx and upload the file on the page of workbooks. You see each difference before anything"
            " is written; what you accept becomes a draft, which is then sent and signed as usual."
        ),
        _("7. Days of milestones, files and parts of supporting units are entered on the portal."),
    ]

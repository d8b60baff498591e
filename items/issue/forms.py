"""The day of a notice (交办日期)."""

from django.utils.translation import gettext_lazy as _

from departments import clock

from ..forms.fields import Plain, day


class IssueDayForm(Plain):
    """As of which day items are issued: that of the notice, today unless it is another."""

    issued_on = day(
        _("Issued on"), help_text=_("The day of the notice; signing and reporting are reckoned from it. Empty: today.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("issued_on", clock.today())

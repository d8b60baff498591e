"""Sentences that forms and filters share, where Django's own are too technical for the reader."""

from django.utils.translation import gettext_lazy as _

NO_SUCH_CHOICE = {"invalid_choice": _("There is no such choice; choose again.")}
NO_SUCH_DAY = {"invalid": _("This is no date; write it like 2011-12-31.")}
FAR_DAY = _("This day is out of range: check the year, from 1949 to 2100.")
TOO_LONG = {"max_length": _("%(show_value)d characters, at most %(limit_value)d are possible: shorten it.")}
PAGE_INCOMPLETE = _("The page was incomplete, so nothing was saved. Reload it and try again.")

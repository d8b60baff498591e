"""What the rules of a report's rounds mean, in sentences: the period that opens next, the way of a report."""

from django.utils.translation import gettext as _

from ..models import Rhythm
from ..rules.workdays import unknown_years
from .planning import next_period


def preview(report, on):
    """Sentences on what the rules in `report` (saved or not) mean: the next period, the way of a report."""
    way = [_("liaison")]
    if report.with_sign_off:
        way.append(_("unit head signs off"))
    if report.with_merging:
        way.append(_("supporting units hand their parts to the lead"))
    way.append(_("supervision office"))
    chain = _("Way of a report: %(way)s.") % {"way": " → ".join(way)}
    closing = (
        _("Items are closed with a leader's consent.") if report.with_leader else _("The office closes items itself.")
    )
    unissued = [] if report.issued_on else [_("Not issued yet: if it is issued today, the following holds.")]
    return [*unissued, *_next_period(report, on), *_own_year(report, on), chain, closing]


def _next_period(report, on):
    """A sentence on the period, and one for each year in which the holidays are not known."""
    period = next_period(report, on)
    if period is None and (report.rhythm == Rhythm.OWN or report.items.open().exists()):
        return [_("Units report in the periods with dates of their own that are entered below.")]
    if period is None:
        return [_("No item is open, so no further period opens.")]
    words = {
        "period": period.name,
        "opens": spell_day(period.opens_on, period),
        "parts": spell_day(period.parts_due_on, period),
        "due": spell_day(period.due_on, period),
        "closes": spell_day(period.closes_on, period),
    }
    sentence = (
        _(
            "Next period: %(period)s, opens on %(opens)s, parts to the lead by %(parts)s, due on %(due)s, late "
            "reports until %(closes)s, then frozen."
        )
        if report.with_merging
        else _(
            "Next period: %(period)s, opens on %(opens)s, due on %(due)s, late reports until %(closes)s, then frozen."
        )
    )
    years = unknown_years([period.opens_on, period.due_on, period.closes_on])
    return [
        sentence % words,
        *(
            _(
                "The notice of holidays for %(year)s has not been entered: its days are reckoned by legal holidays "
                "and may move."
            )
            % {"year": year}
            for year in years
        ),
    ]


def _own_year(report, on):
    """Before the report's year: that its rounds wait for it, or that the rules let them begin before it."""
    if on >= report.year_begins_on:
        return []
    if report.rounds_from and report.rounds_from < report.year_begins_on:
        return [_("By “rounds from” units report before %(year)s, the year of the report.") % {"year": report.year}]
    return [
        _("What is promised for %(year)s is reported on from January %(year)s on, unless “rounds from” is set earlier.")
        % {"year": report.year}
    ]


def first_period(report, on):
    """A sentence on the period that issuing the report on the day would open first; "" where none would."""
    period = next_period(report, on)
    if period is None:
        return ""
    return _("First period: %(period)s, opens on %(opens)s, due on %(due)s.") % {
        "period": period.name,
        "opens": spell_day(period.opens_on, period),
        "due": spell_day(period.due_on, period),
    }


def spell_day(day, period):
    """The day without its year, unless it lies in another year than the period."""
    parts = {"year": day.year, "month": day.month, "day": day.day}
    if day.year == period.end_on.year:
        return _("%(month)s-%(day)s") % parts
    return _("%(year)s-%(month)s-%(day)s") % parts

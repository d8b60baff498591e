"""The sentence on years whose notice of holidays is not known, beside days that are planned."""

from django import forms, template

from departments import clock

from ..rules import workdays

register = template.Library()


@register.inclusion_tag("holidays/_unknown.html")
def unknown_years(*days):
    """For days that the page shows; without any in such a year nothing."""
    return {"years": workdays.unknown_years(days), "waits": False}


@register.inclusion_tag("holidays/_unknown.html")
def unknown_year_ahead(*typed):
    """For forms in which days are typed (with `typed` only if one of these forms has such a field).

    It names the first year to come that is not known: whoever types a day of that year or a later one reads it.
    """
    fields = [field for form in typed if form for field in form.fields.values()]
    if typed and not any(isinstance(field, forms.DateField) for field in fields):
        return {"years": []}
    year = clock.today().year
    years = [one for one in range(year, year + 3) if not workdays.is_known(one)]
    return {"years": years[:1], "waits": True}

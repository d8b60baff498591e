"""What the pages of the rounds show: words with shapes, days left, moments of a frozen sheet, looking up by key."""

import datetime

from django import template

from ..rounds import words

register = template.Library()


@register.simple_tag
def legend():
    """The words of the roll-call, what is missing first."""
    return [*words.WORDS.values(), words.REPORTED, words.NOT_TAKEN_UP]


@register.filter
def moment(text):
    """A moment of a period sheet (ISO, with its time zone) as "2011-03-25 16:30"."""
    return f"{datetime.datetime.fromisoformat(text):%Y-%m-%d %H:%M}" if text else ""


@register.filter
def spell_days(days):
    return words.spell_days_left(days)


@register.filter
def spell_own_completion(row):
    return words.spell_own_completion(row)


@register.filter
def spell_value(value):
    return words.spell_value(value)


@register.filter
def state_word(update):
    """The state of a progress update in words, as `rounds.words.state_of` says it."""
    return words.state_of(update)


@register.filter
def of(mapping, key):
    """What the dict holds under the key."""
    return mapping.get(key, "")

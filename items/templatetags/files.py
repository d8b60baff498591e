"""What templates say of files."""

from django import template

from ..files import looking_after

register = template.Library()


@register.filter
def looks_lost(attachment):
    """Whether the file of an attachment is not there as it was stored."""
    return looking_after.looks_lost(attachment)

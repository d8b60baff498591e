"""The field in the head of every page."""

from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from ..forms.lists import query_asked
from .page import place_of


@require_safe
def search(request):
    """Straight to what is meant; the list says how many there are of several."""
    return redirect(place_of(query_asked(request)))

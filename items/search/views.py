"""The field in the head of every page, and the page of what it finds."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ..forms.lists import query_asked
from .page import place_of, place_of_number, sections_of


@require_safe
def search(request):
    """Straight to what is meant; else what was found, by kinds."""
    query = query_asked(request)
    if numbered := place_of_number(query):
        return redirect(numbered)
    sections = sections_of(query, request.user)
    if place := place_of(query, sections):
        return redirect(place)
    return render(request, "search/page.html", {"searched": query, "sections": sections})

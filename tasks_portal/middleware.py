"""What every answer needs, whichever view gave it."""

from django.http import HttpResponseNotAllowed
from django.template.loader import render_to_string


class PrivateAnswersMiddleware:
    """Answers are one person's: no shared cache keeps them, and a browser asks before it shows one again.

    Not `no-store`: going back to a half-filled form would lose what was typed. Stands below whitenoise, whose files
    are everybody's; Django's own admin pages are stricter.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class WrongMethodPageMiddleware:
    """Gives a person the page 405.html where Django's answer to a wrong method would be an empty white one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        empty = isinstance(response, HttpResponseNotAllowed) and not response.content
        if empty and request.accepts("text/html") and not request.htmx:
            response.content = render_to_string("405.html", request=request)
        return response

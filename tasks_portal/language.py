"""Chinese first, English by the switch: what the browser prefers is not asked."""

from django.middleware.locale import LocaleMiddleware


class ChosenLanguageMiddleware(LocaleMiddleware):
    """The language of the switch's cookie, else LANGUAGE_CODE. Many office machines run an English browser."""

    def process_request(self, request):
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)

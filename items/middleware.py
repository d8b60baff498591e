"""Tells the history where a change comes from."""

import uuid

from . import history


class HistoryOriginMiddleware:
    """Gives every request an id (also in the answer's X-Request-ID) and notes the address for `items.history`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = str(uuid.uuid4())
        token = history.origin.set(
            history.Origin(request_id=request.id, address=request.META.get("REMOTE_ADDR") or None)
        )
        try:
            response = self.get_response(request)
        finally:
            history.origin.reset(token)
        response["X-Request-ID"] = request.id
        return response

"""What a request tells the next page."""

from django.contrib import messages


def queued(request):
    """The list of messages that wait for the next page, to be looked at and changed.

    To read them otherwise would count as showing them.
    """
    return getattr(messages.get_messages(request), "_queued_messages", [])

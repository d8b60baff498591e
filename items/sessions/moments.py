"""What a session knows of itself, in seconds of the machine's clock, and when its time is over."""

import datetime

# When the person signed in, and when he last did something.
BEGAN, SEEN = "began", "seen"


def began_at(session) -> datetime.datetime | None:
    """When the person signed in; None for nobody's session."""
    began = session.get(BEGAN)
    return None if began is None else datetime.datetime.fromtimestamp(began, datetime.UTC)


def is_over(data, now, settings) -> bool:
    """Whether a session with the data has ended: nothing done for a while, or the sign-in long ago.

    Django counts a session's age from when it was last saved, which any step may do.
    """
    seen, began = data.get(SEEN), data.get(BEGAN)
    idle = settings.PORTAL_IDLE_MINUTES and seen is not None and now - seen > 60 * settings.PORTAL_IDLE_MINUTES
    return bool(idle) or (began is not None and now - began >= 3600 * settings.PORTAL_SESSION_HOURS)

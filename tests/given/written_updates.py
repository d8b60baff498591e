"""Updates of the cast's round in every state that a page tells apart."""

from io import BytesIO

from items.files.attaching import attach

from .documents_made import pdf_of
from .opened_rounds import State, put, update_of
from .together import moment


def report_everything(cast, text="已完成2所"):
    """Gives the cast, whose `period` is open, `expected` (of a member of a collective), `sent` (with the head of civil
    affairs), `part` (with health, the lead) and its `attachment`. Needs a folder of its own in settings.VAR_DIR."""
    people = {"by": cast.liaison, "office": cast.supervisor}
    words = {"text": text, "problems": text, "next_steps": text}
    cast.expected = update_of(cast.period, cast.open_lead, cast.east)
    cast.sent = update_of(cast.period, cast.led, cast.civil_affairs)
    put(cast.sent, State.AWAITING_SIGN_OFF, **people, **words)
    cast.part = update_of(cast.period, cast.supported, cast.civil_affairs)
    cast.attachment = attach(
        cast.part, file=BytesIO(pdf_of(b"")), name=f"{text}.pdf", by=cast.liaison, at=moment("2011-03-10")
    )
    cast.part.refresh_from_db()
    put(cast.part, State.AWAITING_MERGE, **people, **words)
    for name in ("sent", "part"):
        getattr(cast, name).refresh_from_db()
    return cast

"""Steps of civil affairs, its lead and the office on reports of March, in short words."""

from items.updates import drafting, reporting

from ..given.opened_rounds import State, put, update_of
from ..given.together import moment

AT = moment("2011-03-20")
STEPS = {
    "save": lambda update, by: drafting.save(update, by=by, at=AT, was={}, changes={"text": "已完成3所"}),
    "send": lambda update, by: reporting.send(update, by=by, at=AT, version=update.version),
    "no_change": lambda update, by: reporting.report_no_change(update, by=by, at=AT),
    "take_back": lambda update, by: reporting.take_back(update, by=by, at=AT),
    "sign_off": lambda update, by: reporting.sign_off(update, by=by, at=AT, version=update.version),
    "send_back": lambda update, by: reporting.send_back(update, by=by, at=AT, version=update.version, reason="请补充"),
    "accept": lambda update, by: reporting.accept(update, by=by, at=AT, version=update.version),
}


def update_for(cast, march, kind):
    item, unit = {
        "report": (cast.led, cast.civil_affairs),
        "part": (cast.supported, cast.civil_affairs),
        "member": (cast.open_lead, cast.east),
    }[kind]
    return update_of(march, item, unit)


def draft(cast, march, kind="report", **fields):
    return put(update_for(cast, march, kind), State.DRAFT, by=cast.liaison, office=cast.supervisor, **fields)


def send(update, by, **more):
    return reporting.send(update, by=by, at=more.pop("at", AT), version=more.pop("version", update.version), **more)


def sign(update, by, at=AT):
    return reporting.sign_off(update, by=by, at=at, version=update.version)


def accept(update, by, at=AT, **more):
    return reporting.accept(update, by=by, at=at, version=update.version, **more)

"""The clockwork of the rounds: what the calendar asks for, done once, however often or late it runs."""

import logging
from dataclasses import dataclass, field

from ..audit.exporting import export_by_night
from ..audit.removing import remove_by_day
from ..audit.sealing import seal_rest
from ..chasing.reminding import remind
from ..exports.preparing import forget_exports
from ..files.looking_after import look_after_files
from ..lights.checking import check_some
from ..lights.recording import record_lights
from ..messages.delivering import Delivered, deliver
from ..models.statistics import learn_when_grown
from ..pages.claiming import forget_forms
from ..personal.digesting import write_digests
from ..posts.handing_over import pass_on_unread
from ..round_trips.waiting import forget_workbooks
from ..rounds.running import Ran, run_due
from ..rules import workdays
from ..second_looks.looking import remind_looks

logger = logging.getLogger(__name__)


@dataclass
class Ticked:
    """What a run has done; `errors` are (step, exception) of the steps that failed."""

    ran: Ran = field(default_factory=Ran)
    passed_on: int = 0
    reminded: list = field(default_factory=list)
    looked_back: int = 0
    digested: list = field(default_factory=list)
    delivered: Delivered = field(default_factory=Delivered)
    lights: int = 0
    wrong_lights: int = 0
    forgotten: int = 0
    exports_gone: int = 0
    workbooks_gone: int = 0
    files_swept: int = 0
    learnt: bool = False
    audit_exported: str = ""
    audit_removed: int = 0
    sealed: int = 0
    errors: list = field(default_factory=list)


def tick(at):
    """Open and close periods, pass on what predecessors left unread, remind, write digests, send messages, record
    the lights.

    Some of the lights are checked, forms that were taken, files that were made and workbooks that were brought back
    long ago are forgotten, files of uploads that were broken off swept and the others looked at, tables that have grown
    looked at anew. The audit record is sealed, once a day it is exported, and what is too old there removed.

    Each step is for itself, so that none stops the others. Safe to repeat, to run late, to run twice at once and to
    break off anywhere. Returns `Ticked`.
    """
    done = Ticked()
    steps = {
        "ran": run_due,
        "passed_on": pass_on_unread,
        "reminded": remind,
        "looked_back": remind_looks,
        "digested": write_digests,
        "delivered": deliver,
        "lights": record_lights,
        "wrong_lights": check_some,
        "forgotten": forget_forms,
        "exports_gone": forget_exports,
        "workbooks_gone": forget_workbooks,
        "files_swept": look_after_files,
        "learnt": learn_when_grown,
        "audit_exported": export_by_night,
        "audit_removed": remove_by_day,
        "sealed": seal_rest,  # last: what the others have done, too
    }
    with workdays.reading_once():
        for name, step in steps.items():
            try:
                setattr(done, name, step(at))
            except Exception as error:
                logger.exception("The step %s of the clockwork failed", step.__name__)
                done.errors.append((step.__name__, error))
    return done

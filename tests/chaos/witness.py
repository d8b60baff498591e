"""What the portal kept, held against what people were told: `python -m tests.chaos.witness`.

Reads their claims (`people.Claim`) as JSON from its input and writes {what is wrong: [sentences]} as JSON; nothing is
wrong where all lists are empty. Runs on the portal's own settings, as another process of it.
"""

import hashlib
import json
import os
import sys
from collections import Counter, defaultdict

import django


def findings(claims: list[dict]) -> dict[str, list[str]]:
    """{"lost", "twice", "half", "broken": sentences}."""
    found: dict[str, list[str]] = {"lost": [], "twice": [], "half": [], "broken": []}
    for claim in claims:
        if claim["kind"] == "draft":
            continue
        rows = COUNTED[claim["kind"]](claim)
        if rows == 0 and claim["acknowledged"]:
            found["lost"].append(f"{claim['kind']} {claim['mark']}")
        if rows > 1:
            found["twice"].append(f"{claim['kind']} {claim['mark']}: {rows}")
    found["lost"] += overwritten(claims)
    found["half"] += [*unrecorded(), *unfollowed(), *partly_taken_in(), *unread()]
    found["broken"] += [*broken_files(), *broken_database(), *broken_record(), *wrong_lights()]
    return found


def notes(claim):
    return models().ProgressNote.objects.filter(text=claim["mark"]).count()


def instructions(claim):
    return models().Instruction.objects.filter(text=claim["mark"]).count()


def files(claim):
    return models().Attachment.objects.filter(name=f"{claim['mark']}.pdf", digest=claim["digest"]).count()


def documents(claim):
    return models().ImportDraft.objects.filter(name=f"{claim['mark']}.txt").count()


def reports(claim):
    return models().WorkReport.objects.filter(title__contains=claim["mark"]).count()


def removals(claim):
    return models().Attachment.objects.filter(pk=claim["about"], removed_at__isnull=False).count()


COUNTED = {
    "note": notes,
    "instruction": instructions,
    "file": files,
    "removal": removals,
    "document": documents,
    "report": reports,
}


def overwritten(claims):
    """A draft holds what was last acknowledged, or what was sent after that without an answer."""
    by_update = defaultdict(list)
    for claim in claims:
        if claim["kind"] == "draft":
            by_update[claim["about"]].append(claim)
    for update, sent in by_update.items():
        last = max((number for number, claim in enumerate(sent) if claim["acknowledged"]), default=None)
        may_be = {claim["mark"] for claim in sent[last or 0 :]} | ({""} if last is None else set())
        kept = models().ProgressUpdate.objects.get(pk=update).text
        if kept not in may_be:
            acknowledged = "nothing" if last is None else sent[last]["mark"]
            yield f"draft of update {update}: {kept!r}, last acknowledged {acknowledged}"


def unrecorded():
    """Each note, instruction and file has one entry of the history; no entry tells of what is not there."""
    m, Action = models(), models().HistoryEntry.Action
    entries = list(m.HistoryEntry.objects.filter(item__isnull=False).values_list("action", "after"))
    told = Counter(after.get("instruction") for action, after in entries if action == Action.INSTRUCTION_GIVEN)
    kept = Counter(m.Instruction.objects.values_list("text", flat=True))
    yield from differing("instruction", kept, told)
    told = Counter(after.get("file") for action, after in entries if action == Action.FILE_ATTACHED)
    kept = Counter(m.Attachment.objects.values_list("name", flat=True))
    yield from differing("file", kept, told)
    told = Counter(after.get("file") for action, after in entries if action == Action.FILE_REMOVED)
    kept = Counter(m.Attachment.objects.filter(removed_at__isnull=False).values_list("name", flat=True))
    yield from differing("removal of file", kept, told)
    notes = m.ProgressNote.objects.count()
    told_of = sum(action == Action.NOTE_WRITTEN for action, _after in entries)
    if notes != told_of:
        yield f"notes: {notes} there, {told_of} in the history"


def differing(what, kept, told):
    for name in kept.keys() | told.keys():
        if kept[name] != told[name]:
            yield f"{what} {name}: {kept[name]} there, {told[name]} in the history"


def unfollowed():
    """Each instruction went to the same people as its neighbours on the item; none went without a message."""
    m = models()
    for item in m.WorkItem.objects.filter(instructions__isnull=False).distinct():
        given = item.instructions.count()
        told = Counter(m.Message.objects.filter(item=item, kind="instruction").values_list("to_id", flat=True))
        if not told or any(count != given for count in told.values()):
            yield f"item {item.pk}: {given} instructions, messages {dict(told)}"


def partly_taken_in():
    """A report has all its three items with their units, or it is not there."""
    m = models()
    for report in m.WorkReport.objects.filter(title__contains="重点工作任务分解"):
        items, units = report.items.count(), m.Responsibility.objects.filter(item__report=report).count()
        if (items, units) != (3, 4):
            yield f"{report}: {items} items, {units} units"
        drafts = m.ImportDraft.objects.filter(report=report, state="applied").count()
        if drafts != 1:
            yield f"{report}: {drafts} drafts that were taken in"


def unread():
    """Whatever waits to be read has something in the queue that will read it."""
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415

    queued = DBTaskResult.objects.filter(status__in=("READY", "RUNNING"), task_path__contains="imports.reading")
    seen_to = {task.args_kwargs["args"][0] for task in queued}
    for draft in models().ImportDraft.objects.filter(state__in=("waiting", "reading")):
        if draft.pk not in seen_to:
            yield f"document {draft.name}: {draft.state}, and nobody will read it"


def broken_files():
    """Every row of a file has its content; beside them lies nothing that no sweep would take away."""
    from items.files.storing import FileLost, open_stored  # noqa: PLC0415

    for row in models().Attachment.objects.order_by("pk"):
        try:
            with open_stored(row) as stored:
                content = stored.read()
        except FileLost:
            yield f"file {row.name}: lost"
            continue
        if hashlib.sha256(content).hexdigest() != row.digest:
            yield f"file {row.name}: another content"


def broken_database():
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            said = [row[0] for row in cursor.fetchall()]
        if said != ["ok"]:
            yield from said
    connection.check_constraints()


def broken_record():
    from django.core.management import CommandError, call_command  # noqa: PLC0415

    from items.audit.sealing import seal_rest  # noqa: PLC0415

    seal_rest()
    try:
        call_command("verify_audit", verbosity=0)
    except CommandError as error:
        yield str(error)


def wrong_lights():
    """What the clockwork keeps of the lights is what they are."""
    from departments import clock  # noqa: PLC0415
    from items.lights.renewing import renew  # noqa: PLC0415

    rows = models().PresentLight.objects
    noted = set(models().StaleLight.objects.values_list("item_id", flat=True))
    kept = dict(rows.values_list("item_id", "colour"))
    rows.all().delete()
    renew(clock.now())
    for item, colour in rows.values_list("item_id", "colour"):
        if item not in noted and kept.get(item, colour) != colour:
            yield f"item {item}: kept {kept[item]}, is {colour}"


def models():
    from items import models  # noqa: PLC0415

    return models


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tasks_portal.settings")
    django.setup()
    real, sys.stdout = sys.stdout, sys.stderr  # commands say what they like
    wrong = findings(json.load(sys.stdin))
    real.write(json.dumps(wrong, ensure_ascii=False))

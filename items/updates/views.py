"""One progress update (进展报送): writing it, sending it, reading, signing, returning and accepting it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from departments import clock

from .. import access, history
from ..forms.fields import typed_in
from ..forms.keys import count_of, key_of, keys_of
from ..forms.secrets import reasons_of
from ..models import ProgressUpdate, WorkItem
from ..pages.posting import post_or, status_of
from ..pages.returning import back
from ..rules.accepted import earlier, signed
from ..steps import WorkflowError
from ..steps.errors import PartsWait, StaleUpdate, UnusualFigures
from . import counted, drafting, reporting
from .forms import AcceptForm, ReturnForm, SentFields, UndoForm, UpdateForm, is_tick
from .on_targets import figures_of, last_values_for
from .page import fetch, gone_label, labels, page_of
from .verifying import ADDED_UP, is_added_up

State = ProgressUpdate.State
# What changes no light, whatever is written there.
WORDS = {"text", "problems", "needs_decision", "next_steps"}


def fetch_update(pk):
    try:
        return fetch(pk)
    except ProgressUpdate.DoesNotExist as error:
        raise Http404 from error


# A view that changes an update by POST; who only reads its address gets the update's page.
acts_on_update = post_or(lambda _request, pk: fetch_update(pk))


@require_safe
def update_detail(request, pk):
    return show_update(request, fetch_update(pk))


def show_update(request, update, *, status=200, sentence="", warnings=None, sent=None, saved=None, **forms):
    """The page of an update as the person may see it; what came back unsaved or refused stands in it as typed."""
    access.require(
        access.can_read_update(request.user, update),
        _("%(unit)s: %(state)s. What the unit writes here can be read by others once it has been accepted.")
        % {"unit": update.department, "state": update.get_state_display()},
    )
    page = page_of(update, request.user, on=clock.today())
    context = {"page": page, "update": update, "acts": page.acts, "sentence": "" if warnings else sentence, **forms}
    # What was typed before the update left the unit is shown beside it, never dropped.
    if sent:
        context["unsaved"] = _unsaved(page, sent)
    if page.acts.write:
        found = reporting.warnings_of(update)
        if warnings is None:
            warnings = found if update.anyway else []
        form = UpdateForm.of(update, sent, saved)
        carried = [figure.name for figure in page.figures if figure.is_carried]
        form.tell_carried(carried + ["completion"] * (update.completion_answer == drafting.CARRY))
        context |= {
            "form": form,
            "warnings": warnings,
            "hints": [] if warnings else [one for one in found if one.is_hint],
            "figures": [
                (figure, form.entries[figure.name], form.entries[figure.answer_name]) for figure in page.figures
            ],
            "steps": [(step, form.entries[step.name]) for step in page.steps],
        }
    context["given_back"] = [
        pair
        for name, has_place in (
            ("return_form", page.acts.send_back),
            ("accept_form", page.acts.review),
            ("undo_form", page.acts.undo),
        )
        if name in forms and not has_place
        for pair in typed_in(forms[name])
    ]
    if page.acts.send_back:
        context.setdefault("return_form", ReturnForm(initial={"version": update.version}))
    if page.acts.review:
        context.setdefault("accept_form", AcceptForm(initial={"version": update.version}))
        if not context["accept_form"].is_bound and is_added_up(update):
            context["accept_form"].without_percentage()
            context["why_no_percentage"] = ADDED_UP
    if page.acts.undo:
        context.setdefault("undo_form", UndoForm(initial={"version": update.version}))
    return render(request, "updates/detail.html", context, status=status)


def _unsaved(page, sent):
    """[(label, text)] of what was typed and has no field on the page: the update or a target has gone meanwhile."""
    known = labels(page.update)
    return [
        (known.get(name, gone_label(name)), _("ticked") if is_tick(name) else text)
        for name, text in sent.changes.items()
        if text and not (page.acts.write and name in known)
    ]


def _again(request, update, error, **shown):
    """The page as things stand now, with the reason why the step was not taken."""
    return show_update(request, fetch_update(update.pk), status=status_of(error), sentence=str(error), **shown)


def _require_writer(request, update):
    access.require(
        access.can_write_update(request.user, update),
        access.ONLY_UNIT_REPORTS % {"unit": update.department},
    )
    access.require(
        request.POST.get("writer", request.user.username) == request.user.username,
        _("Somebody else has signed in on this computer meanwhile, so nothing was saved. Your text is kept for you."),
    )


def _version(request):
    """The version that the page had shown; one that no update has if it sent none."""
    return count_of(request.POST.get("version")) or 0


def _sent(request, update):
    return SentFields(request.POST, drafting.shown(update))


def _save(request, update, sent):
    return drafting.save_each(update, by=request.user, at=clock.now(), was=sent.was, changes=sent.changes)


@acts_on_update
def update_save(request, update):
    """Save what was changed; htmx gets only what became of each field."""
    _require_writer(request, update)
    sent = _sent(request, update)
    _take_over(request, update, sent)
    try:
        saved = _save(request, update, sent)
    except StaleUpdate as error:
        if request.htmx:
            return render(request, "updates/_saved.html", {"sentence": str(error), "update": update}, status=409)
        return _again(request, update, error, sent=sent)
    except WorkflowError as error:
        return _again(request, update, error, sent=sent)
    if request.htmx:
        return _answer(request, update, sent, saved)
    if saved.errors or saved.conflicts:
        return _not_all_saved(request, update, sent, saved)
    messages.success(request, _("The draft has been saved."))
    return redirect(update)


def _not_all_saved(request, update, sent, saved):
    status = 409 if saved.conflicts else 422
    sentence = _("Not everything was saved: see the marked fields.")
    return show_update(
        request, fetch_update(update.pk), status=status, sentence=sentence, sent=sent, saved=saved, other=update
    )


def _take_over(request, update, sent):
    """Words of the unit's last report, or of a supporting unit's part, below one's own; the members' sum adopted."""
    if "take_over" in request.POST:
        before = earlier(update)
        sent.add_below("text", before.text if before else "")
    taken, adopted = key_of(request.POST.get("take_part")), key_of(request.POST.get("adopt"))
    if taken is not None or adopted is not None:
        page = page_of(update, request.user, on=clock.today())
        lines = [*page.parts, *(line for whole in page.collectives for line in whole.lines)]
        for line in lines:
            if line.update.pk == taken and line.is_readable:
                sent.add_below("text", f"{signed(line.update.department)}：{line.update.text}")
                sent.tick(line.name)
        for aside in page.set_aside:
            if aside.pk == taken:
                sent.add_below("text", f"{signed(aside.department)}：{aside.text}")
        for offer in (offer for figure in page.figures for offer in figure.offers):
            if offer.target.pk == adopted:
                sent.put(f"{drafting.VALUE}{adopted}", offer.typed)


def _answer(request, update, sent, saved):
    """What htmx puts in its places: what became of each field that was sent, what others changed meanwhile."""
    now = fetch(update.pk)
    form = UpdateForm.of(now, sent, saved)
    others = sent.others(drafting.shown(now))
    names = {*sent.texts, *others}
    figures = [
        one for one in figures_of(now, last_values_for(now, request.user)) if names & {one.name, one.answer_name}
    ]
    form.tell_answered(sent.texts, others)
    # As long as it is typed it is a field like the others; else the box is put anew.
    is_typed = not (figures or counted.is_computed(now))
    context = {
        "update": now,
        "other": update,
        "at": clock.now(),
        "answered": [form.entries[name] for name in sent.texts if name in form.entries],
        "others": [form.entries[name] for name in others if is_typed or name != "completion"],
        "complete": not (saved.errors or saved.conflicts),
        "figures": figures,
        "form": form,
        "hints": [one for one in reporting.warnings_of(now) if one.is_hint],
        "completion": counted.shown_completion(now),
        "is_computed": counted.is_computed(now),
        "completion_changed": bool(figures) or ("completion" in others and not is_typed),
    }
    response = render(request, "updates/_saved.html", context)
    return response if names <= WORDS else trigger_client_event(response, "afterwards")


@acts_on_update
def update_send(request, update):
    """Save what the page sent, then send the update on its way."""
    _require_writer(request, update)
    sent = _sent(request, update)
    try:
        saved = _save(request, update, sent)
    except WorkflowError as error:
        return _again(request, update, error, sent=sent)
    if saved.errors or saved.conflicts:
        return _not_all_saved(request, update, sent, saved)
    if _unread(sent, saved.update):
        sentence = _("%(who)s has changed this update in the meantime. Read it as it is now and decide again.")
        return show_update(request, fetch_update(update.pk), status=409, sentence=sentence % {"who": update.saved_by})
    if sent.ticked_gone(drafting.shown(saved.update)):
        return show_update(request, fetch_update(update.pk), status=409, sentence=str(drafting.PART_IS_GONE))
    try:
        gone = reporting.send(
            update,
            by=request.user,
            at=clock.now(),
            version=saved.update.version,
            anyway=sent.texts.get("anyway", ""),
            also=list(WorkItem.objects.filter(pk__in=keys_of(request.POST.getlist("also")))),
        )
    except UnusualFigures as error:
        return _again(request, update, error, warnings=error.warnings)
    except WorkflowError as error:
        return _again(request, update, error)
    messages.success(request, _where_it_went(gone))
    return redirect(update)


def _unread(sent, update):
    """{name: text} of what others have written and the page that was sent had not shown."""
    changed = sent.changes
    others = sent.others(drafting.shown(update))
    others = {name: text for name, text in others.items() if drafting.twin_of(name) not in changed}
    if counted.is_computed(update):
        others.pop("completion", None)
    return others


def _where_it_went(update):
    sentences = {
        State.AWAITING_SIGN_OFF: _("Sent. It now waits for the head of %(unit)s to sign it off."),
        State.AWAITING_MERGE: _("Reported. It now waits for the lead."),
        State.AWAITING_REVIEW: _("Reported. It now waits for the supervision office."),
    }
    return sentences[State(update.state)] % {"unit": update.department}


def _step(request, update, step, done, form=None, **shown):
    """Take `step()` with what stands in `form`; refused, the page comes back with the reason."""
    try:
        with history.sent_anyway(reasons_of(form)):
            gone = step()
    except WorkflowError as error:
        return _again(request, update, error, **shown)
    messages.success(request, done or _where_it_went(gone))
    return back(request, update)


@acts_on_update
def update_no_change(request, update):
    """One click: last time's report still holds."""
    _require_writer(request, update)
    sent = _sent(request, update)
    if sent.changes:
        sentence = _("You have written something, so “no change” was not sent. Send your text, or empty it first.")
        return show_update(request, update, status=422, sentence=sentence, sent=sent)
    seen = request.POST.getlist("seen")
    try:
        gone = reporting.report_no_change(update, by=request.user, at=clock.now(), seen=seen)
    except PartsWait as error:
        return _again(request, update, error, asks_no_change=True)
    except WorkflowError as error:
        return _again(request, update, error)
    messages.success(request, _where_it_went(gone))
    return back(request, update)


@acts_on_update
def update_take_back(request, update):
    _require_writer(request, update)
    return _step(
        request,
        update,
        lambda: reporting.take_back(update, by=request.user, at=clock.now()),
        done=_("Taken back: it is a draft again."),
    )


@acts_on_update
def update_sign_off(request, update):
    access.require(
        access.heads(request.user, update.department_id),
        access.ONLY_HEAD_SIGNS_OFF % {"unit": update.department},
    )
    return _step(
        request,
        update,
        lambda: reporting.sign_off(update, by=request.user, at=clock.now(), version=_version(request)),
        done="",
    )


def taken_back(request, update, form):
    """For who decides on a report that its unit is writing again meanwhile, and so cannot read: the typed words."""
    sentence = reporting.spell_settled(update)
    context = {"update": update, "sentence": sentence, "given_back": typed_in(form)}
    return render(request, "updates/taken_back.html", context, status=409)


@acts_on_update
def update_send_back(request, update):
    """Back to the writer, with a reason."""
    user = request.user
    access.require(access.can_settle(user, update) or access.heads(user, update.department_id))
    form = ReturnForm(request.POST)
    if not access.can_read_update(user, update):
        return taken_back(request, update, form)
    if not form.is_valid():
        return show_update(request, update, status=422, return_form=form)
    asked = form.cleaned_data
    return _step(
        request,
        update,
        lambda: reporting.send_back(
            update, by=request.user, at=clock.now(), version=asked["version"], reason=asked["reason"]
        ),
        done=_("Returned; the unit has been told."),
        form=form,
        return_form=_afresh(form, update),
    )


@acts_on_update
def update_accept(request, update):
    """The office accepts it, or the lead takes up a part."""
    access.require(access.can_settle(request.user, update))
    form = AcceptForm(request.POST)
    if not access.can_read_update(request.user, update):
        return taken_back(request, update, form)
    if not form.is_valid():
        return show_update(request, update, status=422, accept_form=form)
    asked = form.cleaned_data
    return _step(
        request,
        update,
        lambda: reporting.accept(
            update,
            by=request.user,
            at=clock.now(),
            version=asked["version"],
            note=asked["note"],
            completion=asked["completion"],
        ),
        done=_("Accepted."),
        form=form,
        accept_form=_afresh(form, update),
    )


def _afresh(form, update):
    """The form as typed; should the step be refused, the page shows the present state and the next try counts on it."""
    form.show_version(ProgressUpdate.objects.values_list("version", flat=True).get(pk=update.pk))
    return form

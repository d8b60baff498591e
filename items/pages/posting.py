"""Pages that change something: they take POST, run one step, and say what became of it."""

from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from .. import history
from ..forms.secrets import reasons_of
from ..steps.errors import StaleBulletin, StaleItem, StaleLayout, StaleUpdate, WorkflowError
from .returning import READ_OR_POST


def post_or(fetch, page=None):
    """A decorator for a view that only changes something: it is given `(request, row)`, and by POST alone.

    `fetch(request, pk)` gives the row of the address, or refuses. Who only reads such an address, after signing in
    again or from the bar, gets the page `page(row)`: whatever `redirect` takes, by default the row's own.
    """

    def decorate(view):
        @require_http_methods(READ_OR_POST)
        @wraps(view)
        def wrapper(request, pk):
            row = fetch(request, pk)
            if request.method == "POST":
                return view(request, row)
            return redirect(page(row) if page else row)

        return wrapper

    return decorate


def status_of(error):
    """The status of a page that says why a step was refused: 409 if somebody else was faster, else 422."""
    return 409 if isinstance(error, (StaleBulletin, StaleItem, StaleLayout, StaleUpdate)) else 422


@dataclass(frozen=True)
class Taken:
    """What became of a step: its `result`; refused, the `status` of the page that says so.

    `error` is None where the step was taken, and where it was not even tried because the form was wrong.
    """

    result: object = None
    status: int = 200
    error: WorkflowError | None = None

    @property
    def is_refused(self):
        return self.status != 200

    @property
    def present(self):
        """The item as somebody else has changed it meanwhile, else None."""
        return self.error.item if isinstance(self.error, StaleItem) else None


def take(form, step, beside=()):
    """Run `step(cleaned data)` if the form, and the forms and sets `beside` it, are valid. Returns `Taken`.

    What refuses the step stands in the form, which keeps what was typed; after a collision its next attempt counts as
    made upon the present state.
    """
    # Every form is checked, so that all that is wrong is said at once.
    if not all([one.is_valid() for one in (*beside, form)]):
        return Taken(status=422)
    try:
        with history.sent_anyway(reasons_of(*beside, form)):
            return Taken(step(form.cleaned_data))
    except WorkflowError as error:
        taken = Taken(status=status_of(error), error=error)
    form.add_error(None, str(taken.error))
    if taken.present and hasattr(form, "show_version"):
        form.show_version(taken.present.version)
    return taken


def run(request, step, done):
    """Run a `step()` that has no form, only its button; the next page says what became of it. Returns `Taken`.

    `done` is the sentence that tells of success, or a function that makes it of the step's result.
    """
    try:
        result = step()
    except WorkflowError as error:
        messages.error(request, str(error))
        return Taken(status=status_of(error), error=error)
    messages.success(request, done(result) if callable(done) else done)
    return Taken(result)

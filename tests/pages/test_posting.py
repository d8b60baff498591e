"""How a page takes a step: by POST alone, refused with a sentence and a status."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse

from items.pages.posting import post_or, run, status_of, take
from items.steps.errors import StaleItem, StaleUpdate, UnusualFigures, WorkflowError


class Row:
    version = 5

    def get_absolute_url(self):
        return "/row/"


class WordsForm(forms.Form):
    words = forms.CharField()
    shown = None

    def show_version(self, version):
        self.shown = version


def refuse(error):
    def step(*_args):
        raise error

    return step


def view(_request, row):
    return HttpResponse(type(row).__name__)


@pytest.mark.parametrize("method", ["get", "head"])
def test_who_only_reads_the_address_of_a_step_gets_the_page_it_belongs_to(rf, method):
    request = getattr(rf, method)("/row/step/")
    assert post_or(lambda _request, _pk: Row())(view)(request, pk=1)["Location"] == "/row/"
    elsewhere = post_or(lambda _request, pk: pk, page=lambda pk: f"/rows/?of={pk}")
    assert elsewhere(view)(request, pk=1)["Location"] == "/rows/?of=1"


def test_a_step_is_taken_by_post(rf):
    asked = []
    decorated = post_or(lambda request, pk: asked.append((request.user, pk)) or Row())(view)
    request = rf.post("/row/step/")
    request.user = "somebody"
    assert decorated(request, pk=3).content == b"Row"
    assert asked == [("somebody", 3)]
    assert decorated.__name__ == "view"


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_refused_before_anything_is_fetched(rf, method):
    decorated = post_or(refuse(AssertionError("fetched")))(view)
    assert decorated(getattr(rf, method)("/row/step/"), pk=1).status_code == 405


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (WorkflowError("no"), 422),
        (UnusualFigures("no", []), 422),
        (StaleItem("no", Row()), 409),
        (StaleUpdate("no", Row()), 409),
    ],
)
def test_a_refused_step_says_why_in_the_form(error, status):
    form = WordsForm({"words": "typed"})
    taken = take(form, refuse(error))
    assert status_of(error) == status
    assert (taken.status, taken.error, taken.is_refused) == (status, error, True)
    assert form.non_field_errors() == ["no"]
    assert form["words"].value() == "typed"


def test_after_a_collision_the_next_attempt_counts_on_the_present_item():
    form, row = WordsForm({"words": "typed"}), Row()
    taken = take(form, refuse(StaleItem("no", row)))
    assert taken.present is row
    assert form.shown == 5
    assert take(WordsForm({"words": "typed"}), refuse(WorkflowError("no"))).present is None


def test_a_step_that_was_taken_gives_its_result():
    taken = take(WordsForm({"words": "typed"}), lambda data: data["words"] * 2)
    assert (taken.result, taken.status, taken.error, taken.is_refused) == ("typedtyped", 200, None, False)


def test_a_wrong_form_or_one_beside_it_takes_no_step():
    wrong, right = WordsForm({}), WordsForm({"words": "typed"})
    for form, beside in ((wrong, []), (right, [wrong]), (wrong, [WordsForm({})])):
        taken = take(form, refuse(AssertionError("taken")), beside)
        assert (taken.status, taken.error) == (422, None)
        assert all(one.is_bound and hasattr(one, "cleaned_data") for one in (form, *beside))  # all were checked


@pytest.mark.parametrize("done", ["Well.", lambda result: f"{result}."])
def test_a_button_says_on_the_next_page_what_became_of_its_step(rf, done):
    request = rf.post("/row/step/")
    request.session, request._messages = {}, None
    request._messages = FallbackStorage(request)
    assert run(request, lambda: "Well", done).result == "Well"
    assert run(request, refuse(StaleItem("No.", Row())), done).status == 409
    assert [(one.level_tag, str(one)) for one in get_messages(request)] == [("success", "Well."), ("error", "No.")]

"""All lists say in one way how many they have found."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from items.pages.counting import WORDS, spell_found

from ..given import factories
from ..given.html import parse
from ..places import ROOT

SAID = re.compile(r"共\d+(项|个单位|个文件|条|人)(（全部\d+(项|个|条|人)）)?")
LISTS = ["item_list", "target_list", "round_list", "department_list", "import_list", "message_log", "people_list"]
LISTS += ["people_changes", "instruction_list", "extension_list", "objection_list", "closing_list", "dashboard_lights"]
LISTS += ["decision_list", "own_updates", "report_list"]
# Sentences of what is to be done, with a number in them.
SENTENCES = {
    *("chase.html", "leads.html", "review.html", "sign_off.html", "change.html", "_correction.html", "page.html"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_how_many_it_has_found(cast, client, name, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    factories.draft(cast.supervisor)
    client.force_login(cast.administrator if name.startswith("people") else cast.supervisor)
    page = parse(client.get(reverse(name), follow=True)).one("main")
    assert SAID.fullmatch(page.one("p", of="count").text), page.one("p", of="count").text


@pytest.mark.parametrize("what", WORDS)
def test_with_and_without_all_the_wording_is_one(what):
    with translation.override("zh-hans"):
        plain, of_all = spell_found(what, 5), spell_found(what, 5, 31)
    assert SAID.fullmatch(plain) and SAID.fullmatch(of_all)
    assert of_all.startswith(plain) and "全部31" in of_all


def test_one_template_writes_it():
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")}
    own = {path.name for path, text in texts.items() if 'class="count"' in text}
    assert own == {"_count.html", *SENTENCES}

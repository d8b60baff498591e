"""The portal's templates are sent without what indents their lines in the source, and nothing in them needs it."""

import re

from django.template.loader import get_template

from ..places import ROOT

OURS = sorted((ROOT / "templates").rglob("*.html"))


def test_no_line_is_indented_in_what_is_loaded():
    for path in OURS:
        source = get_template(str(path.relative_to(ROOT / "templates"))).template.source
        assert not re.search(r"\n[ \t]", source), path
        assert source.split() == path.read_text(encoding="utf-8").split(), path


def test_no_template_has_words_whose_line_breaks_count():
    for path in OURS:
        source = path.read_text(encoding="utf-8")
        assert "<pre" not in source, path
        for written in re.findall(r"<textarea[^>]*>(.*?)</textarea>", source, re.DOTALL):
            assert "\n" not in written.strip("\n"), path


def test_fields_of_forms_are_tight_and_other_packages_stay_as_they_are():
    assert not re.search(r"\n[ \t]", get_template("bootstrap5/field.html").template.source)
    assert re.search(r"\n[ \t]", get_template("admin/change_form.html").template.source)

"""What is collected for service: modules find each other under their hashed names."""

import re

from django.core.management import call_command

IMPORTED = re.compile(r'^import .* from "\./(.+)";$', re.MULTILINE)


def test_modules_import_each_other_by_their_hashed_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "tasks_portal.static_files.HashedStaticFiles"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    hashed = [path for path in (tmp_path / "js").glob("*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    imported = {path.name.split(".")[0]: IMPORTED.findall(path.read_text()) for path in hashed}
    assert {module: [name.split(".")[0] for name in names] for module, names in imported.items() if names} == {
        "charts": ["chart_options"],
        "updates": ["updates_kept"],
    }
    assert {name for names in imported.values() for name in names} <= {path.name for path in hashed}

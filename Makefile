# The portal's commands; README.md says when to use which.
# PYTHON names the Python that makes .venv; PYTEST_ARGS goes to pytest, as in: make test PYTEST_ARGS="-k excel"
# (-n 0 there runs the tests in one process, as a debugger needs it). ROOM names folders of tests/, as in:
# make test ROOM=lights or make test-postgres ROOM="lights rounds"; without it all tests run.

PYTHON ?= python3
PYTEST_ARGS ?=
ROOM ?=
export PYTHON

BIN = .venv/bin
# The tests and checks bring their own database, key and flags: a developer's settings must not colour them. And Python
# keeps what it has compiled, the tests too: else every process compiles all of it again, which takes half of its start.
ALONE = env -u PYTHONDONTWRITEBYTECODE -u DATABASE_URL -u PORTAL_DEBUG -u PORTAL_HTTPS -u PORTAL_ALLOWED_HOSTS PORTAL_SECRET_KEY=tests-only
# One process more than there are cores, four at most, each with a database of its own: one of them may be waiting for a
# browser or for a process that a test has started. Who is done takes over from the others.
PROCESSES = $(shell cores=$$(getconf _NPROCESSORS_ONLN); echo $$((cores < 4 ? cores + 1 : 4)))
TESTS = -n $(PROCESSES) --dist worksteal $(PYTEST_ARGS) $(ROOM:%=tests/%)
ROOMS = $(sort $(foreach file,$(wildcard tests/*/test_*.py tests/*/*/test_*.py),$(word 2,$(subst /, ,$(file)))))
NO_ROOM = $(filter-out $(ROOMS),$(ROOM))
PIP_COMPILE = CUSTOM_COMPILE_COMMAND="make requirements" $(BIN)/python -m piptools compile --quiet --allow-unsafe --generate-hashes \
	--strip-extras --no-emit-find-links --no-emit-index-url --no-emit-trusted-host

CHECKS = types style migrations imports javascript requirements licences words

.PHONY: run dev demo drill handbook bench bench-audit chaos bench-compare test test-postgres room check $(CHECKS:%=check-%) translations requirements sbom audit developer-venv

run:
	@exec deploy/run

dev:
	@exec deploy/run --reload

demo:
	@exec deploy/run --demo

# The rehearsal of a restore, beside the running portal and with its settings; DRILL_ARGS as in:
# make drill DRILL_ARGS="--from /mnt/backups --place /var/tmp"
drill:
	@deploy/prepare-venv requirements.txt
	@$(BIN)/python manage.py drill $(DRILL_ARGS)

# The pictures of the handbook, from the simulated year; they are kept beside the pages and change with them.
handbook: developer-venv
	$(ALONE) $(BIN)/python -m tests.handbook.pictures

# How pages answer at 2,976, 29,760 and 297,600 items, on SQLite and on a throw-away PostgreSQL; BENCH_ARGS as in:
# make bench BENCH_ARGS=--short. Takes an hour at full size; its figures are ratios, for machines differ.
bench: developer-venv
	$(ALONE) $(BIN)/python -m tests.bench $(BENCH_ARGS)
	$(ALONE) $(BIN)/python tests/with_postgres.py $(BIN)/python -m tests.bench postgresql $(BENCH_ARGS)

# What the audit record costs writers at once, on both; a minute.
bench-audit: developer-venv
	$(ALONE) $(BIN)/python -m tests.bench.audit $(BENCH_ARGS)
	$(ALONE) $(BIN)/python tests/with_postgres.py $(BIN)/python -m tests.bench.audit postgresql $(BENCH_ARGS)

# Kills at random while people write, 200 on each database; half an hour. Twenty of them are among the tests.
chaos: developer-venv
	$(ALONE) $(BIN)/python -m tests.chaos $(CHAOS_ARGS)
	$(ALONE) $(BIN)/python tests/with_postgres.py $(BIN)/python -m tests.chaos $(CHAOS_ARGS)

# OLD and NEW are files that `--json` has written.
bench-compare:
	@$(BIN)/python -m tests.bench.against $(OLD) $(NEW)

# Its notes of what each test asks of the database shorten the next `make test-postgres` of the same code.
test: room developer-venv
	$(ALONE) $(BIN)/python -m pytest --note-statements $(TESTS)

# Only what asks for a database (tests/conftest.py marks it) and is not marked `once`: reading texts and files is the same on
# every one, and so is what a browser makes of a page, or a page of links. With the notes of `make test` of this very code
# those tests are left out that send no statement but what others send, too (tests/statements.py).
test-postgres: room developer-venv
	$(ALONE) $(BIN)/python tests/with_postgres.py $(BIN)/python -m pytest -m "database and not once" --by-statements $(TESTS)

room:
	@$(if $(NO_ROOM),echo "tests/ has no room $(firstword $(NO_ROOM)); there are: $(ROOMS)." >&2; exit 2,:)

# Side by side, the longest first; each says its part in one piece.
check: developer-venv
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target $(CHECKS:%=check-%)

check-types:
	$(ALONE) DATABASE_URL=sqlite://:memory: $(BIN)/mypy --no-error-summary

check-style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-migrations:
	$(ALONE) DATABASE_URL=sqlite://:memory: $(BIN)/python manage.py makemigrations --check --dry-run

check-imports:
	$(BIN)/lint-imports --no-logo

check-javascript:
	$(BIN)/python .ci/check_javascript.py

check-requirements:
	$(BIN)/python .ci/check_requirements.py

check-licences:
	$(BIN)/python .ci/supply.py licences

check-words:
	$(BIN)/python .ci/translations.py check

# After this, translate what is empty in locale/zh_Hans/LC_MESSAGES/django.po and run it again.
translations: developer-venv
	$(BIN)/python .ci/translations.py update

# PIP_COMPILE_ARGS=--upgrade renews every pin; without it only what requirements*.in changed moves.
requirements: developer-venv
	$(PIP_COMPILE) $(PIP_COMPILE_ARGS) --output-file=requirements.txt requirements.in
	$(PIP_COMPILE) $(PIP_COMPILE_ARGS) --output-file=requirements-dev.txt requirements-dev.in

# What the portal is made of, in CycloneDX's form: the same file for the same tree.
sbom: developer-venv
	$(BIN)/python .ci/supply.py sbom sbom.cdx.json

# Known holes in what is pinned; needs a network, and says so where there is none.
audit: developer-venv
	@$(BIN)/python .ci/supply.py audit

developer-venv:
	@deploy/prepare-venv requirements-dev.txt

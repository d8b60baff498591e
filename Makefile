# The portal's commands; README.md says when to use which.
# PYTHON names the Python that makes .venv; PYTEST_ARGS goes to pytest, as in: make test PYTEST_ARGS="-k excel"
# (-n 0 there runs the tests in one process, as a debugger needs it).

PYTHON ?= python3
PYTEST_ARGS ?=
export PYTHON

BIN = .venv/bin
# The tests and checks bring their own database, key and flags: a developer's settings must not colour them.
ALONE = env -u DATABASE_URL -u PORTAL_DEBUG -u PORTAL_HTTPS -u PORTAL_ALLOWED_HOSTS PORTAL_SECRET_KEY=tests-only
# One process on each core, four at most, each with a database of its own; who is done takes over from the others.
PYTEST = -m pytest -n auto --maxprocesses 4 --dist worksteal
PIP_COMPILE = CUSTOM_COMPILE_COMMAND="make requirements" $(BIN)/python -m piptools compile --quiet --allow-unsafe --generate-hashes \
	--strip-extras --no-emit-find-links --no-emit-index-url --no-emit-trusted-host

.PHONY: run dev demo test test-postgres check translations requirements developer-venv

run:
	@exec deploy/run

dev:
	@exec deploy/run --reload

demo:
	@exec deploy/run --demo

test: developer-venv
	$(ALONE) $(BIN)/python $(PYTEST) $(PYTEST_ARGS)

test-postgres: developer-venv
	$(ALONE) $(BIN)/python tests/with_postgres.py $(BIN)/python $(PYTEST) $(PYTEST_ARGS)

check: developer-venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(ALONE) DATABASE_URL=sqlite://:memory: $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/lint-imports --no-logo
	$(BIN)/python .ci/check_javascript.py
	$(BIN)/python .ci/check_requirements.py
	$(BIN)/python .ci/translations.py check

# After this, translate what is empty in locale/zh_Hans/LC_MESSAGES/django.po and run it again.
translations: developer-venv
	$(BIN)/python .ci/translations.py update

# PIP_COMPILE_ARGS=--upgrade renews every pin; without it only what requirements*.in changed moves.
requirements: developer-venv
	$(PIP_COMPILE) $(PIP_COMPILE_ARGS) --output-file=requirements.txt requirements.in
	$(PIP_COMPILE) $(PIP_COMPILE_ARGS) --output-file=requirements-dev.txt requirements-dev.in

developer-venv:
	@deploy/prepare-venv requirements-dev.txt

# Everything that newcomers, contributors and CI do. `make help` lists it.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
DEMO := PYTHONPATH=deploy $(BIN)/python -m demo
# Side by side, one more than there are processors: much of a test's time is waiting.
SIDES ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PARALLEL := -n $(SIDES) --dist worksteal
# Above 1 each has a demo of its own, and which articles stand in the pictures of docs/images is chance.
BROWSERS ?= 0
IN_A_BROWSER := $(shell grep -rl --include='test_*.py' 'mark\.e2e' tests | sort)
POSTGRES := $(BIN)/python tests/services/postgres.py
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard */locale/*/LC_MESSAGES/*.po))
NEW_MACHINE := deploy/bootstrap.py pyproject.toml constraints.txt

# Where it is set, each process of the tests compiles all of the project again, pytest its asserts too.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo demo-check second-site test sqlite postgres stranger matrix ends audit e2e lint types migrations
.PHONY: messages docs chaos bench constraints

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/demo.ready messages ## set everything up, publish an article in three languages, show it arriving
	@$(DEMO)

demo-check: $(VENV)/demo.ready messages ## the same without a person: fails unless the downstream site shows exactly that
	@$(DEMO) check

second-site: $(VENV)/demo.ready ## while the demo runs: switch on its second downstream site
	@$(DEMO) second-site

test: sqlite postgres stranger ## set everything up, run all tests but the browser's, on SQLite and PostgreSQL

sqlite: $(VENV)/test.ready messages ## all tests but the browser's and the stranger's, on SQLite
	$(PYTEST) $(PARALLEL) -m "not e2e and not stranger"

# With a folder of its own, as e2e has it.
postgres: export NEWSWIRE_TEST_VAR := $(CURDIR)/var/postgres
postgres: $(VENV)/test.ready messages ## what works on the database once more, on PostgreSQL
	$(POSTGRES) --hasty $(PYTEST) $(PARALLEL) -m "not e2e and not stranger" tests/publisher tests/cms tests/deploy/test_roles.py

# In one process: each would build the wheel and install all that it asks for, 27 seconds of a processor.
stranger: $(VENV)/test.ready messages ## the wheel in projects that are not ours, as README and tutorial say
	$(PYTEST) -m stranger tests/stranger

# With a folder of its own for databases, since .ci/run runs the other tests beside it.
e2e: export NEWSWIRE_TEST_VAR := $(CURDIR)/var/e2e
e2e: $(VENV)/test.ready messages ## the tests in a real browser (Debian: chromium)
	$(PYTEST) -n $(BROWSERS) --dist loadfile -m e2e $(IN_A_BROWSER)

matrix: messages ## the tests on the oldest and the newest Python, Django and Wagtail, each in an environment of its own
	$(PYTHON) tests/matrix.py $(ENDS)

ends: messages ## a short part of it, for each change
	$(PYTHON) tests/matrix.py --short

audit: ## known weaknesses of what constraints.txt pins; fails, too, where PyPI's advisories cannot be read
	$(PYTHON) -m venv build/audit
	build/audit/bin/python -m pip install --quiet "pip-audit>=2.9"
	build/audit/bin/pip-audit --strict --requirement constraints.txt --no-deps --disable-pip --progress-spinner off

lint: $(VENV)/test.ready ## code style
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/test.ready ## type checks
	$(BIN)/mypy -p newswire.blocks -p newswire.cms -p newswire.publisher
	MYPYPATH=deploy $(BIN)/mypy -p newsroom -p demo -p downstream

migrations: $(VENV)/test.ready ## no model change without its migration
	$(BIN)/python tests/manage.py makemigrations --check --dry-run

messages: $(CATALOGUES) ## compile the translations

docs: $(VENV)/test.ready messages ## build the docs into build/site, at no warning; what they say is so: settings, commands, receivers
	$(BIN)/mkdocs build --strict
	$(PYTEST) tests/test_docs.py tests/receive

chaos: $(VENV)/test.ready messages ## kill, freeze and restart everything for SECONDS, then count: nothing lost, order kept; WEEK=1: a week of it
	PYTHONPATH=tests $(BIN)/python -m chaos --seconds $(or $(SECONDS),$(if $(WEEK),420,240)) $(if $(WEEK),--week) --report build/chaos.json

bench: $(VENV)/test.ready messages ## what it costs and how fast it is, beside the bare limits
	PYTHONPATH=tests $(POSTGRES) $(BIN)/python -m bench --report build/bench.json

constraints: $(VENV)/test.ready ## pin what is installed now
	$(BIN)/python -m pip freeze --exclude-editable > constraints.txt

$(VENV)/demo.ready: $(NEW_MACHINE)
	@$(PYTHON) deploy/bootstrap.py $(VENV) demo
	@touch $@

$(VENV)/test.ready: $(NEW_MACHINE)
	@$(PYTHON) deploy/bootstrap.py $(VENV) demo,test,lint,e2e
	@touch $@ $(VENV)/demo.ready

# With Babel, which is installed anyway: fresh machines have no GNU gettext.
%.mo: %.po | $(VENV)/demo.ready
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

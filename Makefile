# Two commands on a fresh machine with Python (venv) and make: `make demo`, `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   := examples/枫树社区

.PHONY: demo test fuzz docs check lint types golden examples look bench clean

# --- use -------------------------------------------------------------------------------------
$(VENV)/run.stamp: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

demo: $(VENV)/run.stamp ## score the example and say where the report is
	$(BIN)/checkup score $(DEMO)

# --- develop ---------------------------------------------------------------------------------
$(VENV)/dev.stamp: $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

test: $(VENV)/dev.stamp ## all tests that need no browser and no office
	$(BIN)/python -m pytest -n auto -m 'not browser and not office and not fuzz'

fuzz: $(VENV)/dev.stamp ## the same corruptions as in the tests, many more of them (minutes)
	$(BIN)/python -m pytest -n auto -m fuzz

look: $(VENV)/dev.stamp ## the page in chromium, the workbooks in LibreOffice (both must be installed)
	$(BIN)/python -m pytest -n auto -m 'browser or office'

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy

check: lint types test

bench: $(VENV)/dev.stamp ## what reading and one community cost, a street's plan, and a street of many communities
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.one
	$(BIN)/python -m tests.bench.street
	$(BIN)/python -m tests.bench.many
	$(BIN)/python -m tests.bench.thousands

golden: $(VENV)/dev.stamp ## write the stability lists anew; the diff shows what moved
	$(BIN)/python -m tests.test_standard
	$(BIN)/python -m tests.test_plan
	$(BIN)/python -m tests.test_example

examples: $(VENV)/dev.stamp ## write the example files anew from their scripts (same bytes)
	$(BIN)/python examples/make_ledgers.py
	$(BIN)/python examples/make_answers.py
	$(BIN)/python -m examples.make_street

docs: $(VENV)/dev.stamp ## write docs/problems.md and docs/export.md anew from the code and the wording
	$(BIN)/python docs/make_problems.py
	$(BIN)/python docs/make_export.py

clean:
	rm -rf $(VENV) build dist out .pytest_cache .mypy_cache .ruff_cache .hypothesis

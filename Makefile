# The README gives the same steps without make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test check fuzz pictures catalogues clean

demo: $(VENV)/base
	$(BIN)/sampler demo $(ARGS)

test: $(VENV)/test
	$(BIN)/python -m pytest -n auto $(ARGS)

check: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fuzz: $(VENV)/test
	FUZZ_CASES=10000 $(BIN)/python -m pytest tests/bench/fuzz_importers.py $(ARGS)

pictures: $(VENV)/test
	$(BIN)/sampler demo --no-serve
	$(BIN)/python -m tests.journeys.pictures demo data/pictures

catalogues: $(VENV)/test
	$(BIN)/python -m tests.catalogues

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/base: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -c constraints.txt -e .
	touch $@

$(VENV)/test: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -c constraints.txt -e ".[test,check]"
	touch $@ $(VENV)/base

clean:
	rm -rf $(VENV) build dist *.egg-info

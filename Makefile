# All set-up on a fresh machine with Python 3.11 and make.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
DATA ?= wenju-data

.PHONY: install run test check bench campaign clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --constraint constraints.txt --editable .
	$(BIN)/python -m embeddings.build
	touch $@

# torch first and by its exact version: a machine without a GPU gets the CPU build where one lies.
$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) install --quiet --constraint constraints.txt torch
	$(PIP) install --quiet --constraint constraints.txt --editable ".[dev,sentence-transformers]"
	touch $@

run: install
	$(BIN)/wenju serve --data $(DATA) --samples

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml corpus embeddings qa eval
	$(BIN)/python -m pytest tests/test_layers.py tests/test_static.py tests/test_dependencies.py \
		tests/test_repository.py

bench: $(VENV)/.installed-dev
	$(BIN)/python -m eval.bench

# Every promise about reliability and security at full size; two hours. PARTS="load soak" for some.
campaign: $(VENV)/.installed-dev
	$(BIN)/python -m tests.campaign $(PARTS)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

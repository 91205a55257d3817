# make run    sets everything up and starts Etude
# make test   sets everything up and runs every test
# make check  style, types, layers, sizes of files
# make bench  measures, and writes to bench/results
# make page   builds the page of the studio when web/ changed (run, test and check do it themselves)
# make size   the unpacked size of a base install without bytecode; fails above 400 MB

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run setup test check bench page size docs clean

VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
# On a machine with other things to do, what failed is tried once more; the report lists it.
AGAIN := $(if $(CI),--reruns 1 --rerun-show-tracebacks)
# The first Python that is new enough; PYTHON=/path/to/python chooses another one.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

help:
	@sed -n 's/^# make/  make/p' Makefile

$(VENV)/created:
	@test -n "$(PYTHON)" || { echo "Etude needs Python 3.11 or later; install it, or say where it is with PYTHON=/path/to/python." >&2; exit 2; }
	@echo "Making the environment $(VENV) ..."
	@"$(PYTHON)" -m venv $(VENV)
	@touch $@

# Says what it does, and does nothing when web/ has not changed.
page: | $(VENV)/created
	@$(PY) tools/page.py

# A stamp stands for one install; it is made again when what is to be installed changes.
$(VENV)/installed-run: pyproject.toml constraints.txt | $(VENV)/created page
	@echo "Installing Etude and what it needs to play, train and engrave (once) ..."
	@$(PIP) --editable '.[train,engrave]'
	@touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(VENV)/created page
	@echo "Installing Etude and what its tests need (once) ..."
	@$(PIP) --editable '.[train,engrave,postgres,dev]'
	@touch $@ $(VENV)/installed-run

$(VENV)/installed-bench: pyproject.toml constraints.txt | $(VENV)/created page
	@echo "Installing Etude and what it is measured against (once) ..."
	@$(PIP) --editable '.[train,bench]'
	@touch $@ $(VENV)/installed-run

run: page $(VENV)/installed-run
	@$(BIN)/etude start

setup: page $(VENV)/installed-dev

test: setup
	@$(PY) tools/system_parts.py
	@OMP_NUM_THREADS=1 $(PY) -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(AGAIN)

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(PY) tools/house_rules.py
	@$(PY) tools/page.py check

bench: $(VENV)/installed-bench
	@$(PY) -m bench $(FIGURES)

size: setup
	@$(PY) tools/install_size.py

docs: setup
	@$(PY) tools/cli_pages.py
	@$(PY) tools/api_pages.py

clean:
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# litmatrix: `make demo` and `make test` are all that one needs to know; `make` lists the rest.
# Everything is put into .venv; nothing else on the machine is touched. GNU make 3.81 or later.

PYTHON ?= python3
# Extras that `make test` installs. EXTRAS=test,word,typst tries Word and PDF as well (330 MB more).
EXTRAS ?= test
WORKERS ?= 2

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
# `make test` runs its parts one after the other on all workers, but for lint, which uses one core, and the notebooks, of which
# one lasts longest; what each part says stays together.
.NOTPARALLEL:
.DEFAULT_GOAL := help

# A shell's own settings must not reach the environment or the notebooks' kernels. The tests start some hundred processes:
# each would compile the package anew where a shell forbids to keep what was compiled.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONDONTWRITEBYTECODE VIRTUAL_ENV
export PIP_DISABLE_PIP_VERSION_CHECK := 1

bin := .venv/bin
core := .venv/.installed-core
comma := ,
test := .venv/.installed-$(subst $(comma),-,$(EXTRAS))

.PHONY: help demo test lab clean distclean environment lint unit notebooks browser thorough mutants bench outputs \
  pictures constraints

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-13s%s\n", $$1, $$2}' Makefile

demo: $(core) ## set everything up and regenerate the worked review into out/
	@$(bin)/litmatrix build

lab: $(core) ## open JupyterLab on the notebooks
	@$(bin)/litmatrix lab

test: $(test) ## run all tests
	@$(bin)/python scripts/parts.py "$(MAKE)" "lint | notebooks" unit browser

environment: $(test) ## make .venv with what the tests need

lint: $(test) ## ruff and mypy
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy

unit: $(test) ## unit tests and doctests
	$(bin)/python -m pytest -n $(WORKERS) -p no:nbval --doctest-modules litmatrix tests --ignore=tests/browser

notebooks: $(test) ## run the notebooks, compare every output (nbval), and see that no data changed
	$(bin)/python -m pytest -n $(WORKERS) --dist loadfile -p tests.harmless --nbval --nbval-current-env \
	  --nbval-cell-timeout=120 --nbval-sanitize-with=tests/nbval.cfg notebooks

browser: $(test) ## work the desks in Chromium, and a real JupyterLab
	$(bin)/python -m pytest -n $(WORKERS) --dist load --maxschedchunk 1 -m browser tests/browser

thorough: $(test) ## unit tests with many random examples and thousands of kills (an hour or so)
	LITMATRIX_THOROUGH=1 LITMATRIX_KILLS=2000 $(bin)/python -m pytest -n $(WORKERS) -p no:nbval tests --ignore=tests/browser

mutants: $(test) ## change lines of the package at random and see which changes no test notices
	$(bin)/python scripts/mutate.py

bench: $(core) ## measure speed (benchmarks/)
	$(bin)/python benchmarks/run.py

outputs: $(test) ## execute the notebooks anew and store their outputs
	$(bin)/python scripts/notebooks.py

pictures: $(test) ## make the README's pictures anew
	$(bin)/python scripts/pictures.py

clean: ## remove what is regenerated: out/ and caches
	rm -rf out build dist ./*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name .venv -prune -o -name .git -prune -o \
	  \( -name __pycache__ -o -name .ipynb_checkpoints \) -type d -prune -exec rm -rf {} +

distclean: clean ## clean, and remove .venv
	rm -rf .venv

# --- the environment ---------------------------------------------------------------------------

# A virtual environment that was moved or copied holds its old path: make it anew.
ifneq ($(shell test ! -e .venv/.place || test "$$(cat .venv/.place)" = "$$(pwd -P)" || echo moved),)
.PHONY: .venv/bin/python
endif

# Debian's python3 may lack ensurepip, and its pip refuses to install outside an environment:
# then virtualenv does the work, fetched into a folder of its own that is thrown away.
.venv/bin/python:
	@if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	  echo 'litmatrix needs Python 3.11 or later; name one with: make PYTHON=python3.13 ...' >&2; exit 1; fi
	@echo "Making .venv with $$($(PYTHON) -V)"
	@if ! $(PYTHON) -m venv --clear .venv >/dev/null 2>&1 || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then \
	  tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	  echo 'python3 comes without ensurepip: fetching virtualenv'; \
	  $(PYTHON) -m pip install -q --target "$$tmp/lib" virtualenv || { \
	    echo 'Neither venv nor pip works. On Debian or Ubuntu: apt install python3-venv' >&2; exit 1; }; \
	  PYTHONPATH="$$tmp/lib" $(PYTHON) -m virtualenv -q --clear --app-data "$$tmp/data" --no-periodic-update .venv; \
	fi
	@printf '%s\n' "$$(pwd -P)" > .venv/.place

# pip says what it does when a person watches, and only what goes wrong when a log does.
install = test -t 1 && quiet= || quiet=-q; $(bin)/python -m pip install $$quiet -c constraints.txt -e

$(core): .venv/bin/python pyproject.toml constraints.txt
	@echo 'Installing litmatrix and what it needs into .venv (some 650 MB on disk; a minute or more)'
	@$(install) .
	@touch $@

$(test): .venv/bin/python pyproject.toml constraints.txt
	@echo 'Installing litmatrix and what its tests need into .venv (some 800 MB on disk; a minute or more)'
	@$(install) '.[$(EXTRAS)]'
	@touch $(core) $@

# Written by uv, for all the versions and systems at once; pip freeze would tell of this machine only.
constraints: .venv/bin/python ## pin every dependency anew in constraints.txt
	@tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	$(bin)/python -m pip install -q --target "$$tmp/uv" uv; \
	mkdir "$$tmp/project"; cp pyproject.toml README.md LICENSE "$$tmp/project"; \
	python=$$PWD/.venv/bin/python; cd "$$tmp/project"; \
	"$$tmp/uv/bin/uv" lock -q --python "$$python"; \
	"$$tmp/uv/bin/uv" export -q --frozen --all-extras --no-hashes --no-emit-project --no-annotate \
	  --no-header --python "$$python" -o constraints.txt >/dev/null; \
	if grep -nE '://|@ |^-|(^|[^<>=!~])/' constraints.txt; then echo 'constraints.txt names a place' >&2; exit 1; fi; \
	cd "$$OLDPWD"; cp "$$tmp/project/constraints.txt" constraints.txt; \
	echo "constraints.txt: $$(grep -c == constraints.txt) pins"

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
PORT ?= 8501

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test check lint format bench lock chromium clean

help:  ## show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 14

.venv/bin/uv:
	@test -n "$(PYTHON)" || { echo "Genocore needs Python 3.11, 3.12 or 3.13. None was found: install one, or say which: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(PY) -m pip install --quiet --disable-pip-version-check uv

.venv/.installed: requirements.txt | .venv/bin/uv
	.venv/bin/uv pip install --quiet --compile-bytecode --python $(PY) -r requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt | .venv/bin/uv
	.venv/bin/uv pip install --quiet --compile-bytecode --python $(PY) -r requirements-dev.txt
	@touch .venv/.installed $@

install: .venv/.installed  ## make .venv and install the pinned packages

install-dev: .venv/.installed-dev  ## the same plus the developers' tools

run: install  ## open the app in the browser of this computer (PORT=8501)
	@echo "Genocore: http://localhost:$(PORT)   (stop with Ctrl-C)"
	@if [ "$$(uname)" = Darwin ] || [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then headless=false; else headless=true; fi; \
	exec $(PY) -m streamlit run app.py --server.port $(PORT) --server.headless $$headless

chromium:
	@sh tests/browser/install_chromium.sh

lint: install-dev  ## style, types and the directions of imports
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy genocore
	.venv/bin/lint-imports

check: lint  ## lint, and every test that needs no browser
	$(PY) -m pytest -q -n auto --ignore=tests/browser

test: install-dev chromium  ## the whole suite, browser included
	$(PY) -m pytest -q -n auto --ignore=tests/browser
	$(PY) -m pytest -q tests/browser

format: install-dev  ## put the code into the house style
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

bench: install-dev  ## ratios against peers, written to benchmarks/results.md
	.venv/bin/uv pip install --quiet --python $(PY) pykmertools==1.0.0
	$(PY) -m benchmarks

lock: .venv/bin/uv  ## compile requirements*.txt from pyproject.toml
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate pyproject.toml -o requirements.txt
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache

PYTHON ?= python3
VENV := .venv
BINDER := $(VENV)-binder
CONSTRAINTS := constraints.txt
PORT := 8000
PIP := $(VENV)/bin/python -m pip --quiet --disable-pip-version-check
# PyTorch's own index of builds without CUDA. On Linux they are gigabytes smaller.
TORCH_INDEX := $(if $(filter cpu,$(TORCH)),--extra-index-url https://download.pytorch.org/whl/cpu)

.DEFAULT_GOAL := help
.PHONY: help html live test site publish record diff newest bench clean

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

html: $(VENV)/site ## build the site into build/html; on Linux, TORCH=cpu spares the download of CUDA; DEVICE=cpu leaves accelerators alone
	$(VENV)/bin/python docs/_tools/build.py

live: $(VENV)/site ## serve the site on this machine, and show each page anew when its file changes; PORT=8000
	$(VENV)/bin/sphinx-autobuild --port $(PORT) --watch examples --ignore docs/lessons -c . -d build/live/doctrees docs build/live/html

test: $(VENV)/test $(BINDER)/ready ## build the site in temporary folders and run every test
	$(VENV)/bin/python -m pytest

site: $(VENV)/site ## assemble build/site: every release, stable and latest; WORKING_TREE=1 takes latest from the files as they are
	$(VENV)/bin/python docs/_tools/assemble.py

publish: site ## put build/site on the branches gh-pages and notebooks of origin; DRY_RUN=1 only says what would change
	$(VENV)/bin/python docs/_tools/publish.py

record: html ## keep what the lessons printed on this device, for pages that are built on others
	$(VENV)/bin/python docs/_tools/record.py

diff: $(VENV)/site ## say where two builds print something else: A=stable B=build/html, folders or published versions
	$(VENV)/bin/python docs/_tools/diff.py

newest: ## build with the newest versions that the ranges allow, and say which they are
	rm -rf $(VENV)-newest
	$(MAKE) html VENV=$(VENV)-newest CONSTRAINTS=/dev/null
	@echo "Pinned (<), and newest (>):"
	@$(VENV)-newest/bin/python -m pip freeze | diff $(CONSTRAINTS) -; test $$? -le 1

bench: html $(VENV)/bench $(BINDER)/ready ## compare with other builders, in 45 minutes; then time edits and releases, and measure what Binder must hold
	$(VENV)/bin/python tests/bench_builds.py
	$(VENV)/bin/python tests/bench_live.py
	$(VENV)/bin/python tests/bench_releases.py
	$(BINDER)/bin/python tests/bench_binder.py

clean: ## remove what builds have made, but not the environment
	rm -rf build docs/lessons

$(VENV)/site: pyproject.toml $(CONSTRAINTS)
	@command -v $(PYTHON) > /dev/null || { echo "There is no '$(PYTHON)' here. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(PYTHON) is Python " + sys.version.split()[0] + ". Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade "pip>=25.1"  # the first that knows --group
	$(PIP) install --group site --constraint $(CONSTRAINTS) $(TORCH_INDEX)
	@touch $@

# Binder's environment, made from .binder alone. Which build of PyTorch it has is TORCH's choice.
$(BINDER)/ready: .binder/requirements.txt $(VENV)/site
	$(PYTHON) -m venv $(BINDER)
	grep -v index-url $< | $(BINDER)/bin/python -m pip --quiet --disable-pip-version-check install --requirement /dev/stdin $(TORCH_INDEX)
	@touch $@

$(VENV)/test: $(VENV)/site
	$(PIP) install --group test --constraint $(CONSTRAINTS) $(TORCH_INDEX)
	$(VENV)/bin/python tests/chromium.py
	@touch $@

$(VENV)/bench: $(VENV)/test
	$(PIP) install --group bench --constraint $(CONSTRAINTS) $(TORCH_INDEX)
	@touch $@

PYTHON ?= python3
VENV := .venv
BINDER := $(VENV)-binder
CONSTRAINTS := constraints.txt
PORT := 8000

# In the name of a target, make wants a backslash before each space of a path.
space := $() $()
ESCAPED := $(subst $(space),\ ,$(VENV))
ESCAPED_BINDER := $(subst $(space),\ ,$(BINDER))

PIP := -m pip --quiet --disable-pip-version-check install
# PyTorch's own index of builds without CUDA. On Linux they are gigabytes smaller.
# The choice is kept in the environment, for later commands.
TORCH ?= $(shell cat "$(VENV)/site" 2> /dev/null)
# Builds of releases read it, too.
ifneq ($(TORCH),)
export TORCH
endif
TORCH_INDEX := $(if $(filter cpu,$(TORCH)),--extra-index-url https://download.pytorch.org/whl/cpu)
COURSE := PYTHONPATH=docs/_ext$${PYTHONPATH:+:$$PYTHONPATH} "$(VENV)/bin/python" -m course

define check_python
@command -v "$(PYTHON)" > /dev/null || { echo "There is no '$(PYTHON)' here. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python" >&2; exit 1; }
@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(PYTHON) is Python " + sys.version.split()[0] + ". Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python")'
endef

.DEFAULT_GOAL := help
.PHONY: help html live port test properties site push publish record diff newest advisories audit bench clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' Makefile

html: $(ESCAPED)/site ## build the site into build/html; on Linux, TORCH=cpu spares the download of CUDA; DEVICE=cpu leaves accelerators alone
	$(COURSE).make.build

live: port $(ESCAPED)/site ## serve the site on this machine, and show each page again when its file changes; PORT=8000
	PORT=$(PORT) BINDER="$(BINDER)" $(COURSE).make.live

port:
	$(check_python)
	@"$(PYTHON)" -c 'import socket, sys; "$(PORT)".isdigit() or sys.exit("PORT=$(PORT) is no number. Write, for example: make live PORT=8001"); sys.exit(socket.socket().connect_ex(("127.0.0.1", int("$(PORT)"))) == 0 and "Port $(PORT) is taken, perhaps by another make live. Choose another one: make live PORT=8001")'

test: $(ESCAPED)/test $(ESCAPED_BINDER)/ready ## build the site in temporary folders and run every test; LESSON=name runs only those of a lesson, on build/html
	$(if $(LESSON),$(COURSE).make.build)
	"$(VENV)/bin/python" -m pytest $(if $(LESSON),--lesson "$(LESSON)",--numprocesses 2 --dist loadfile)

properties: $(ESCAPED)/test ## try many more made-up names, texts and files than make test does, in minutes
	TIMES=10 "$(VENV)/bin/python" -m pytest tests/test_properties.py

site: $(ESCAPED)/site ## assemble build/site: every release, stable and latest; WORKING_TREE=1 takes latest from the files as they are
	$(COURSE).site.assemble

push: ## put build/site, as it is, on the branches gh-pages and notebooks of origin; DRY_RUN=1 only says what would change
	$(check_python)
	PYTHONPATH=docs/_ext "$(PYTHON)" -m course.site.publish

publish: site ## make site, then push
	@$(MAKE) --no-print-directory push

record: html ## keep what the lessons printed on this device, for pages that are built on others
	$(COURSE).make.record

diff: $(ESCAPED)/site ## say where two builds print something else: A=stable B=build/html, folders or published versions
	$(COURSE).site.diff

newest: ## build with the newest versions that the ranges allow, and say which they are
	rm -rf "$(VENV)-newest"
	$(MAKE) html VENV="$(VENV)-newest" CONSTRAINTS=/dev/null TORCH="$(TORCH)"
	@echo "Pinned (<), and newest (>):"
	@"$(VENV)-newest/bin/python" -m pip freeze | diff $(CONSTRAINTS) -; test $$? -le 1

advisories: ## ask PyPI whether a pinned version has a known weakness
	$(check_python)
	"$(PYTHON)" -m venv "$(VENV)-advisories"
	"$(VENV)-advisories/bin/python" $(PIP) --upgrade "pip>=25.1"
	"$(VENV)-advisories/bin/python" $(PIP) --group advisories
	"$(VENV)-advisories/bin/pip-audit" --requirement $(CONSTRAINTS) --no-deps --disable-pip --strict

audit: html $(ESCAPED)/test $(ESCAPED)-audit/ready ## print how good the pages are, in minutes: Lighthouse, axe, HTML, links, searches; BARE=1 audits bare Furo instead
	PYTHONPATH=docs/_ext "$(VENV)/bin/python" tests/audit.py

bench: html $(ESCAPED)/bench $(ESCAPED_BINDER)/ready ## compare with other builders, in 45 minutes; then time edits, large courses and releases, and measure what Binder must hold
	PYTHONPATH=docs/_ext "$(VENV)/bin/python" tests/bench_builds.py
	PYTHONPATH=docs/_ext "$(VENV)/bin/python" tests/bench_live.py
	PYTHONPATH=docs/_ext "$(VENV)/bin/python" tests/bench_load.py
	PYTHONPATH=docs/_ext "$(VENV)/bin/python" tests/bench_releases.py
	"$(BINDER)/bin/python" tests/bench_binder.py

clean: ## remove what builds have made, but not the environment
	rm -rf build docs/lessons

$(ESCAPED)/site: pyproject.toml $(CONSTRAINTS)
	$(check_python)
	"$(PYTHON)" -m venv "$(VENV)"
	"$(VENV)/bin/python" $(PIP) --upgrade "pip>=25.1"  # the first that knows --group
	"$(VENV)/bin/python" $(PIP) --group site --constraint $(CONSTRAINTS) $(TORCH_INDEX)
	@echo "$(TORCH)" > "$@"

# Binder's environment, made from .binder alone. Which build of PyTorch it has is TORCH's choice.
$(ESCAPED_BINDER)/ready: .binder/requirements.txt $(ESCAPED)/site
	"$(PYTHON)" -m venv "$(BINDER)"
	grep -v index-url $< | "$(BINDER)/bin/python" $(PIP) --requirement /dev/stdin $(TORCH_INDEX)
	@touch "$@"

$(ESCAPED)/test: $(ESCAPED)/site
	"$(VENV)/bin/python" $(PIP) --group test --constraint $(CONSTRAINTS) $(TORCH_INDEX)
	"$(VENV)/bin/python" tests/chromium.py
	@touch "$@"

$(ESCAPED)-audit/ready:
	@command -v npm > /dev/null && command -v java > /dev/null || { echo "The audit needs Node.js 20 or newer and Java 11 or newer. Install both, and run it again." >&2; exit 1; }
	npm install --prefix "$(VENV)-audit" --no-save --no-audit --no-fund --ignore-scripts --silent lighthouse@12.8.2 vnu-jar@26.9.27
	@touch "$@"

$(ESCAPED)/bench: $(ESCAPED)/test
	"$(VENV)/bin/python" $(PIP) --group bench --constraint $(CONSTRAINTS) $(TORCH_INDEX)
	@touch "$@"

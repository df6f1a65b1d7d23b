.DEFAULT_GOAL := check
PYTHON ?= python3
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null || echo $(PYTHON) -m uv)

.PHONY: setup demo test check lint studio evals bench clean

setup: .venv/ready  ## make .venv with the pinned versions

.venv/ready: constraints.txt pyproject.toml
	@command -v uv >/dev/null 2>&1 || $(PYTHON) -m uv --version >/dev/null 2>&1 || $(PYTHON) -m pip install -q uv
	@test -x $(BIN)/python || $(UV) venv -q --python $(PYTHON) .venv
	$(UV) pip install -q -p $(BIN)/python -c constraints.txt -e '.[dev,studio]'
	@touch $@

.DEFAULT_GOAL := all
PYTHON ?= python3
BIN := .venv/bin
HOME_DEMO := build/demo
SIZES ?= 1000,10000
HOME_STUDIO := $(CURDIR)/build/studio

.PHONY: all setup demo studio test check evals bench clean

all: check test  ## the whole gate

setup: .venv/ready  ## make .venv with the pinned versions

.venv/ready: constraints.txt pyproject.toml
	@$(PYTHON) -m uv --version >/dev/null 2>&1 || $(PYTHON) -m pip install -q uv
	@test -x $(BIN)/python || $(PYTHON) -m uv venv -q --python $(PYTHON) .venv
	@$(PYTHON) -m uv pip install -q --compile-bytecode -p $(BIN)/python -c constraints.txt -e '.[dev,studio]'
	@touch $@

demo: setup  ## distil the sample commons, on a fresh home
	@rm -rf $(HOME_DEMO)
	@STILLROOM_HOME=$(HOME_DEMO) $(BIN)/stillroom distill examples/commons.jsonl || test $$? -eq 3

studio: setup  ## LangGraph's server with the sample commons on a fresh home, offline; prints its URLs
	@rm -rf $(HOME_STUDIO)
	@STILLROOM_HOME=$(HOME_STUDIO) $(BIN)/stillroom import examples/commons.jsonl
	@STILLROOM_HOME=$(HOME_STUDIO) LANGGRAPH_CLI_NO_ANALYTICS=1 LANGGRAPH_NO_VERSION_CHECK=true LANGSMITH_TRACING=false \
	  env -u LANGSMITH_API_KEY $(BIN)/langgraph dev --no-browser

docs/graph.md: graph/distill.py graph/edges.py | setup  ## the picture of the graph
	@$(BIN)/python -c "from graph.app import distill; d = distill.get_graph().draw_mermaid(); \
	  print(f'# The graph\n\n\`\`\`mermaid\n{d}\`\`\`')" > $@

test: setup  ## every test
	@$(BIN)/python -m pytest -n 2

check: setup  ## lint, types and import contracts
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .
	@$(BIN)/mypy
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/lint-imports

evals: setup  ## how often is it wrong: every eval against its baseline, then build/evals.html
	@$(BIN)/python -m evals check; found=$$?; $(BIN)/python -m evals page; exit $$found

bench: setup  ## measure speed; SIZES=1000,10000,100000 takes ten minutes more
	@$(BIN)/python -m benchmarks.main_job --sizes $(SIZES)
	@$(BIN)/python -m benchmarks.clustering
	@$(BIN)/python -m benchmarks.streaming
	@$(BIN)/python -m benchmarks.review_page

clean:
	@rm -rf build .langgraph_api .venv

"""What `langgraph.json` exports; the host brings its own checkpointer."""

from graph.distill import build

distill = build().compile(name="distill")

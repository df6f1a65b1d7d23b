"""Stillroom: the commons that keeps itself."""

import os

# read by LangGraph when it is imported: checkpoints are then never unpacked into arbitrary objects
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")

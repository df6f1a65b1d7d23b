"""The main job: from what was contributed to a commons that holds each thing once."""

from langgraph.graph import END, START, StateGraph

from graph.context import Context
from graph.edges import after_harvest, after_judge, after_publish, after_quality
from graph.state import Input, Output, State
from graph.watching import watched
from nodes.cluster import cluster
from nodes.finalize import finalize
from nodes.harvest import harvest
from nodes.human_review import human_review
from nodes.judge import judge
from nodes.pii_check import pii_check
from nodes.publish import publish
from nodes.quality_review import quality_review
from nodes.summarize import summarize


def build() -> StateGraph[State, Context, Input, Output]:
    """Wire the nodes; where it branches, `graph.edges` decides."""
    builder = StateGraph(State, context_schema=Context, input_schema=Input, output_schema=Output)
    builder.add_node("harvest", watched(harvest))
    builder.add_node("cluster", watched(cluster))
    builder.add_node("judge", watched(judge))
    builder.add_node("summarize", watched(summarize))
    builder.add_node("pii_check", watched(pii_check))
    builder.add_node("quality_review", watched(quality_review))
    builder.add_node("publish", watched(publish))
    builder.add_node("human_review", watched(human_review))
    builder.add_node("finalize", watched(finalize))
    builder.add_edge(START, "harvest")
    builder.add_conditional_edges("harvest", after_harvest)
    builder.add_edge("cluster", "judge")
    builder.add_conditional_edges("judge", after_judge)
    builder.add_edge("summarize", "pii_check")
    builder.add_edge("pii_check", "quality_review")
    builder.add_conditional_edges("quality_review", after_quality)
    builder.add_conditional_edges("publish", after_publish)
    builder.add_edge("human_review", "summarize")
    builder.add_edge("finalize", END)
    return builder

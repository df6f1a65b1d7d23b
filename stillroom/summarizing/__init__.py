"""Summaries: extractive offline, by a model online; every sentence is checked against what it cites."""

from stillroom.summarizing.extraction import Statement, extract, length_for
from stillroom.summarizing.faithfulness import faults
from stillroom.summarizing.offline import offline_answer
from stillroom.summarizing.voices import single_voice
from stillroom.summarizing.writing import AnswerSentence, Job, NothingToSay, Summarizing, SummaryAnswer

__all__ = [
    "AnswerSentence",
    "Job",
    "NothingToSay",
    "Statement",
    "Summarizing",
    "SummaryAnswer",
    "extract",
    "faults",
    "length_for",
    "offline_answer",
    "single_voice",
]

"""Summaries of what many say about one thing, against people's: Opinosis, beside the algorithms of sumy.

Each summarizer chooses two sentences, as many as the people's summaries mostly have. ROUGE is the F1 with each of a
topic's summaries, averaged; stems are compared. The seven take some minutes.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from evals.cases import Case, cases
from evals.measure import PUBLIC, Eval, Row, Scorer, Whole
from stillroom.summarizing import Statement, extract

SENTENCES = 2
WORDS = 25
OURS = "ours"
THEIRS = {
    "LexRank": "lex_rank.LexRankSummarizer",
    "TextRank": "text_rank.TextRankSummarizer",
    "LSA": "lsa.LsaSummarizer",
    "Luhn": "luhn.LuhnSummarizer",
    "KL": "kl.KLSummarizer",
    "SumBasic": "sum_basic.SumBasicSummarizer",
    "Reduction": "reduction.ReductionSummarizer",
}
MEASURES = {"ROUGE-1": "rouge1", "ROUGE-2": "rouge2", "ROUGE-L": "rougeL"}
CUT = f" in {WORDS} words"
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class Words:
    """What sumy wants to know of a language, without the downloads that its own needs."""

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        """Leave a text whole: every text is a sentence here."""
        return (paragraph,)

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """List the words."""
        return tuple(_WORD.findall(sentence.lower()))


def answers(data: Path) -> Iterable[Row]:
    """Summarise every topic by each summarizer."""
    # the largest first, so that no process is left alone with one
    largest = sorted(cases(data), key=lambda case: -len(case["sources"]))
    with ProcessPoolExecutor() as pool:
        yield from pool.map(_row, largest)


def _row(case: Case) -> Row:
    chosen = {OURS: _ours(case["sources"])} | {name: _theirs(name, case["sources"]) for name in THEIRS}
    scores: dict[str, float] = {}
    for name, sentences in chosen.items():
        told = " ".join(sentences).split()
        scores |= {f"{m} of {name}": s for m, s in _rouge(told, case["references"])}
        scores |= {f"{m} of {name}{CUT}": s for m, s in _rouge(told[:WORDS], case["references"])}
    return Row(case["id"], "test", "opinions", "", " ".join(chosen[OURS]), frozenset(), scores=scores)


def _ours(texts: Sequence[str]) -> list[str]:
    statements = [Statement(f"{n:05}", "", text) for n, text in enumerate(texts)]
    return [sentence.text for sentence in extract(statements, sentences=SENTENCES)]


def _theirs(name: str, texts: Sequence[str]) -> list[str]:
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence  # noqa: PLC0415 - 1 s
    from sumy.nlp.stemmers import Stemmer  # noqa: PLC0415 - 1 s
    from sumy.utils import get_stop_words  # noqa: PLC0415 - 1 s

    summarizer: Any = resolve_name(f"sumy.summarizers.{THEIRS[name]}")(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")
    words = Words()
    document = ObjectDocumentModel([Paragraph([Sentence(text, words) for text in texts])])
    return [str(sentence) for sentence in summarizer(document, SENTENCES)]


def _rouge(told: Sequence[str], references: Sequence[str]) -> Iterable[tuple[str, float]]:
    from rouge_score.rouge_scorer import RougeScorer  # noqa: PLC0415 - 1 s

    scorer = RougeScorer(list(MEASURES.values()), use_stemmer=True)
    found = [scorer.score(reference, " ".join(told)) for reference in references]
    for measure, key in MEASURES.items():
        yield measure, sum(one[key].fmeasure for one in found) / len(found)


def _of(score: str) -> Callable[[Row], float]:
    return lambda row: row.scores[score]


def _ahead(measure: str, cut: str) -> Whole:
    """How far we are ahead of whoever of sumy's is best on these topics."""

    def score(rows: Sequence[Row]) -> float:
        mean = {name: sum(r.scores[f"{measure} of {name}{cut}"] for r in rows) / len(rows) for name in (OURS, *THEIRS)}
        return mean[OURS] - max(mean[name] for name in THEIRS)

    return Whole("more", score)


EVAL = Eval(
    name="opinions",
    data=PUBLIC / "opinosis" / "opinosis.jsonl",
    answers=answers,
    scorers={
        **{f"{m} ahead of the best of sumy{cut}": _ahead(m, cut) for cut in ("", CUT) for m in MEASURES},
        **{
            score: Scorer("more" if name == OURS else "beside", _of(score))
            for name in (OURS, *THEIRS)
            for score in (f"{m} of {name}" for m in MEASURES)
        },
    },
)

"""Which model plays which role."""

from collections.abc import Callable

from stillroom.models.offline import OfflineModel
from stillroom.models.openai import OpenAIModel
from stillroom.models.protocol import ChatModel, Role
from stillroom.models.traced import Traced
from stillroom.settings import Settings

# a role without a model of its own borrows the nearest; a second opinion is one only if it was asked for
_BORROWS: dict[Role, tuple[str, ...]] = {
    "judge": ("judge_model", "summarizer_model"),
    "summarizer": ("summarizer_model", "judge_model"),
    "reviewer": ("reviewer_model",),
    "generator": ("summarizer_model", "judge_model"),
}


def model_name(role: Role, settings: Settings) -> str:
    """Name the model configured for a role, its own or a borrowed one; empty when there is none."""
    if not (settings.openai_base_url or settings.openai_api_key.get_secret_value()):
        return ""
    return next((name for field in _BORROWS[role] if (name := getattr(settings, field))), "")


def open_model(role: Role, settings: Settings, local: Callable[[Role], OfflineModel]) -> ChatModel:
    """Open the model of a role: the configured one, or the local one when none is."""
    name = model_name(role, settings)
    if not name:
        return local(role)
    model = OpenAIModel(
        model=name,
        base_url=settings.openai_base_url,
        api_key=settings.openai_api_key,
        timeout=settings.model_timeout,
        retries=settings.model_retries,
        retry_after_cap=settings.model_retry_after_cap,
        price_prompt=settings.price_per_million_prompt_tokens,
        price_completion=settings.price_per_million_completion_tokens,
    )
    return Traced(model) if settings.traces else model

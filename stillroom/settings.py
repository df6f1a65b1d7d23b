"""Every setting, from the environment (`STILLROOM_*`) or a `.env` file."""

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from stillroom.errors import ConfigurationError

# the settings on which the outcome of a run depends; they stand in its receipt
DECIDING = (
    "judge_votes",
    "model_concurrency",
    "distillation_volume_threshold",
    "distillation_conflict_threshold",
    "similarity_threshold",
    "near_duplicate_threshold",
    "escalate_below",
    "nli_threshold",
    "low_quality_below",
    "max_questions",
    "summary_tries",
)


def read_settings() -> "Settings":
    """Read the settings from the environment.

    Raises:
        ConfigurationError: one has a value that it cannot have.
    """
    try:
        return Settings()
    except ValidationError as refused:
        # the value itself may be a key
        first = refused.errors(include_input=False, include_url=False)[0]
        name = "_".join(map(str, first["loc"])).upper()
        raise ConfigurationError(f"STILLROOM_{name}: {first['msg']}") from None


class Settings(BaseSettings):
    """What an operator can set; each field is `STILLROOM_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix="STILLROOM_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(default_factory=lambda: Path.home() / ".stillroom")
    database_url: str = ""
    chroma_url: str = ""
    org: str = "default"

    roster: Path | None = None
    language: str = "en"

    openai_base_url: str = ""
    openai_api_key: SecretStr = SecretStr("")
    judge_model: str = ""
    summarizer_model: str = ""
    reviewer_model: str = ""
    embedding_model: str = ""
    model_timeout: float = Field(default=60.0, gt=0)
    model_retries: int = Field(default=4, ge=0)
    model_retry_after_cap: float = Field(default=30.0, ge=0)
    model_concurrency: int = Field(default=8, ge=1)
    price_per_million_prompt_tokens: float = 0.0
    price_per_million_completion_tokens: float = 0.0
    breaker_after: int = Field(default=3, ge=1)
    breaker_pause: float = Field(default=60.0, ge=0)
    nli_path: Path | None = None
    nli_threshold: float = Field(default=0.9, gt=0.5, le=1)
    judge_votes: int = Field(default=2, ge=1, le=9)

    distillation_volume_threshold: int = Field(default=50, ge=0)
    distillation_conflict_threshold: int = Field(default=5, ge=0)
    similarity_threshold: float = Field(default=0.5, gt=0, le=1)
    near_duplicate_threshold: float = Field(default=0.5, gt=0, le=1)
    escalate_below: float = Field(default=0.7, ge=0, le=1)
    low_quality_below: float = Field(default=0.2, ge=0, le=1)
    max_questions: int = Field(default=25, ge=0)
    max_change: float = Field(default=0.25, ge=0, le=1)
    undo_seconds: float = Field(default=10.0, ge=0)
    summary_tries: int = Field(default=2, ge=1)
    review_days: int = Field(default=30, ge=0)
    checkpoint_days: int = Field(default=7, ge=0)

    langgraph_url: str = ""
    langgraph_key: SecretStr = SecretStr("")

    traces: bool = False
    logs: bool = False
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    webhook_format: Literal["cloudevents", "slack"] = "cloudevents"
    webhook_allow_loopback: bool = False

    @property
    def deciding(self) -> dict[str, Any]:
        """The settings on which the outcome of a run depends."""
        return self.model_dump(mode="json", include=set(DECIDING))

    @property
    def url(self) -> str:
        """The database's URL: as set, or the SQLite file in `home`."""
        return self.database_url or f"sqlite:///{self.home / 'stillroom.db'}"

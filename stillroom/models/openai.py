"""Any model behind an OpenAI-compatible URL."""

from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import tenacity
from pydantic import SecretStr

import prompts
from stillroom.models.answers import BrokenAnswer, checked
from stillroom.models.budget import Spend, Unanswered
from stillroom.models.failures import Failed, from_status
from stillroom.models.protocol import Ask, Reply

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
    from langchain_openai import ChatOpenAI

_CONNECT_SECONDS = 5.0
_CHARS_PER_TOKEN = 4


class OpenAIModel:
    """Asks over HTTP, in one layer of retries, and believes only answers that fit their schema."""

    def __init__(
        self,
        *,
        model: str,
        base_url: str,
        api_key: SecretStr | str,
        timeout: float,
        retries: int,
        retry_after_cap: float,
        price_prompt: float = 0,
        price_completion: float = 0,
    ) -> None:
        """Describe the model; nothing is imported or connected before the first question.

        Args:
            model: the model's name, as the server knows it.
            base_url: where it is; empty for OpenAI's own.
            api_key: empty for a server that wants none.
            timeout: seconds without a byte before a try is given up.
            retries: further tries after the first.
            retry_after_cap: the longest wait between two tries, in seconds.
            price_prompt: price of a million prompt tokens.
            price_completion: price of a million completion tokens.
        """
        self._model = model
        self._base_url = base_url
        self._api_key = api_key if isinstance(api_key, SecretStr) else SecretStr(api_key)
        self._timeout = timeout
        self._retries = retries
        self._cap = retry_after_cap
        self._prices = (price_prompt / 1e6, price_completion / 1e6)
        self._backoff = tenacity.wait_exponential(multiplier=0.5) + tenacity.wait_random(0, 0.5)

    @property
    def name(self) -> str:
        """`openai:` and the model's name."""
        return f"openai:{self._model}"

    def ask(self, ask: Ask) -> Reply:
        """Answer one question.

        Raises:
            ModelUnavailable: no usable answer within the retries; it says what happened and what to do.
        """
        used: list[Spend] = []
        outcome: Reply | Failed
        try:
            outcome = self._retrying()(self._try, ask, used)
        except Failed as failed:
            outcome = failed
        # raised out here, so that no exception with the question or the answer in it hangs on this one
        if isinstance(outcome, Failed):
            raise Unanswered(self._message(outcome, ask), sum(used, Spend()), down=outcome.down)
        return outcome

    def _retrying(self) -> tenacity.Retrying:
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, Failed) and error.again),
            stop=tenacity.stop_after_attempt(1 + self._retries),
            wait=self._wait,
            reraise=True,
        )

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        told = error.after if isinstance(error, Failed) else None
        return min(self._backoff(state) if told is None else told, self._cap)

    def _try(self, ask: Ask, used: list[Spend]) -> Reply:
        system, user = prompts.load(ask.prompt).render(ask.inputs)
        message = self._invoke([("system", system), ("human", user)], ask)
        spend = self._spend(message, len(system) + len(user))
        used.append(spend)
        total = sum(used, Spend())
        return Reply(
            text=_answer(message, ask.answer_schema),
            model=self.name,
            prompt_tokens=total.prompt_tokens,
            completion_tokens=total.completion_tokens,
            cost=total.cost,
        )

    def _invoke(self, messages: list[tuple[str, str]], ask: Ask) -> "AIMessage":
        import openai  # noqa: PLC0415 - slow to import, and loaded by now

        bound = self._client.bind(seed=ask.vote, extra_body={"response_format": _answer_format(ask)})
        try:
            return bound.invoke(messages)
        except openai.APITimeoutError:
            raise Failed(
                f"it gave no answer in {self._timeout:g} s", "raise STILLROOM_MODEL_TIMEOUT", down=True
            ) from None
        except openai.APIConnectionError:
            raise Failed("it cannot be reached", "check STILLROOM_OPENAI_BASE_URL", down=True) from None
        except openai.APIStatusError as error:
            raise from_status(error) from None
        except (openai.APIError, AttributeError, LookupError, TypeError, ValueError) as error:
            # what langchain-openai raises on a body that is no chat completion: HTML, no choices, half JSON
            raise Failed(
                f"it sent something that is no chat completion ({type(error).__name__})",
                "check STILLROOM_OPENAI_BASE_URL",
                down=True,
            ) from None

    @cached_property
    def _client(self) -> "ChatOpenAI":
        # slow to import, and many runs never ask a model
        from langchain_openai import ChatOpenAI  # noqa: PLC0415
        from openai import Timeout  # noqa: PLC0415

        return ChatOpenAI(
            model=self._model,
            base_url=self._base_url or None,
            # the client refuses to start without a key, and a local server wants none
            api_key=self._api_key if self._api_key.get_secret_value() else SecretStr("none"),
            timeout=Timeout(self._timeout, connect=min(self._timeout, _CONNECT_SECONDS)),
            max_retries=0,
            use_responses_api=False,
            temperature=0,
        )

    def _spend(self, message: "AIMessage", asked_chars: int) -> Spend:
        usage = message.usage_metadata
        # a server that does not count still has to be paid: about four characters make a token
        prompt = usage["input_tokens"] if usage else -(-asked_chars // _CHARS_PER_TOKEN)
        completion = usage["output_tokens"] if usage else -(-len(str(message.content)) // _CHARS_PER_TOKEN)
        cost = prompt * self._prices[0] + completion * self._prices[1]
        return Spend(prompt_tokens=prompt, completion_tokens=completion, cost=cost)

    def _message(self, failed: Failed, ask: Ask) -> str:
        where = urlsplit(self._base_url).hostname or "api.openai.com"
        tries = f" in {1 + self._retries} tries" if failed.again and self._retries else ""
        advice = f"; {failed.advice}" if failed.advice else ""
        return f"{ask.role} model {self._model!r} at {where} gave no usable answer{tries}: {failed.why}{advice}"


def _answer(message: "AIMessage", schema: dict[str, Any]) -> str:
    reason = message.response_metadata.get("finish_reason")
    if message.additional_kwargs.get("refusal") or reason == "content_filter":
        raise Failed("it refused to answer", "a person has to decide", again=False)
    if reason == "length":
        raise Failed("its answer was cut off", "use a model with room for longer answers")
    try:
        return checked(str(message.content), schema)
    except BrokenAnswer as broken:
        raise Failed(str(broken), "use a model that keeps to a JSON schema") from None


def _answer_format(ask: Ask) -> dict[str, Any]:
    shape = {"name": ask.role, "strict": _is_strict(ask.answer_schema), "schema": ask.answer_schema}
    return {"type": "json_schema", "json_schema": shape}


def _is_strict(schema: Any) -> bool:
    """Does every object list all its keys as required? Servers refuse `strict` for any other schema."""
    if isinstance(schema, list):
        return all(_is_strict(part) for part in schema)
    if not isinstance(schema, dict):
        return True
    properties = schema.get("properties", {})
    if schema.get("type") == "object" and (
        schema.get("additionalProperties") is not False or set(schema.get("required", ())) != set(properties)
    ):
        return False
    return all(_is_strict(part) for part in schema.values())

"""OpenAI's chat completions with structured output, or any server that speaks the same (`OPENAI_BASE_URL`)."""

from __future__ import annotations

import json
import logging
import random
import re
import time
from typing import TYPE_CHECKING, Any

import openai

from ai.language import (
    Completion,
    LanguageError,
    LanguageModelAway,
    LanguageModelBroke,
    LanguageModelMisconfigured,
    Refused,
    Truncated,
    Unreadable,
    Usage,
    check_shape,
    most_usage,
)
from ai.openai_endpoint import masked
from ai.tokens import estimated_tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from openai.types.chat import ChatCompletion

    from ai.language import Prompt, Schema
    from settings import Settings

log = logging.getLogger(__name__)

TRIES = 3
FIRST_PAUSE_SECONDS = 0.5  # doubled with each try, with up to a quarter taken off at random
LONGEST_PAUSE_SECONDS = 30.0  # a server that asks for more is left alone until the next run
# Causes of a connection error in which nothing was sent, so that nothing can have been paid.
NEVER_SENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol"})
SETUP_PARAMETERS = re.compile(r"response_format|max_completion_tokens|max_tokens|model|store", re.IGNORECASE)


class OpenAILanguageModel:
    """Answers of the endpoint, by JSON schema, strictly.

    Tried again at once is only what was not paid for: 429 and 5xx, as the server asks (Retry-After). A call that was
    sent and got no answer may have been paid, so it is an error whose usage is the most that it can have taken.
    """

    def __init__(
        self, client: openai.OpenAI, model: str, *, tries: int = TRIES, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = client
        self._tries = tries
        self._sleep = sleep
        self.name = model

    @classmethod
    def from_settings(cls, settings: Settings, *, tries_again: bool = True) -> OpenAILanguageModel:
        """As the settings say; without trying again where somebody waits."""
        key = settings.openai_api_key
        client = openai.OpenAI(
            api_key=key.get_secret_value() if key else "",
            base_url=settings.openai_base_url,
            timeout=settings.language_timeout_seconds,
            max_retries=0,  # the client would also repeat calls that timed out, and pay for them again
        )
        return cls(client, settings.language_model or "", tries=TRIES if tries_again else 1)

    def complete(self, prompt: Prompt, schema: Schema, *, max_tokens: int, purpose: str) -> Completion:  # noqa: ARG002 - the purpose is the budget's
        """The model's answer.

        Raises:
            LanguageError: there is none (Refused, Truncated, Unreadable, LanguageModelBroke, LanguageModelAway).
            LanguageModelMisconfigured: the key, the address or the model is refused.
        """
        answer = self._ask(prompt, schema, max_tokens)
        usage = _usage(answer, most_usage(prompt, schema, max_tokens))
        choice = answer.choices[0] if getattr(answer, "choices", None) else None
        if choice is None:
            raise Unreadable("the model gave no answer", usage)
        if choice.finish_reason == "length":
            raise Truncated("the answer was cut off", usage)
        if choice.finish_reason == "content_filter" or getattr(choice.message, "refusal", None):
            raise Refused(f"the model refuses: {masked(choice.message.refusal or 'content filter')}", usage)
        return Completion(check_shape(_parsed(choice.message.content, usage), schema, usage), usage)

    def _ask(self, prompt: Prompt, schema: Schema, max_tokens: int) -> ChatCompletion:
        for tries_left in reversed(range(self._tries)):
            try:
                return self._request(prompt, schema, max_tokens)
            except (openai.RateLimitError, openai.InternalServerError) as error:
                pause = _pause_seconds(error, self._tries - tries_left)
                if not tries_left or pause > LONGEST_PAUSE_SECONDS:
                    raise self._gave_up(error) from error
                log.info("the language model's service asks to try again in %.1f s: %s", pause, _reason_of(error))
                self._sleep(pause)
            except openai.APIConnectionError as error:
                raise _unanswered(error, most_usage(prompt, schema, max_tokens)) from error
            except (openai.OpenAIError, ValueError) as error:  # ValueError: an answer that is not JSON
                raise self._mapped(error, most_usage(prompt, schema, max_tokens)) from error
        raise LanguageModelAway("the language model was not asked")

    def _request(self, prompt: Prompt, schema: Schema, max_tokens: int) -> ChatCompletion:
        return self._client.chat.completions.create(
            model=self.name,
            messages=[
                {"role": "system", "content": prompt.instructions},
                {"role": "user", "content": prompt.data},
            ],
            response_format={
                "type": "json_schema",
                "json_schema": {"name": schema.name, "strict": True, "schema": dict(schema.shape)},
            },
            max_completion_tokens=max_tokens,
        )

    def _gave_up(self, error: openai.APIStatusError) -> Exception:
        if isinstance(error, openai.InternalServerError):
            return LanguageModelBroke(f"the language model's service failed: {_reason_of(error)}")
        if error.code == "insufficient_quota":
            return LanguageModelMisconfigured(self._advice(error))
        return LanguageModelAway(f"the language model's service asks to slow down: {_reason_of(error)}")

    def _mapped(self, error: Exception, most: Usage) -> Exception:
        setup = (openai.AuthenticationError, openai.PermissionDeniedError, openai.NotFoundError)
        if isinstance(error, setup) or (isinstance(error, openai.BadRequestError) and _is_setup(error)):
            return LanguageModelMisconfigured(self._advice(error))
        if isinstance(error, openai.APIStatusError):
            return Refused(f"refused by the service: {_reason_of(error)}")
        return Unreadable(f"the service's answer cannot be read: {_reason_of(error)}", most)

    def _advice(self, error: openai.APIStatusError) -> str:
        return (
            f"{self._client.base_url.host} refuses to answer with model {self.name} ({error.status_code}: "
            f"{_reason_of(error)}). Check OPENAI_API_KEY, OPENAI_BASE_URL and LANGUAGE_MODEL."
        )


def _unanswered(error: openai.APIConnectionError, most: Usage) -> LanguageError:
    if type(error.__cause__).__name__ in NEVER_SENT:
        return LanguageModelAway("the language model's service cannot be reached")
    late = isinstance(error, openai.APITimeoutError)
    return LanguageModelBroke(
        "the language model took too long" if late else "the language model's service cut the connection", most
    )


def _is_setup(error: openai.BadRequestError) -> bool:
    """Whether the request's form is refused, and so would be for any text."""
    return bool(error.param and SETUP_PARAMETERS.match(str(error.param)))


def _pause_seconds(error: openai.APIStatusError, tried: int) -> float:
    """As long as the server asks; else half a second, doubled with each try. A spent quota is not waited for."""
    if error.code == "insufficient_quota":
        return float("inf")
    headers = error.response.headers
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * unit)
        except (KeyError, ValueError):
            continue
    return float(FIRST_PAUSE_SECONDS * 2.0 ** (tried - 1) * random.uniform(0.75, 1))  # noqa: S311 - jitter


def _usage(answer: ChatCompletion, most: Usage) -> Usage:
    """As the server counts; where it does not say, estimated from the answer, and the most where there is none."""
    told = getattr(answer, "usage", None)
    if told is not None:
        return Usage(int(told.prompt_tokens or 0), int(told.completion_tokens or 0))
    choices = getattr(answer, "choices", None)
    if not choices:
        return most
    return Usage(most.input_tokens, estimated_tokens("".join(choice.message.content or "" for choice in choices)))


def _parsed(content: str | None, usage: Usage) -> Any:  # noqa: ANN401 - whatever a model wrote
    try:
        return json.loads(content or "")
    except (ValueError, RecursionError) as error:
        raise Unreadable("the answer is not JSON", usage) from error


def _reason_of(error: Exception) -> str:
    """The service's own words, without the key that some of its messages repeat."""
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    return masked(str(said or error or type(error).__name__))

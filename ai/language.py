"""The port to language models: instructions and data in, an object of a given shape out, and what can go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ai.tokens import estimated_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.pool import Pool
    from settings import Settings

FRAME_TOKENS = 100  # roles, separators and the like around prompt and schema
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written, as they are paid for."""

    input_tokens: int = 0
    output_tokens: int = 0

    @property
    def total(self) -> int:
        """Both."""
        return self.input_tokens + self.output_tokens

    def plus(self, other: Usage) -> Usage:
        """Both calls together."""
        return Usage(self.input_tokens + other.input_tokens, self.output_tokens + other.output_tokens)


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars for a million tokens read and written."""

    input_usd: float
    output_usd: float

    def cost_usd(self, usage: Usage) -> float:
        """What so many tokens cost."""
        return (usage.input_tokens * self.input_usd + usage.output_tokens * self.output_usd) / MILLION


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model shall do, in our words, and apart from it what it works on, in the words of strangers."""

    instructions: str
    data: str


@dataclass(frozen=True, slots=True)
class Schema:
    """The shape of the answer: a name, and a JSON schema of an object.

    For strict servers every object lists all its properties as required and forbids others; what may be missing is
    of type [..., "null"].
    """

    name: str
    shape: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer that is an object with the schema's required keys, and what it took.

    Servers that are not strict may break the shape further down: whoever reads a value checks its type.
    """

    answer: Mapping[str, Any]
    usage: Usage


class LanguageError(Exception):
    """There is no usable answer; `usage` is what may have to be paid nevertheless."""

    def __init__(self, message: str, usage: Usage | None = None) -> None:
        super().__init__(message)
        self.usage = usage or Usage()


class Refused(LanguageError):
    """The model or its service will not answer this prompt."""


class Truncated(LanguageError):
    """The answer was longer than `max_tokens`."""


class Unreadable(LanguageError):
    """The answer is not JSON or not of the schema's shape."""


class LanguageModelBroke(LanguageError):
    """The service failed on this prompt or took too long; the prompt may be to blame, and may have been paid for."""


class LanguageModelAway(LanguageError):
    """The service cannot be reached or asks to slow down; the prompt is not to blame and nothing is paid."""


class LanguageModelMisconfigured(Exception):
    """The language model is set up wrongly; nothing can be asked until an operator changes it."""


class LanguageModel(Protocol):
    """One language model.

    Attributes:
        name: what its answers and costs are stored under.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - see the class

    def complete(self, prompt: Prompt, schema: Schema, *, max_tokens: int, purpose: str) -> Completion:
        """The answer to a prompt; never call it inside a transaction. `purpose` is what the cost is booked under.

        Raises:
            LanguageError: there is no usable answer to this prompt (its subclasses say why).
            LanguageModelMisconfigured: nothing can be asked until the settings are changed.
        """
        ...


def build_language_model(settings: Settings, pool: Pool, *, tries_again: bool = True) -> LanguageModel | None:
    """The model that the settings name, inside the daily budget; None when they name none.

    Its `complete` also raises `ai.budget.BudgetSpent`. `tries_again=False` is for callers with somebody waiting: one
    try within the time limit.
    """
    if settings.language_model is None:
        return None
    # Imported here, as for embeddings: processes without a model need not load its client.
    from ai.budget import Budget, BudgetedModel  # noqa: PLC0415
    from ai.openai_language import OpenAILanguageModel  # noqa: PLC0415

    model = OpenAILanguageModel.from_settings(settings, tries_again=tries_again)
    return BudgetedModel(model, Budget(pool, settings.daily_budget_usd), prices_of(settings))


def prices_of(settings: Settings) -> Prices:
    """The prices that the settings name; 0 where they name none, which they must for a model."""
    return Prices(
        settings.language_price_per_million_input_tokens or 0.0,
        settings.language_price_per_million_output_tokens or 0.0,
    )


def most_usage(prompt: Prompt, schema: Schema, max_tokens: int) -> Usage:
    """The most tokens that one call can take."""
    shown = f"{prompt.instructions}{prompt.data}{schema.name}{schema.shape}"
    return Usage(estimated_tokens(shown) + FRAME_TOKENS, max_tokens)


def check_shape(answer: Any, schema: Schema, usage: Usage) -> Mapping[str, Any]:  # noqa: ANN401 - whatever a model wrote
    """The answer, when it is an object with the schema's required keys.

    Raises:
        Unreadable: it is not.
    """
    if not isinstance(answer, dict):
        raise Unreadable("the answer is not an object", usage)
    missing = [name for name in schema.shape.get("required", ()) if name not in answer]
    if missing:
        raise Unreadable(f"the answer lacks {', '.join(missing)}", usage)
    return answer

"""A language model that answers from a function, or fails as told, without any network."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ai.language import Completion, Unreadable, Usage, check_shape, most_usage
from ai.tokens import estimated_tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from ai.language import Prompt, Schema


@dataclass(slots=True)
class FakeLanguageModel:
    """`answer` makes of a prompt's data an object, a text, or an exception; `asked` are the data of all calls."""

    answer: Callable[[str], Any] = lambda _: {}
    name: str = "fake-1"
    asked: list[str] = field(default_factory=list)
    purposes: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def complete(self, prompt: Prompt, schema: Schema, *, max_tokens: int, purpose: str) -> Completion:
        with self.lock:
            self.asked.append(prompt.data)
            self.purposes.append(purpose)
        given = self.answer(prompt.data)
        if isinstance(given, Exception):
            raise given
        written = given if isinstance(given, str) else json.dumps(given)
        usage = Usage(most_usage(prompt, schema, 0).input_tokens, estimated_tokens(written))
        try:
            answer = json.loads(written)
        except (ValueError, RecursionError) as error:
            raise Unreadable("the answer is not JSON", usage) from error
        return Completion(check_shape(answer, schema, usage), usage)

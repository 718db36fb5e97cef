"""One request for vectors after another: at the server's pace, tried again, and paid for."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

from ai.embeddings import EmbedderAway, EmbedderMisconfigured, OtherLength
from ai.openai_endpoint import LONGEST_REASON, Declined, NoWay, Unanswered
from ai.openai_vectors import parse_answer, read_vectors
from ai.pace import Pace, asked_seconds
from ai.tokens import estimated_tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from ai.embeddings import EmbeddingError
    from ai.openai_endpoint import OpenAIEndpoint
    from ai.till import Till

FIRST_PAUSE_SECONDS = 0.5  # doubled with each try, with up to a quarter taken off at random
LONGEST_PAUSE_SECONDS = 60.0  # a server that asks for more is left alone until then, and the run ends
LONGER_AT_MOST = 1.1  # times what the server asks for, at random, so that not all come back at once
REST_SECONDS = 15.0  # how long a server that failed is left alone: whoever waits gets lexical matches at once
FULL_SIZE_ONLY = frozenset({"text-embedding-ada-002"})  # refuses the `dimensions` argument
OF_THE_TEXTS = frozenset({400, 413, 422})  # statuses by which a request is refused for what is in it
TOO_LARGE = 413
SLOW_DOWN = 429


class TooLarge(Exception):
    """The request is larger than the account or a server on the way ever takes: smaller ones are not."""


class Broke(Exception):
    """The service failed on the request each time, for what is in it or for its own sake.

    Attributes:
        late: whether it took too long.
    """

    def __init__(self, why: str, *, late: bool) -> None:
        super().__init__(why)
        self.late = late


class _Unreadable(Exception):
    """The answer is cut off, or none that vectors can be read from."""


class OpenAIRequests:
    """Requests for vectors of one model. Threads may share it: what the server says of its limits holds for all.

    One that was sent and got no answer may have been paid: it is booked as such.
    """

    def __init__(
        self,
        endpoint: OpenAIEndpoint,
        model: str,
        dimensions: int,
        till: Till | None,
        *,
        pace: Pace | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """What is tried again, and so may be paid twice, is decided here, not by the endpoint."""
        self._endpoint = endpoint
        self._model = model
        self._dimensions = dimensions
        self._till = till
        self._pace = pace or Pace()
        self._sleep = sleep

    def ask(self, texts: list[str], *, tries: int, waits: bool) -> list[NDArray[np.float32] | EmbeddingError]:
        """A unit vector for each text, or what was odd about it. `waits`: until the server's limits allow the request.

        Raises:
            TooLarge: never to be sent in one.
            Declined: what is in it is refused.
            Broke: no whole answer came, however often it was tried.
            EmbedderAway: the service cannot be reached or wants to be left alone, or the budget is spent.
            EmbedderMisconfigured: the key, the address or the model is refused, or the account's quota is spent.
        """
        tokens = sum(map(estimated_tokens, texts))
        for tries_left in reversed(range(tries)):
            if len(texts) > 1 and self._pace.exceeds(tokens):
                raise TooLarge
            self._wait(tokens, waits=waits)
            try:
                return self._ask_once(texts, tokens)
            except Declined as error:
                self._judge(error, len(texts))
                self._pause(error, tries - tries_left, last=not tries_left)
            except (Unanswered, _Unreadable) as error:
                self._pause(error, tries - tries_left, last=not tries_left)
        raise EmbedderAway("the embedding service was not asked")

    def rest(self) -> None:
        """Leave the service alone for a while."""
        self._pace.hold(REST_SECONDS)

    def advice(self, error: Exception) -> str:
        """What to check when the service refuses whatever it is asked."""
        status = f"{error.status}: " if isinstance(error, Declined) else ""
        return (
            f"{self._endpoint.host} refuses to embed with model {self._model} ({status}{error}). "
            "Check OPENAI_API_KEY, OPENAI_BASE_URL, EMBEDDING_MODEL and EMBEDDING_DIMENSIONS."
        )

    def _wait(self, tokens: int, *, waits: bool) -> None:
        while (seconds := self._pace.seconds_until(tokens)) > 0:
            if not waits or seconds > LONGEST_PAUSE_SECONDS:
                raise EmbedderAway(f"the embedding service is left alone for {seconds:.0f} s more, as it asked")
            self._sleep(seconds)

    def _judge(self, error: Declined, texts: int) -> None:
        """Raise what no other try of the same request changes."""
        if error.status == TOO_LARGE and texts > 1:
            raise TooLarge from error
        if error.status in OF_THE_TEXTS:
            raise error
        if error.code == "insufficient_quota" or not error.passing:
            raise EmbedderMisconfigured(self.advice(error)) from error

    def _pause(self, error: Declined | Unanswered | _Unreadable, tried: int, *, last: bool) -> None:
        """Have the next try wait as the server asks; raise when there is none, or when it wants to be left alone."""
        asked = asked_seconds(error.headers) if isinstance(error, Declined) else None
        if asked is None:
            pause = FIRST_PAUSE_SECONDS * 2.0 ** (tried - 1) * random.uniform(0.75, 1)  # noqa: S311 - jitter
        else:
            pause = asked * random.uniform(1, LONGER_AT_MOST)  # noqa: S311
        if not last and pause <= LONGEST_PAUSE_SECONDS * LONGER_AT_MOST:
            self._pace.hold(pause)
            return
        slow = isinstance(error, Declined) and error.status == SLOW_DOWN
        if (
            last
            and not slow
            and not (isinstance(error, Unanswered) and not error.sent)
            and (asked or 0) <= REST_SECONDS
        ):
            raise Broke(str(error), late=isinstance(error, Unanswered) and error.late) from error
        self._pace.hold(max(REST_SECONDS, asked or 0.0))
        said = "asks to slow down" if slow else "failed"
        raise EmbedderAway(f"the embedding service {said}: {error}") from error

    def _ask_once(self, texts: list[str], tokens: int) -> list[NDArray[np.float32] | EmbeddingError]:
        """One paid call. What it was booked for is an estimate where the server does not say."""
        reservation = self._till.reserve(tokens) if self._till else 0
        paid = tokens
        try:
            answer = self._endpoint.embeddings(texts, **self._arguments())
            self._pace.note(answer.headers)
            items, paid = parse_answer(answer.content, tokens)
        except Declined as error:
            self._pace.note(error.headers)
            paid = 0
            raise
        except Unanswered as error:
            paid = tokens if error.sent else 0
            raise
        except NoWay as error:
            paid = 0
            raise EmbedderMisconfigured(f"No way to the embedding service: {error}.") from error
        except ValueError as error:
            raise _Unreadable(f"its answer cannot be read ({error})"[:LONGEST_REASON]) from error
        finally:
            if self._till:
                self._till.settle(reservation, paid)
        return self._read(items, len(texts))

    def _arguments(self) -> dict[str, Any]:
        size = {} if self._model in FULL_SIZE_ONLY else {"dimensions": self._dimensions}
        return {"model": self._model, "encoding_format": "base64"} | size

    def _read(self, items: list[dict[str, Any]], expected: int) -> list[NDArray[np.float32] | EmbeddingError]:
        results = read_vectors(items, expected, self._dimensions)
        lengths = {result.length for result in results if isinstance(result, OtherLength)}
        if expected > 1 and len(lengths) == 1 and all(isinstance(result, OtherLength) for result in results):
            raise EmbedderMisconfigured(
                f"{self._model} gives {lengths.pop()} numbers, not {self._dimensions}: set EMBEDDING_DIMENSIONS."
            )
        return results

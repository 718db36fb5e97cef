"""A stub of OpenAI's embeddings and chat endpoints on loopback, in their real shapes, with their limits and moods."""

from __future__ import annotations

import base64
import json
import random
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_INPUTS = 2048
MAX_TOKENS = 300_000


@dataclass(slots=True)
class OpenAIStub:
    """What the stub does, and what it was asked.

    Attributes:
        key: the only key it accepts.
        answers_base64: False for servers that ignore `encoding_format` and send numbers.
        refused: a text containing this makes its whole request fail with 400, in words that repeat the text.
        breaks: a text containing this makes its whole request end in a mood of `moods`, each time.
        refuse_all: every request fails with 400, as for a model that does not know `dimensions`.
        bad_vectors: text -> the vector sent for it, whatever it is.
        moods: what the next requests get instead of an answer: an HTTP status, "drop" for a cut connection, "html",
            "cut" for an answer that breaks off, "empty" for one without vectors, or "answer" for the usual one.
        reshaped: what is done to the object of an answer before it is sent.
        seconds_per_text: before each answer, for each text asked about.
        drip_seconds: between two bytes of an answer.
        chat: what answers a chat: given the user's message, a text, an object to be written as JSON, or a whole choice.
        tells_usage: False for servers that do not count tokens.
        delay_seconds: before each answer.
        most_tokens: of one request for embeddings.
        tokens_per_minute: the account's limit, named in the headers; a request of more is refused with 429, however
            often it comes.
        limits: what the rate-limit headers say: "requests" or "tokens" -> (how many are left, until when).
        own_dimensions: for servers that send vectors of their own length, whatever is asked.
        fails: of so many requests in a hundred, by the order they come in, the service fails (503).
        by_words: False for quick vectors that are near each other for equal texts only.
        requests: the bodies received, in order.
    """

    key: str = "sk-test"
    url: str = ""
    answers_base64: bool = True
    refused: str | None = None
    breaks: tuple[str, int | str] | None = None
    refuse_all: bool = False
    bad_vectors: dict[str, list[float]] = field(default_factory=dict)
    moods: list[int | str] = field(default_factory=list)
    reshaped: Callable[[dict[str, Any]], Any] = lambda answer: answer
    seconds_per_text: float = 0
    drip_seconds: float = 0
    chat: Callable[[str], Any] = lambda _: {}
    tells_usage: bool = True
    delay_seconds: float = 0
    retry_after: str = "0"
    most_tokens: int = MAX_TOKENS
    tokens_per_minute: int | None = None
    limits: dict[str, tuple[int, str]] = field(default_factory=dict)
    own_dimensions: int | None = None
    fails: float = 0.0
    by_words: bool = True
    requests: list[dict[str, Any]] = field(default_factory=list)

    def vector(self, text: str, dimensions: int) -> np.ndarray:
        """Unit vectors, near each other for texts that share words."""
        if not self.by_words:
            quick = np.random.default_rng(crc32(text.encode())).standard_normal(dimensions, np.float32)
            return quick / np.linalg.norm(quick)
        total = np.zeros(dimensions)
        for word in re.findall(r"\w+", text.lower()) or [text]:
            total += _direction(word, dimensions)
        return (total / np.linalg.norm(total)).astype(np.float32)


@lru_cache(maxsize=10_000)
def _direction(word: str, dimensions: int) -> np.ndarray:
    return np.random.default_rng(crc32(word.encode())).normal(size=dimensions)


def _error(message: str, code: str | None, kind: str = "invalid_request_error") -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def _choice(given: Any) -> dict[str, Any]:
    content = given if isinstance(given, str) else json.dumps(given)
    message = {"role": "assistant", "content": content, "refusal": None}
    return {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}


def cut_off(given: str) -> dict[str, Any]:
    """A choice whose answer met the limit of tokens."""
    return _choice(given) | {"finish_reason": "length"}


def refusal(words: str) -> dict[str, Any]:
    """A choice in which the model will not answer."""
    return _choice("") | {"message": {"role": "assistant", "content": None, "refusal": words}}


def _is_strict(schema: Any) -> bool:
    """Whether structured output takes the schema: every object lists all its keys and forbids others."""
    if not isinstance(schema, dict):
        return True
    if schema.get("type") == "object":
        listed = sorted(schema.get("required", [])) == sorted(schema["properties"])
        if not listed or schema.get("additionalProperties") is not False:
            return False
        return all(map(_is_strict, schema["properties"].values()))
    return _is_strict(schema.get("items"))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stub: OpenAIStub, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.stub = stub


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet

    @property
    def stub(self) -> OpenAIStub:
        return cast("_Server", self.server).stub

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.stub.requests.append(body)
        time.sleep(self.stub.delay_seconds + self.stub.seconds_per_text * len(body.get("input", ())))
        mood = self.stub.moods.pop(0) if self.stub.moods else self._mood_of(body)
        if mood == "drop":
            self.close_connection = True
            return
        if mood == "html":
            self._send_bytes(200, "text/html", b"<html>Welcome to the proxy</html>")
            return
        if mood is None and self.stub.fails and random.Random(len(self.stub.requests)).random() < self.stub.fails / 100:
            mood = 503
        status, answer = self._answer(body, mood if isinstance(mood, int) else None)
        if status == 200:
            answer = {"object": "list", "data": []} if mood == "empty" else self.stub.reshaped(answer)
        written = json.dumps(answer).encode()
        self._send_bytes(status, "application/json", written[: len(written) // 2] if mood == "cut" else written)

    def _mood_of(self, body: dict[str, Any]) -> int | str | None:
        return self.stub.breaks[1] if self.stub.breaks and self.stub.breaks[0] in str(body.get("input")) else None

    def _answer(self, body: dict[str, Any], mood: int | None) -> tuple[int, dict[str, Any]]:
        if mood == 429:
            return 429, _error("Rate limit reached for requests", "rate_limit_exceeded", "requests")
        if mood == 402:
            return 429, _error("You exceeded your current quota", "insufficient_quota", "insufficient_quota")
        if mood is not None:
            return mood, _error("The server had an error while processing your request", None, "server_error")
        if self.headers["Authorization"] != f"Bearer {self.stub.key}":
            return 401, _error("Incorrect API key provided: sk-wrong-key.", "invalid_api_key")
        rooms = {"/v1/chat/completions": self._chat, "/v1/embeddings": self._embeddings}
        if self.path not in rooms:
            return 404, _error(f"Unknown request URL: POST {self.path}", "unknown_url")
        return rooms[self.path](body)

    def _chat(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        wanted = body["response_format"]["json_schema"]
        if not wanted["strict"] or not _is_strict(wanted["schema"]):
            message = "Invalid schema for response_format: 'additionalProperties' is required to be supplied."
            return 400, _error(message, None) | {"error": _error(message, None)["error"] | {"param": "response_format"}}
        asked = "\n".join(message["content"] for message in body["messages"])
        if self.stub.refused and self.stub.refused in asked:
            return 400, _error("Invalid prompt: your prompt was flagged.", "invalid_prompt")
        given = self.stub.chat(body["messages"][-1]["content"])
        choice = given if isinstance(given, dict) and "finish_reason" in given else _choice(given)
        written = choice["message"]["content"] or ""
        usage = {"prompt_tokens": len(asked) // 4 + 1, "completion_tokens": len(written) // 4 + 1}
        usage["total_tokens"] = sum(usage.values())
        answer = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": body["model"]}
        return 200, answer | {"choices": [choice]} | ({"usage": usage} if self.stub.tells_usage else {})

    def _embeddings(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        texts = body["input"]
        tokens = sum(len(text) // 4 + 1 for text in texts)
        if self.stub.refuse_all:
            return 400, _error("This model does not support specifying dimensions.", None)
        if len(texts) > MAX_INPUTS or tokens > self.stub.most_tokens:
            return 400, _error("Requested too many inputs or tokens.", "max_tokens_per_request")
        if self.stub.tokens_per_minute is not None and tokens > self.stub.tokens_per_minute:
            return 429, _error("Request too large on tokens per min (TPM)", "rate_limit_exceeded", "tokens")
        refused = self.stub.refused
        odd = [text for text in texts if not text or len(text) // 4 > 8192 or (refused and refused in text)]
        if odd:
            return 400, _error(f"'$.input' is invalid: {odd[0]!r}. Please check the API reference.", None)
        data = [self._item(number, text, body) for number, text in enumerate(texts)]
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return 200, {"object": "list", "data": data, "model": body["model"], "usage": usage}

    def _item(self, index: int, text: str, body: dict[str, Any]) -> dict[str, Any]:
        usual = self.stub.vector(text, self.stub.own_dimensions or body.get("dimensions", 1536))
        vector = np.asarray(self.stub.bad_vectors.get(text, usual), np.float32)
        as_base64 = self.stub.answers_base64 and body.get("encoding_format") == "base64"
        written = base64.b64encode(vector.tobytes()).decode() if as_base64 else vector.tolist()
        return {"object": "embedding", "index": index, "embedding": written}

    def _send_bytes(self, status: int, kind: str, written: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(written)))
        for name, (left, reset) in self.stub.limits.items():
            self.send_header(f"x-ratelimit-remaining-{name}", str(left))
            self.send_header(f"x-ratelimit-reset-{name}", reset)
        if self.stub.tokens_per_minute is not None:
            self.send_header("x-ratelimit-limit-tokens", str(self.stub.tokens_per_minute))
        if status == 429:
            self.send_header("Retry-After", self.stub.retry_after)
        elif status >= 500:
            self.send_header("Retry-After-Ms", "1")
        try:
            self.end_headers()
            for at in range(len(written) if self.stub.drip_seconds else 0):
                self.wfile.write(written[at : at + 1])
                self.wfile.flush()
                time.sleep(self.stub.drip_seconds)
            self.wfile.write(b"" if self.stub.drip_seconds else written)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client timed out

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def openai_stub(port: int = 0) -> Iterator[OpenAIStub]:
    """The stub, listening for as long as the block."""
    stub = OpenAIStub()
    server = _Server(stub, port)
    stub.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

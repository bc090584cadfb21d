"""Hears all that leaves the product: calls to AWS with what they store, log lines, and answers to callers."""

import base64
import gzip
import io
import json
import logging
import sys
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import boto3

VAULT = "secrets-manager"
"""The one place where secrets may go."""
_SDK = ("boto3", "botocore", "urllib3", "s3transfer", "hypothesis")
"""At DEBUG the SDK writes whole requests; no deployment of ours asks it to (docs/security.md)."""


class Ear(io.TextIOBase):
    """``heard`` holds texts by where they went: ``aws:dynamodb``, ``aws:sqs``, ``log``, ``answer`` …"""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self.heard: dict[str, list[str]] = defaultdict(list)

    def listen(self) -> None:
        """To be called before the first client of AWS and the first logger are made. All that is printed is heard."""
        boto3.setup_default_session()
        assert boto3.DEFAULT_SESSION is not None
        boto3.DEFAULT_SESSION.events.register("before-send", self._sent_to_aws)
        sys.stdout = sys.stderr = self
        logging.basicConfig(level=logging.DEBUG, stream=self)
        for name in _SDK:
            logging.getLogger(name).setLevel(logging.INFO)

    def write(self, text: str) -> int:
        self.note("log", text)
        return len(text)

    def note(self, where: str, text: str) -> None:
        with self._lock:
            self.heard[where].append(text)

    def _sent_to_aws(self, event_name: str, request: Any, **_: Any) -> None:
        service = event_name.split(".")[1]
        if service != VAULT:
            body = request.body or b""
            self.note(
                f"aws:{service}", f"{request.url} {_readable(body if isinstance(body, bytes) else body.encode())}"
            )

    def leaks(self, canaries: Mapping[str, str], places: Iterable[str] = ()) -> list[str]:
        """Each canary that was heard, with its place and what stood around it, the canary itself struck out."""
        with self._lock:
            heard = {place: list(texts) for place, texts in self.heard.items() if not places or place in places}
        return [
            f"{name} in {place}: …{text[max(0, at - 80) : at]}[{name}]{text[at + len(canary) : at + len(canary) + 40]}…"
            for place, texts in heard.items()
            for text in texts
            for name, canary in canaries.items()
            if (at := text.find(canary)) >= 0
        ]


def _readable(body: bytes | str) -> str:
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    try:
        document = json.loads(text)
    except ValueError:
        return text
    return " ".join((text, *_unpacked(document)))


def _unpacked(document: Any) -> Iterator[str]:
    """What stands in an item's binary attributes, which are base64 of compressed JSON."""
    if isinstance(document, list):
        for one in document:
            yield from _unpacked(one)
    elif isinstance(document, dict):
        for name, value in document.items():
            if name == "B" and isinstance(value, str):
                yield gzip.decompress(base64.b64decode(value)).decode("utf-8", "replace")
            else:
                yield from _unpacked(value)

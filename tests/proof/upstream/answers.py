"""The bad answers: what each side may send instead of the truth, and what a run that never gets better says of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Side = Literal["intacct", "salesforce"]
Do = Mapping[str, Any]

META, RESULT = "ia::meta", "ia::result"
SIDES: tuple[Side, ...] = ("intacct", "salesforce")
DATA: Mapping[Side, Mapping[str, str]] = {
    "intacct": {"name": "query"},
    "salesforce": {"path_contains": "/services/data/"},
}
"""Every call of a side but its sign-ins."""
PAGE: Mapping[Side, Mapping[str, str]] = {
    "intacct": {"name": "query", "body_contains": '"$lte"'},
    "salesforce": {"name": "query", "path_contains": "/query"},
}
"""A page of rows. Of Intacct, one of a range that is closed above, and so surely has some."""


@dataclass(frozen=True, slots=True)
class Bad:
    """``does`` replaces an answer; ``code`` is the trouble's, without the side, where it never gets better.

    ``again`` tells a call that is sent again at once from one whose whole range is done again later.
    """

    name: str
    does: Do
    code: str
    again: bool = True
    match: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name

    def rule(self, side: Side, **more: Any) -> dict[str, Any]:
        return {"match": dict(self.match or DATA[side]), "do": self.does, **more}


def changed(*path: Any, **change: Any) -> Do:
    return {"mutate_json": [{"path": list(path), **change}]}


def answered(status: int, document: Any, **more: Any) -> Do:
    return {"status": status, "body": json.dumps(document), "content_type": "application/json", **more}


AWAY: Sequence[Bad] = (
    Bad("maintenance page, 200", {"html": 200}, "maintenance"),
    Bad("maintenance page, 503", {"html": 503}, "maintenance"),
    Bad("HTTP 500", {"status": 500, "body": "Traceback (most recent call last): secret"}, "failing"),
    Bad("HTTP 502 without body", {"status": 502}, "failing"),
    Bad("HTTP 503, come again in 7 s", {"status": 503, "headers": {"Retry-After": "7"}}, "failing"),
    Bad("HTTP 504 in JSON", answered(504, [{"errorCode": "X", "message": "y"}]), "failing"),
    Bad("HTTP 408", {"status": 408}, "busy"),
    Bad("connection dropped before", {"drop": True}, "away"),
    Bad("connection dropped after", {"drop_after_effect": True}, "away"),
    Bad("cut off at once", {"cut_after": 0}, "cut_off"),
    Bad("cut off after 1 byte", {"cut_after": 1}, "cut_off"),
    Bad("cut off after 40 bytes", {"cut_after": 40}, "cut_off"),
)
"""A side that is away, busy or ill: quickly tried again, then later."""
STALL = Bad("stalls", {"stall_seconds": 0.6}, "timeout")

GARBLED: Sequence[Bad] = (
    Bad("nothing, 200", {"status": 200}, "unreadable"),
    Bad("nothing, 200, called JSON", {"status": 200, "content_type": "application/json"}, "unreadable"),
    Bad("text, 200", {"status": 200, "body": "OK"}, "unreadable"),
    Bad("an empty object", answered(200, {}), "unreadable", again=False),
    Bad("an empty list", answered(200, []), "unreadable", again=False),
    Bad("null", answered(200, None), "unreadable"),
    Bad("a number", answered(200, 7), "unreadable"),
    Bad("a name twice", {**answered(200, {}), "body": '{"a": 1, "a": 2}'}, "unreadable"),
    Bad("not a number", {**answered(200, {}), "body": '{"totalSize": NaN}'}, "unreadable"),
    Bad("nested too deeply", {**answered(200, {}), "body": "[" * 60 + "]" * 60}, "unreadable"),
    Bad("half of it", {**answered(200, {}), "body": '{"totalSize": 3, "records": [{"Na'}, "unreadable"),
    Bad("redirect for now", {"redirect": "https://elsewhere.example/?sid=abc"}, "moved"),
)

_CONTRADICTIONS: Mapping[Side, Mapping[str, Do]] = {
    "intacct": {
        "total too small": changed(META, "totalCount", set=0),
        "total too great": changed(META, "totalCount", set=4000),
        "no total": changed(META, "totalCount", delete=True),
        "total as text": changed(META, "totalCount", set="10"),
        "one row fewer": changed(RESULT, 0, delete=True),
        "one row more": changed(RESULT, 0, duplicate=True),
        "no rows at all": changed(RESULT, set=[]),
        "empty page that adds up": answered(200, {RESULT: [], META: {"totalCount": 30}}),
        "key twice": changed(RESULT, -1, "key", set="3"),
        "descending": changed(RESULT, 0, "key", set="9999"),
        "key as name": changed(RESULT, 0, "key", set="D-17"),
        "key negative": changed(RESULT, 0, "key", set="-1"),
        "row without key": changed(RESULT, 0, "key", delete=True),
        "row without name": changed(RESULT, 0, "name", delete=True),
        "row is text": changed(RESULT, 0, set="Traceback"),
        "value is an object": changed(RESULT, 0, "name", set={"en": "x"}),
    },
    "salesforce": {
        "total too small": changed("totalSize", set=0),
        "total too great": changed("totalSize", set=4000),
        "no total": changed("totalSize", delete=True),
        "total as text": changed("totalSize", set="10"),
        "no list of rows": changed("records", set=None),
        "next page elsewhere": changed("nextRecordsUrl", set="https://evil.example/services/data/v66.0/query/01g-1"),
        "next page with login": changed("nextRecordsUrl", set="@evil.example/query/01g-1"),
        "not done, no next page": changed("done", set=False),
    },
}
PAGES: Mapping[Side, Sequence[Bad]] = {
    side: tuple(Bad(name, does, "unreadable", again=False, match=PAGE[side]) for name, does in kinds.items())
    for side, kinds in _CONTRADICTIONS.items()
}
"""Pages that contradict themselves."""


def refused(side: Side, status: int, code: str, message: str = "") -> Do:
    """An error in the form of this side."""
    if side == "intacct":
        return answered(status, {RESULT: {"ia::error": {"code": code, "message": message}}})
    return answered(status, [{"errorCode": code, "message": message}])

"""What a Salesforce row error asks for: the same row again, its parent first, or a person.

Codes and texts: Salesforce API Developer Guide, "Status codes"; the texts matter where one code has two meanings.
"""

from enum import StrEnum


class RowErrorClass(StrEnum):
    RETRY = "retry"
    """Passes by itself: send this row again, in smaller company."""
    PARENT_MISSING = "parent_missing"
    """The row it points to is not in Salesforce yet."""
    SETUP = "setup"
    """Rights or objects are not as they must be: an administrator of Salesforce must act."""
    BAD_ROW = "bad_row"
    """Salesforce will refuse this row until its data, or a rule, is changed."""


_RETRY = frozenset(
    {
        "UNABLE_TO_LOCK_ROW",
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "PROCESSING_HALTED",
        "TOO_MANY_APEX_REQUESTS",
        "RECORD_IN_USE_BY_WORKFLOW",
        "REQUEST_RUNNING_TOO_LONG",
        "SERVER_UNAVAILABLE",
        "UNKNOWN_EXCEPTION",
    }
)
_SETUP = frozenset(
    {
        "INSUFFICIENT_ACCESS_OR_READONLY",
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "INVALID_TYPE",
        "NOT_FOUND",
        "API_DISABLED_FOR_ORG",
        "DUPLICATE_EXTERNAL_ID",
        "STORAGE_LIMIT_EXCEEDED",
    }
)


def row_error_class(code: str, message: str = "") -> RowErrorClass:
    """The class of one row error; an unknown code is taken for a bad row, so that it is shown and not hammered."""
    if code in _RETRY or (code == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" and "UNABLE_TO_LOCK_ROW" in message):
        return RowErrorClass.RETRY
    if code == "INVALID_FIELD":
        parent = message.startswith("Foreign key external ID")
        return RowErrorClass.PARENT_MISSING if parent else RowErrorClass.SETUP
    return RowErrorClass.SETUP if code in _SETUP else RowErrorClass.BAD_ROW

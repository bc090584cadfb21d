"""Which advice the mail gives for which of Salesforce's row errors; the advice itself stands in chalicelib/locale.

Codes: Salesforce API Developer Guide, "Status codes".
"""

from chalicelib.core.rowerrors import RowErrorClass, row_error_class

UNKNOWN = "unknown"

_ADVICE = {
    "required": ("REQUIRED_FIELD_MISSING",),
    "too_long": ("STRING_TOO_LONG",),
    "number": ("NUMBER_OUTSIDE_VALID_RANGE",),
    "validation": ("FIELD_CUSTOM_VALIDATION_EXCEPTION",),
    "picklist": ("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",),
    "reference": ("INVALID_CROSS_REFERENCE_KEY", "MALFORMED_ID"),
    "no_field": ("INVALID_FIELD", "INVALID_TYPE", "NOT_FOUND"),
    "duplicate_rule": ("DUPLICATES_DETECTED",),
    "automation": ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "CANNOT_EXECUTE_FLOW_TRIGGER"),
    "owner": ("INACTIVE_OWNER_OR_USER",),
    "duplicate_value": ("DUPLICATE_VALUE",),
    "external_id": ("DUPLICATE_EXTERNAL_ID",),
    "access": ("INVALID_FIELD_FOR_INSERT_UPDATE",),
    "api_off": ("API_DISABLED_FOR_ORG",),
    "busy": (
        "UNABLE_TO_LOCK_ROW",
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "PROCESSING_HALTED",
        "TOO_MANY_APEX_REQUESTS",
        "RECORD_IN_USE_BY_WORKFLOW",
    ),
    "locked": ("ENTITY_IS_LOCKED",),
    "away": ("UNKNOWN_EXCEPTION", "SERVER_UNAVAILABLE", "REQUEST_RUNNING_TOO_LONG", "QUERY_TIMEOUT"),
    "quota": ("REQUEST_LIMIT_EXCEEDED", "LOGIN_RATE_EXCEEDED"),
    "storage": ("STORAGE_LIMIT_EXCEEDED",),
    "session": ("INVALID_SESSION_ID",),
    "ambiguous": ("AMBIGUOUS_MATCH",),
    "intacct": ("INTACCT_REFUSED",),
    "wrong_list": ("WRONG_LIST",),
}
_BY_CODE = {code: advice for advice, codes in _ADVICE.items() for code in codes}


def remedy_key(code: str, message: str) -> str:
    """The key of the advice in the catalogue of words; the message decides where one code has two meanings."""
    return f"remedy.{_advice(code, message)}"


def _advice(code: str, message: str) -> str:
    if code.startswith("INSUFFICIENT_ACCESS"):
        return "access"
    if code == "DUPLICATE_VALUE" and "Duplicate external id specified" in message:
        return "twice"
    match row_error_class(code, message):
        case RowErrorClass.PARENT_MISSING:
            return "parent"
        case RowErrorClass.RETRY if code == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY":
            return "busy"
    return _BY_CODE.get(code, UNKNOWN)

"""Every row error of Salesforce has a class, and the classes say what to do."""

import pytest

from chalicelib.core.rowerrors import RowErrorClass, row_error_class

FOREIGN_KEY = "Foreign key external ID: class:7 not found for field Intacct_Key__c in entity Intacct_Class__c"
LOCK = "Trigger: execution of BeforeUpdate caused by: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access"


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        ("UNABLE_TO_LOCK_ROW", "", RowErrorClass.RETRY),
        ("ALL_OR_NONE_OPERATION_ROLLED_BACK", "", RowErrorClass.RETRY),
        ("PROCESSING_HALTED", "", RowErrorClass.RETRY),
        ("TOO_MANY_APEX_REQUESTS", "", RowErrorClass.RETRY),
        ("RECORD_IN_USE_BY_WORKFLOW", "", RowErrorClass.RETRY),
        ("UNKNOWN_EXCEPTION", "", RowErrorClass.RETRY),
        ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", LOCK, RowErrorClass.RETRY),
        ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "Trigger: a rule of ours", RowErrorClass.BAD_ROW),
        ("INVALID_FIELD", FOREIGN_KEY, RowErrorClass.PARENT_MISSING),
        ("INVALID_FIELD", "No such column 'X__c' on sobject of type Intacct_Class__c", RowErrorClass.SETUP),
        ("INVALID_TYPE", "", RowErrorClass.SETUP),
        ("INSUFFICIENT_ACCESS_OR_READONLY", "", RowErrorClass.SETUP),
        ("INVALID_FIELD_FOR_INSERT_UPDATE", "", RowErrorClass.SETUP),
        ("DUPLICATE_EXTERNAL_ID", "", RowErrorClass.SETUP),
        ("STORAGE_LIMIT_EXCEEDED", "", RowErrorClass.SETUP),
        ("REQUIRED_FIELD_MISSING", "", RowErrorClass.BAD_ROW),
        ("STRING_TOO_LONG", "", RowErrorClass.BAD_ROW),
        ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "", RowErrorClass.BAD_ROW),
        ("INVALID_CROSS_REFERENCE_KEY", "", RowErrorClass.BAD_ROW),
        ("ENTITY_IS_DELETED", "", RowErrorClass.BAD_ROW),
        ("DUPLICATE_VALUE", "", RowErrorClass.BAD_ROW),
        ("DUPLICATES_DETECTED", "", RowErrorClass.BAD_ROW),
        ("NEW_IN_2027", "", RowErrorClass.BAD_ROW),
        ("", "", RowErrorClass.BAD_ROW),
    ],
)
def test_a_row_error_says_what_it_asks_for(code: str, message: str, expected: RowErrorClass) -> None:
    assert row_error_class(code, message) is expected

"""What field maps need of the world outside, as Protocols; beside ``ports.py``, which is full."""

from typing import Protocol

from chalicelib.core.fieldmap_types import IntacctObject, SalesforceObject


class IntacctModels(Protocol):
    def fields(self, object_name: str) -> IntacctObject:
        """The fields of an object by dotted name, in Intacct's order. Raises TryAgain or NeedsAdmin."""


class SalesforceModels(Protocol):
    def fields(self, object_name: str) -> SalesforceObject:
        """The fields of an object that our user sees, in Salesforce's order. Raises TryAgain or NeedsAdmin."""

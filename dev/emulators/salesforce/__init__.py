"""The Salesforce stand-in."""

from dev.emulators.salesforce.app import SalesforceStandIn
from dev.emulators.salesforce.row_rules import RowFault, ValidationRule

__all__ = ["RowFault", "SalesforceStandIn", "ValidationRule"]

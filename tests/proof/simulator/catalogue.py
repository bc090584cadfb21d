"""The managed lists of the simulated company: every kind that the engine treats differently, and no more."""

from chalicelib.core.lists import Catalogue, parse_catalogue

DEPARTMENT = "department"
LOCATION = "location"
TERM = "term"
STATUS = "status"
EMPLOYEE = "employee"


_DEPARTMENT = {
    "key": DEPARTMENT,
    "label": {"en": "Department", "fr": "Département"},
    "salesforce": "Intacct_Department__c",
    "sources": [{"object": "company-config/department"}],
    "links": [{"field": "parent.key", "salesforce": "Parent__c", "list": DEPARTMENT}],
}
_LOCATION = {
    "key": LOCATION,
    "label": {"en": "Location", "fr": "Emplacement"},
    "salesforce": "Intacct_Location__c",
    "sources": [
        {"object": "company-config/entity", "omit": ["parent.key"], "constants": {"Location_Type__c": "Entity"}},
        {"object": "company-config/location", "constants": {"Location_Type__c": "Location"}},
    ],
    "links": [{"field": "parent.key", "salesforce": "Parent__c", "list": LOCATION}],
}
_TERM = {
    "key": TERM,
    "label": {"en": "Term", "fr": "Condition"},
    "salesforce": "Intacct_Term__c",
    "sources": [{"object": "accounts-receivable/term"}],
    "modified": "",
}
_STATUS = {
    "key": STATUS,
    "label": {"en": "Status", "fr": "Statut"},
    "salesforce": "Intacct_Status__c",
    "sources": [{"object": "projects/status"}],
    "modified": "",
    "numeric_key": False,
}
_EMPLOYEE = {
    "key": EMPLOYEE,
    "label": {"en": "Employee", "fr": "Employé"},
    "salesforce": "Intacct_Employee__c",
    "sources": [{"object": "company-config/employee"}],
    "links": [
        {"field": "supervisor.key", "salesforce": "Supervisor__c", "list": EMPLOYEE},
        {"field": "department.key", "salesforce": "Department__c", "list": DEPARTMENT},
    ],
}
TABLES = (_DEPARTMENT, _LOCATION, _TERM, _STATUS, _EMPLOYEE)


def small_catalogue() -> Catalogue:
    """Self-parents; two sources; no modification stamp; keys that are text; links to other lists."""
    return parse_catalogue({"lists": list(TABLES)})

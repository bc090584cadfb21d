"""The field map of the simulated company: a field of each rule, and who wins where both sides changed."""

from chalicelib.core.fieldmap import FieldMaps, MappedField, Rule, Shape
from chalicelib.core.fieldmap_list import effective_list
from chalicelib.core.lists import ManagedList
from chalicelib.core.settings import Settings
from tests.proof.simulator.catalogue import DEPARTMENT, EMPLOYEE

TITLE = MappedField("reportTitle", "Report_Title__c", Rule.BOTH, shape=Shape(length=60))
SEATS = MappedField("seats", "Seats__c", Rule.TO_INTACCT, shape=Shape("number", intacct="integer"))
CODE = MappedField("code", "Code__c", shape=Shape(length=60))
ROWS = (TITLE, SEATS, CODE)
MAPPED_COLUMNS = frozenset(row.column for row in ROWS)
MAPPED_LISTS = (DEPARTMENT, EMPLOYEE)
MAPS = FieldMaps().with_rows(DEPARTMENT, ROWS).with_rows(EMPLOYEE, ROWS)


def mapped(managed_list: ManagedList) -> ManagedList:
    """The list with all that the map brings from Intacct."""
    return effective_list(managed_list, Settings(field_maps=MAPS))

"""Both sides of field maps as a test describes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from chalicelib.core.errors import NeedsAdmin, Problem
from chalicelib.core.fieldmap_types import IntacctField, SalesforceField

Field = TypeVar("Field", IntacctField, SalesforceField)


@dataclass
class FakeModels(Generic[Field]):
    """Fulfils ``IntacctModels`` or ``SalesforceModels``; ``asked`` names the objects in the order of the calls."""

    objects: dict[str, tuple[Field, ...]]
    trouble: Problem | None = None
    asked: list[str] = field(default_factory=list)

    def fields(self, object_name: str) -> Mapping[str, Field]:
        self.asked.append(object_name)
        if self.trouble:
            raise self.trouble
        if object_name not in self.objects:
            raise NeedsAdmin("no_object", f"There is no {object_name}.", remedy="See the rights of our user.")
        return {one.name: one for one in self.objects[object_name]}

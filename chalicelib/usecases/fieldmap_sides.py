"""Both sides of a managed list as they are now, for a map to be checked against or chosen from."""

from collections.abc import Collection

from chalicelib.core.fieldmap_types import Sides
from chalicelib.core.lists import ManagedList
from chalicelib.core.settings import Settings
from chalicelib.usecases.fieldmap_desk import FieldMapDesk


def sides_of(
    desk: FieldMapDesk, tenant: str, settings: Settings, managed_list: ManagedList, lookups: Collection[str] = ()
) -> Sides:
    """Ask both systems, once for each object. ``lookups`` are keys of lists; those unknown are passed over.

    Raises TryAgain or NeedsAdmin.
    """
    intacct, salesforce = desk.intacct(tenant, settings), desk.salesforce(tenant, settings)
    targets = {target.salesforce for key in lookups if (target := desk.catalogue.get(key))}
    own = salesforce.fields(managed_list.salesforce)
    return Sides(
        intacct={source.object: intacct.fields(source.object) for source in managed_list.sources},
        salesforce=own,
        targets={name: own if name == managed_list.salesforce else salesforce.fields(name) for name in sorted(targets)},
    )

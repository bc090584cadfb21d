"""Writes the Salesforce side as source: ``python -m dev.force_app [--lists own.toml] [--out force-app]``."""

import argparse
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from chalicelib.core.errors import BadRequest
from chalicelib.core.lists import HIDDEN_FIELD, NAME_FIELD, Catalogue, parse_catalogue
from dev.force_app_objects import ACCOUNT, objects_of
from dev.force_app_xml import ObjectRights, field_xml, object_xml, permission_set_xml, render
from dev.salesforce_source import ObjectSource

_STANDARD_LISTS = Path(__file__).parent.parent / "chalicelib" / "lists.toml"
_APP = "Passerelle"
_SYNC_PURPOSE = "For the integration user: writes the rows of the Intacct managed lists, deletes none, reads accounts."
_READ_PURPOSE = "For people who look up rows of the Intacct managed lists: reads them, changes none."


def load_catalogue(own: Path | None = None) -> Catalogue:
    """The standard lists, the operator's own over them, and one user-defined dimension.

    The dimension stands in so that the object which all of them share exists before the first is named.
    Raises BadRequest that names each mistake in the file.
    """
    standard = tomllib.loads(_STANDARD_LISTS.read_text(encoding="utf-8"))
    document: dict[str, Any] = tomllib.loads(own.read_text(encoding="utf-8")) if own else {}
    if not document.get("user_defined_dimensions"):
        stand_in = {"object": "platform-apps/nsp::dimension", "label": {"en": "User-defined dimensions"}}
        document = {**document, "user_defined_dimensions": [stand_in]}
    return parse_catalogue(standard, document)


def source_files(catalogue: Catalogue, contact_email: str) -> dict[str, str]:
    """Every file of the source, by its path below ``--out``; always the same for the same catalogue."""
    objects = objects_of(catalogue)
    files = dict(_object_files([ACCOUNT, *objects]))
    files["permissionsets/Intacct_Sync.permissionset-meta.xml"] = permission_set_xml(
        "Intacct Sync", _SYNC_PURPOSE, _sync_rights(objects)
    )
    files["permissionsets/Intacct_Lists_Read.permissionset-meta.xml"] = permission_set_xml(
        "Intacct Lists Read", _READ_PURPOSE, _read_rights(objects)
    )
    files.update(_app_files(contact_email))
    return {f"main/default/{path}": text for path, text in sorted(files.items())}


def _object_files(objects: Sequence[ObjectSource]) -> Iterator[tuple[str, str]]:
    for source in objects:
        folder = f"objects/{source.name}"
        if source.is_ours:
            yield f"{folder}/{source.name}.object-meta.xml", object_xml(source)
        for name in _own_fields(source):
            text = field_xml(source.fields[name], source.plural_label if source.fields[name].reference_to else "")
            yield f"{folder}/fields/{name}.field-meta.xml", text


def _sync_rights(objects: Sequence[ObjectSource]) -> list[ObjectRights]:
    account = ObjectRights("Account", False, True, [(name, False) for name in ACCOUNT.fields])
    return [account] + [
        ObjectRights(source.name, True, True, [(name, name != HIDDEN_FIELD) for name in _own_fields(source)])
        for source in objects
    ]


def _read_rights(objects: Sequence[ObjectSource]) -> list[ObjectRights]:
    return [
        ObjectRights(source.name, False, False, [(name, False) for name in _own_fields(source)]) for source in objects
    ]


def _own_fields(source: ObjectSource) -> list[str]:
    return [name for name in source.fields if name != NAME_FIELD]


def _app_files(contact_email: str) -> Iterator[tuple[str, str]]:
    """The app registration without its key: Salesforce wants consumer key and certificate kept out of source.

    https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_extlclntappglobaloauthsettings.htm
    """
    yield (
        f"externalClientApps/{_APP}.eca-meta.xml",
        render(
            "ExternalClientApplication",
            [
                ("contactEmail", contact_email),
                ("description", "Keeps Intacct managed lists in this org and reads accounts for Intacct."),
                ("distributionState", "Local"),
                ("isProtected", "false"),
                ("label", _APP),
            ],
        ),
    )
    yield (
        f"extlClntAppOauthSettings/{_APP}_oauth.ecaOauth-meta.xml",
        render(
            "ExtlClntAppOauthSettings",
            [
                ("commaSeparatedOauthScopes", "Api, RefreshToken"),
                ("externalClientApplication", _APP),
                ("label", f"{_APP} OAuth"),
            ],
        ),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes the files over those that stand there; a file of a list no longer named is left for its owner."""
    parser = argparse.ArgumentParser(prog="python -m dev.force_app", description=__doc__)
    parser.add_argument("--lists", type=Path, help="your own lists file, over the standard one")
    parser.add_argument("--out", type=Path, default=Path("force-app"), help="the folder to write (default: force-app)")
    parser.add_argument("--contact-email", default="admin@example.com", help="who answers for the app registration")
    given = parser.parse_args(arguments)
    try:
        files = source_files(load_catalogue(given.lists), given.contact_email)
    except BadRequest as error:
        parser.error("\n".join([error.detail, *(f"  {wrong.field}: {wrong.message}" for wrong in error.errors)]))
    except ValueError as error:
        parser.error(str(error))
    for path, text in files.items():
        target = given.out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(files)} files written to {given.out}.")


if __name__ == "__main__":
    main()

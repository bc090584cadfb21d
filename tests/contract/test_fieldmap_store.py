"""Field maps in the stores of settings: kept whole, version by version, even the largest that may be saved."""

from dataclasses import replace

from chalicelib.core.fieldmap import MOST_ROWS, MOST_ROWS_TOGETHER, FieldMaps, Shape
from chalicelib.core.settings import IntegrationMode, Settings
from chalicelib.ports import SettingsStore
from dev.fakes import SET_UP
from tests.unit.fieldmap_parts import row


def test_maps_come_back_as_they_were_saved(settings_store: SettingsStore) -> None:
    shape = Shape("number", 18, 2, "integer", ("company-config/entity",), derived=True)
    rows = (
        replace(row("nsp::A", "A__c", "both"), shape=shape),
        row("b.key", "B__c", lookup="class", status="inactive"),
    )
    wanted = Settings(mode=IntegrationMode.BASIC, field_maps=FieldMaps(True).with_rows("department", rows))
    saved = settings_store.save("demo", wanted, 0, SET_UP)
    assert settings_store.current("demo") == saved
    emptied = replace(saved, field_maps=saved.field_maps.with_rows("department", ()))
    settings_store.save("demo", emptied, 1, SET_UP)
    assert settings_store.version("demo", 1).field_maps.of("department") == rows
    assert settings_store.current("demo").field_maps == FieldMaps(enabled=True)


def test_the_largest_maps_fit(settings_store: SettingsStore) -> None:
    maps = FieldMaps()
    for number in range(MOST_ROWS_TOGETHER // MOST_ROWS):
        wide = (row(f"{'group.' * 30}f{n:03}", f"F{n:03}{'x' * 73}__c", "both") for n in range(MOST_ROWS))
        shaped = (replace(one, shape=Shape("number", 250, 9, "integer", ("company-config/entity",))) for one in wide)
        maps = maps.with_rows(f"list_{number}", tuple(shaped))
    saved = settings_store.save("demo", Settings(field_maps=maps), 0, SET_UP)
    changed = settings_store.save("demo", replace(saved, field_maps=replace(maps, enabled=True)), 1, SET_UP)
    changed = settings_store.save("demo", replace(changed, field_maps=maps.with_rows("list_0", ())), 2, SET_UP)
    assert settings_store.current("demo") == changed

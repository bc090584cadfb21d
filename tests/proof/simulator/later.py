"""The next version of the product's code, loaded beside the present one with ``next_version.patch``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from tests.proof.patched import apply
from tests.proof.simulator.ground import Ground
from tests.proof.simulator.hands import Hands

PATCH = Path(__file__).with_name("next_version.patch")
HANDS = "tests.proof.simulator.hands"
OWN = (HANDS, "tests.proof.simulator.lines", "dev.fakes.intacct", "dev.fakes.salesforce", "dev.worker")
"""What knows the product's types and so belongs to a version, beside the product itself."""


def next_versions_hands(ground: Ground) -> Hands:
    """The hands of the next version on the same ground. Of what they are and raise, no type is the present one's."""
    hands: Hands = _module().Hands(ground)
    return hands


@cache
def _module() -> ModuleType:
    with TemporaryDirectory() as where, _unloaded(), _first_on_path(str(apply(PATCH, Path(where)))):
        return import_module(HANDS)


@contextmanager
def _unloaded() -> Iterator[None]:
    """As if nothing of a version were loaded; what is loaded meanwhile is known to nobody afterwards."""
    present = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_of_a_version(name)}
    try:
        yield
    finally:
        for name in [name for name in sys.modules if _is_of_a_version(name)]:
            del sys.modules[name]
        for name, module in present.items():
            sys.modules[name] = module
            package, _, own = name.rpartition(".")
            if package in sys.modules:
                setattr(sys.modules[package], own, module)


@contextmanager
def _first_on_path(folder: str) -> Iterator[None]:
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        sys.path.remove(folder)


def _is_of_a_version(name: str) -> bool:
    return name in OWN or name.partition(".")[0] == "chalicelib"

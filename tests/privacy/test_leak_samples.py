"""The sweep of `tests/test_leaks.py` has values of each field, and each format."""

import importlib
import pkgutil

from cmcct import formats
from cmcct.model.entities import CHANNELS, FocalPoint, OverlayEntry
from tests import test_leaks


def test_every_field_of_every_model_is_in_the_sweep() -> None:
    assert {*test_leaks.ENTRY, "sharing", *CHANNELS} == set(FocalPoint.model_fields)
    for owner, keys in test_leaks.CHANNEL_VALUES.items():
        assert {*keys, "sharing"} == set(CHANNELS[owner].model_fields)
    assert {*test_leaks.OVERLAY, "id", "name"} == set(OverlayEntry.model_fields)


def test_every_format_is_in_the_sweep() -> None:
    modules = pkgutil.walk_packages(formats.__path__, f"{formats.__name__}.")
    writers = {each.name for each in modules if hasattr(importlib.import_module(each.name), "dump")}
    assert writers == {form.module.__name__ for form in test_leaks.FORMS.values()}

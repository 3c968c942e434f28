"""Mails made from the facts: every layout, portal, charset and transfer encoding that people really send."""

import generate
import pytest

from anfragemanager import parsing


@pytest.mark.parametrize("block", range(8))
def test_generated_mails_are_read_field_by_field(block):
    for seed in range(block * 50, block * 50 + 50):
        raw, portal, format_, expected = generate.example(seed)
        result = parsing.parse(raw)
        assert (result.kind, result.portal, result.format) == ("inquiry", portal, format_), seed
        inquiry = result.inquiries[0].to_dict()
        assert {name: inquiry[name] for name in expected} == expected, seed

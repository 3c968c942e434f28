"""Every mail in mails/ is read as the file beside it says."""

import json
from pathlib import Path

import pytest

from anfragemanager import parsing

UNSCORED = ("origin", "place", "reference_candidates")
MAILS = sorted((Path(__file__).parent / "mails").glob("*.eml"))


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_mail_is_read_as_expected(path):
    expected = json.loads(path.with_suffix(".eml.json").read_text("utf-8"))
    result = parsing.parse(path.read_bytes()).to_dict()
    seen = {name: result[name] for name in ("kind", "portal", "format")}
    seen["inquiries"] = [{k: v for k, v in inquiry.items() if k not in UNSCORED} for inquiry in result["inquiries"]]
    assert seen == expected


def test_output_has_exactly_the_keys_of_the_contract():
    inquiry = parsing.parse((MAILS[0].parent / "is24_xml.eml").read_bytes()).to_dict()
    assert list(inquiry) == [
        "kind",
        "portal",
        "format",
        "inquiries",
        "warnings",
        "evidence",
        "unsure",
        "bounced_recipients",
    ]
    assert list(inquiry["inquiries"][0]) == (
        "property_refs reference_candidates salutation title first_name last_name company email email_is_alias"
        " phone mobile street zip"
        " city country"
        " message wishes preferred_contact language disclosure external_id origin place conflicts".split()
    )
    json.dumps(inquiry)


def test_origin_names_the_source_of_each_value():
    (inquiry,) = parsing.parse((MAILS[0].parent / "is24_html_only.eml").read_bytes()).inquiries
    assert inquiry.origin["email"] == "html"
    assert inquiry.origin["property_refs"] == "subject"
    (relay,) = parsing.parse((MAILS[0].parent / "kleinanzeigen_private_relay.eml").read_bytes()).inquiries
    assert relay.origin["email"] == "header"


def test_source_lines_tell_where_a_value_was_read():
    mail = parsing.parse((MAILS[0].parent / "immonet_text.eml").read_bytes())
    assert mail.inquiries[0].place["phone"] == "Telefon-Nummer: +49 30 2312500"
    assert mail.text.startswith("Anbieter-Objekt-ID: MA1024-414566")

"""E-mail addresses: what is one, which spellings reach one mailbox, who may call a domain his own."""

import pytest

from anfragemanager.contact.emails import (
    find_emails,
    is_public_provider,
    mailbox_key,
    normalise,
    read_email,
    same_mailbox,
)
from anfragemanager.contact.own import own_from


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A.Muster+immo@googlemail.com", "amuster@gmail.com"),
        ("max+haus@beispiel.de", "max@beispiel.de"),
        ("Max@Beispiel.DE", "max@beispiel.de"),
        ("max@müller.de", "max@xn--mller-kva.de"),
        ("max@me.com", "max@icloud.com"),
    ],
)
def test_spellings_of_one_mailbox(one, other):
    assert mailbox_key(one) == mailbox_key(other)


def test_two_mailboxes():
    assert mailbox_key("a.muster@gmx.de") != mailbox_key("amuster@gmx.de")
    assert mailbox_key("max@gmx.de") != mailbox_key("max@gmx.net")


def test_several_in_one_field():
    assert find_emails("a@x.de; Max <b@Y.de>, mailto:c@z.de") == ("a@x.de", "b@y.de", "c@z.de")


@pytest.mark.parametrize("text", ["", None, "kein", "a@b", "@x.de", "a b.de"])
def test_no_address(text):
    assert normalise(text) is None


@pytest.mark.parametrize("domain", ["live.com", "GMX.de", "t-online.de", "bluewin.ch", "googlemail.com", "proton.me"])
def test_public_providers(domain):
    assert is_public_provider(domain)
    assert not own_from([domain, f"https://www.{domain}/"], senders=[f"agentur@{domain}"]).domains


def test_own_addresses_and_domains():
    own = own_from(["https://www.muster.de/", "anfragen@live.com"], senders=["info@muster-immobilien.de"])
    assert own.holds("Chef@muster.de") and own.holds("x@mail.muster.de") and own.holds("y@muster-immobilien.de")
    assert own.holds("anfragen+portal@live.com") and not own.holds("prospect@live.com")
    assert not own.holds("x@nichtmuster.de")


def test_who_surely_reads_another_spelling():
    assert same_mailbox("Eva@example.org", "eva@example.org")
    assert same_mailbox("e.va+immo@gmail.com", "eva@googlemail.com")
    assert same_mailbox("eva@müller.example", "eva@xn--mller-kva.example")
    assert not same_mailbox("eva+immo@example.org", "eva@example.org")
    assert not same_mailbox("e.va@example.org", "eva@example.org")


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("keine@mail.example", False),
        ("keine.email@gmx.de", False),
        ("Keine-E-Mail@web.de", False),
        ("nomail@nomail.de", False),
        ("unbekannt@unbekannt.de", False),
        ("xxx@xxx.de", False),
        ("xx@web.de", True),
        ("keiner@web.de", True),
        ("a.keine@web.de", True),
        ("leerer@web.de", True),
    ],
)
def test_what_is_typed_in_place_of_an_address_is_nobodys(address, is_one):
    assert bool(read_email(address)) == is_one

"""What an administrator adds: portals, labels, trusted servers; and what a change of rules changes."""

import re

import pytest
from build import mail

from anfragemanager import parsing
from anfragemanager.parsing import PORTALS, Portal, Rules, authentication, portals

IMMONET = "immonet.de <noreply@immonet.de>"
FORM = "Anbieter-Objekt-ID: K5\nVorname: Max\nNachname: Muster\nE-Mail: max@example.org\nAnmerkungen: Bitte Exposé\n"


def test_new_portal_is_one_entry():
    raw = mail("Immo-Börse <noreply@immoboerse.example>", "Mitteilung", text=FORM)
    rules = Rules(portals=(*PORTALS, Portal(code="immoboerse", name="Immo-Börse", domains=("immoboerse.example",))))
    assert parsing.parse(raw).portal == "website"
    assert parsing.parse(raw, rules).portal == "immoboerse"


def test_taught_labels_count_for_every_sender_or_for_one_portal():
    raw = mail(
        IMMONET, "Kontaktanfrage", text=FORM.replace("Vorname", "Rufzeichen").replace("Anmerkungen", "Botschaft")
    )
    assert parsing.parse(raw).inquiries[0].message is None
    taught = parsing.parse(raw, Rules(labels={"first_name": ("Rufzeichen",), "message": ("Botschaft:",)}))
    assert (taught.inquiries[0].first_name, taught.inquiries[0].message) == ("Max", "Bitte Exposé")
    entry = next(portal for portal in PORTALS if portal.code == "immonet")
    own = Portal(code="immonet", name="immonet", domains=entry.domains, labels={"message": ("Botschaft",)})
    only = Rules(portals=(own, *(portal for portal in PORTALS if portal.code != "immonet")))
    assert parsing.parse(raw, only).inquiries[0].message == "Bitte Exposé"


def test_subject_patterns_are_substrings_and_never_patterns():
    entry = Portal(code="x", name="X", domains=("x.example",), subjects=("(a+)+$",))
    raw = mail("X <noreply@x.example>", "a" * 5000, text=FORM)
    assert parsing.parse(raw, Rules(portals=(entry,))).kind == "inquiry"


def test_own_address_is_never_the_prospect():
    raw = mail(
        IMMONET, "Kontaktanfrage", text=FORM.replace("max@example.org", "makler@agentur.example / max@example.org")
    )
    assert parsing.parse(raw, Rules(own_domains=("agentur.example",))).inquiries[0].email == "max@example.org"


DOMAINS = ("immobilienscout24.de",)


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ("mx.makler.example; dmarc=pass header.from=immobilienscout24.de", "pass"),
        (
            "mx.makler.example; dkim=pass header.d=mailing.immobilienscout24.de; spf=fail smtp.mailfrom=x.example",
            "pass",
        ),
        ("mx.makler.example; spf=pass smtp.mailfrom=bounce@immobilienscout24.de", "pass"),
        (
            "mx.makler.example; spf=pass smtp.mailfrom=evil.invalid; dkim=pass header.d=evil.invalid; dmarc=fail"
            " header.from=immobilienscout24.de",
            "fail",
        ),
        ("mx.makler.example; spf=fail smtp.mailfrom=immobilienscout24.de; dkim=none", "fail"),
        ("mx.makler.example; spf=none; dkim=none", "none"),
        (
            "mx.makler.example (comment; dmarc=pass header.from=immobilienscout24.de) 1; spf=softfail"
            " smtp.mailfrom=immobilienscout24.de",
            "fail",
        ),
        ("mx.evil.invalid; dmarc=pass header.from=immobilienscout24.de", "none"),
        ("mx.makler.example; none", "none"),
        ("", "none"),
    ],
)
def test_sender_check(results, verdict):
    assert authentication.check([results], ["mx.makler.example"], DOMAINS) == verdict


@pytest.mark.parametrize(
    ("sender", "told", "verdict"),
    [
        ("chef@makler.example", "spf=pass smtp.mailfrom=evil.example; dkim=none; dmarc=none", "fail"),
        ("chef@makler.example", "spf=softfail smtp.mailfrom=makler.example", "fail"),
        ("chef@makler.example", "dkim=pass header.d=makler.example; spf=pass smtp.mailfrom=evil.example", "pass"),
        ("chef@makler.example", "auth=pass smtp.auth=chef; spf=fail smtp.helo=laptop", "none"),
        ("chef@makler.example", "spf=none; dkim=none", "none"),
        ("chef@makler.example", "", "none"),
        ("max@example.org", "spf=pass smtp.mailfrom=evil.example; dkim=none", "none"),
        ("max@example.org", "dmarc=fail header.from=example.org", "fail"),
    ],
)
def test_who_answers_in_our_name_has_to_be_proven_where_our_server_looked(sender, told, verdict):
    headers = [("Authentication-Results", f"mx.makler.example; {told}")] if told else []
    raw = mail(sender, "Re: Sommerfest", text="Ja, so machen wir es.", headers=[("In-Reply-To", "<x@y>"), *headers])
    trusting = Rules(own_domains=("makler.example",), trusted_authserv=("mx.makler.example",))
    found = parsing.parse(raw, trusting)
    assert (found.kind, found.auth) == ("reply", verdict)
    # Nobody has said whom to trust: then a server in our domain can only cast doubt.
    assert parsing.parse(raw, Rules(own_domains=("makler.example",))).auth == {"pass": "none"}.get(verdict, verdict)


@pytest.mark.parametrize(
    "chosen",
    [
        "spf=pass smtp.mailfrom=a@evil.example smtp.helo=mail.immobilienscout24.de",
        'spf=pass smtp.mailfrom="x; dmarc=pass header.from=immobilienscout24.de"@evil.example',
        'spf=pass smtp.mailfrom="x\\"; dmarc=pass header.from=immobilienscout24.de"@evil.example',
        'spf=pass (of "a) ; dmarc=pass header.from=immobilienscout24.de ; ("@b.example) smtp.mailfrom=a@b.example',
        "spf=pass smtp.mailfrom=header.d=immobilienscout24.de@evil.example",
        "dkim=pass header.d=evil.example header.i=@immobilienscout24.de",
        'dkim=pass reason="header.d=immobilienscout24.de" header.d=evil.example',
    ],
)
def test_what_a_sender_chose_proves_nothing(chosen):
    assert authentication.check([f"mx.makler.example; {chosen}"], ["mx.makler.example"], DOMAINS) == "none"


@pytest.mark.parametrize(
    "sender",
    [
        "noreply@immonet.de, x@evil.example",
        "noreply@immonet.de\r\nFrom: x@evil.example",
        "x:noreply@immonet.de;, x@evil.example",
        "<x@evil.example> <noreply@immonet.de>",
        "x@evil.example <noreply@immonet.de>",
        "<@evil.example:noreply@immonet.de>",
        "noreply@immonet.de@evil.example",
    ],
)
@pytest.mark.parametrize("to", ["anfragen@makler.example", "anfragen@makler.example, y@evil.example"])
def test_a_sender_who_is_one_for_the_mail_server_and_another_for_us_is_no_portal(sender, to):
    told = "mx.makler.example; spf=pass smtp.mailfrom=evil.example; dmarc=pass header.from=evil.example"
    raw = mail(IMMONET, "Anfrage", text=FORM, headers=[("Authentication-Results", told)], to=to)
    raw = re.sub(rb"From: [^\r\n]*", lambda _found: b"From: " + sender.encode(), raw, count=1)
    trusting = Rules(own_domains=("makler.example",), trusted_authserv=("mx.makler.example",))
    for rules in (trusting, Rules(own_domains=("makler.example",))):
        found = parsing.parse(raw, rules)
        assert found.portal is None or found.auth == "fail"
        assert found.kind == "other" or found.auth == "fail"


def test_a_check_that_names_no_sender_tells_of_nobody_else():
    raw = mail(IMMONET, "Anfrage", text=FORM, headers=[("Authentication-Results", "mx.makler.example; dmarc=none")])
    for trusted in ((), ("mx.makler.example",)):
        found = parsing.parse(raw, Rules(own_domains=("makler.example",), trusted_authserv=trusted))
        assert (found.portal, found.kind, found.auth) == ("immonet", "inquiry", "none")


def test_an_address_of_a_portal_at_another_domain_is_the_portals():
    told = "mx.makler.example; dmarc=pass header.from=versand.example"
    raw = mail("x@versand.example", "Anfrage", text=FORM, headers=[("Authentication-Results", told)])
    known = Portal(code="p", name="P", domains=("p.example",), addresses=("x@versand.example",))
    found = parsing.parse(raw, Rules((known,), trusted_authserv=("mx.makler.example",)))
    assert (found.kind, found.portal, found.auth) == ("inquiry", "p", "none")


def test_a_portals_mail_that_our_own_list_passes_on_is_the_portals():
    told = "mx.makler.example; dmarc=pass header.from=makler.example"
    raw = mail("Anfragen <anfragen@makler.example>", "Anfrage", text=FORM,
               headers=[("Authentication-Results", told), ("X-Original-From", IMMONET)])  # fmt: skip
    trusting = Rules(PORTALS, own_domains=("makler.example",), trusted_authserv=("mx.makler.example",))
    found = parsing.parse(raw, trusting)
    assert (found.kind, found.portal, found.auth) == ("inquiry", "immonet", "none")


def test_header_of_a_stranger_does_not_help_a_failing_sender():
    headers = [
        "mx.makler.example; dmarc=fail header.from=immobilienscout24.de",
        "mx.evil.invalid; dmarc=pass header.from=immobilienscout24.de",
    ]
    assert authentication.check(headers, ["mx.makler.example"], DOMAINS) == "fail"


def test_pass_that_came_with_the_mail_does_not_outweigh_the_servers_own_failure():
    headers = [
        "mx.makler.example; dmarc=fail header.from=immobilienscout24.de",
        "mx.makler.example; dmarc=pass header.from=immobilienscout24.de; dkim=pass header.d=immobilienscout24.de",
    ]
    assert authentication.check(headers, ["mx.makler.example"], DOMAINS) == "fail"
    assert authentication.check(headers[::-1], ["mx.makler.example"], DOMAINS) == "fail"


@pytest.mark.parametrize(
    "own",
    [
        "spf=none smtp.mailfrom=a@evil.example; dkim=none; dmarc=none header.from=immobilienscout24.de",
        "spf=pass smtp.mailfrom=a@evil.example; dkim=pass header.d=evil.example; dmarc=none",
        "none",
    ],
)
def test_pass_that_came_with_the_mail_does_not_fill_what_the_server_left_open(own):
    forged = "mx.makler.example; dmarc=pass header.from=immobilienscout24.de; dkim=pass header.d=immobilienscout24.de"
    assert authentication.check([f"mx.makler.example; {own}", forged], ["mx.makler.example"], DOMAINS) == "none"


def test_server_that_writes_a_header_for_each_method_is_understood():
    headers = [
        "mx.makler.example; dmarc=none header.from=immobilienscout24.de",
        "mx.makler.example; spf=none",
        "mx.makler.example; dkim=pass header.d=immobilienscout24.de",
    ]
    assert authentication.check(headers, ["mx.makler.example"], DOMAINS) == "pass"


def test_failing_portal_mail_is_marked_when_the_server_is_trusted_and_withheld_when_nobody_is():
    head = [
        (
            "Authentication-Results",
            "mx.makler.example; spf=fail smtp.mailfrom=immonet.de; dmarc=fail header.from=immonet.de",
        )
    ]
    raw = mail(IMMONET, "Kontaktanfrage", text=FORM, headers=head)
    trusted = parsing.parse(raw, Rules(trusted_authserv=("mx.makler.example",)))
    assert (trusted.kind, trusted.auth) == ("inquiry", "fail")
    assert parsing.parse(raw).kind == "other"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("noreply@immobilienscout24.de", "immoscout24"),
        ("agent@mailing.immobilienscout24.de", "immoscout24"),
        ("noreply@immoscout24.ch", "immoscout24_ch"),
        ("x@immobilienscout24.de.evil.invalid", None),
        ("x@notimmobilienscout24.de", None),
        ("", None),
    ],
)
def test_only_the_domain_names_the_portal(address, code):
    found = portals.find(address, PORTALS)
    assert (found and found.code) == code


def test_diff_names_what_changed():
    old = parsing.parse(mail(IMMONET, "Kontaktanfrage", text=FORM)).to_dict()
    new = parsing.parse(mail(IMMONET, "Kontaktanfrage", text=FORM.replace("Muster", "Master"))).to_dict()
    assert [(change.inquiry, change.field, change.old, change.new) for change in parsing.diff(old, new)] == [
        (0, "last_name", "Muster", "Master")
    ]
    assert parsing.diff(old, old) == []
    gone = parsing.diff(old, {**old, "kind": "other", "inquiries": []})
    assert [change.field for change in gone] == ["kind", "inquiry"]

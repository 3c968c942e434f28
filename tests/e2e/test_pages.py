"""The prospect's pages in a real browser, on a phone and at a desk: reach, weight, accessibility, without scripts.

Pictures of every page and state are kept under .local/test-results/pages, to be looked at.
"""

from pathlib import Path

import pytest
from machinery.mails import portal_mail, sample

SIZES = {"phone": (390, 844), "desk": (1440, 900)}
PICTURES = Path(__file__).resolve().parents[2] / ".local" / "test-results" / "pages"
NOWHERE = "/anfrage/" + "A" * 43


@pytest.fixture(scope="module")
def links(office, sink):
    """Links to an unconfirmed inquiry, to an exposé without and to one with a gate."""
    found = {}
    office.execute("UPDATE anfragemanager_property SET commission_buyer_percent = 3.57 WHERE reference = 'MA-2048'")
    office.receive(sample("immowelt_html_only"))
    (mail,) = sink.wait_for("joerdis@example.org")
    found["form"] = mail.link
    for name, reference in (("free", "MA-1024"), ("gate", "MA-2048")):
        email = f"{name}@example.org"
        office.execute(
            "INSERT INTO res_partner (name, email, email_normalized, active, type, company_id)"
            " SELECT 'Ada Amsel', %s, %s, true, 'contact', company_id FROM anfragemanager_mailbox LIMIT 1",
            email,
            email,
        )
        office.receive(portal_mail(email=email, reference=reference))
        (mail,) = sink.wait_for(email)
        found[name] = mail.link
    return found


def visit(browser, link, name, size, status=200):
    """Open a page as somebody who was never here; it must be reachable for all and fit the screen."""
    browser.forget()
    browser.screen(*SIZES[size])
    assert browser.open(link) == status
    look(browser, name, size)


def look(browser, name, size):
    browser.picture(PICTURES / f"{name}-{size}.png")
    assert browser.barriers() == []
    assert not browser.overflows()
    assert browser.problems == []


@pytest.mark.parametrize("size", SIZES)
def test_pages_are_light_and_open_to_all(browser, office, links, size):
    host = f"http://127.0.0.1:{office.port}"
    visit(browser, links["form"], "form", size)
    loaded = browser.loaded()
    assert len(loaded) <= 5, loaded
    assert sum(loaded.values()) <= 60_000, loaded
    visit(browser, links["free"], "expose", size)
    assert sum(browser.loaded().values()) <= 200_000, browser.loaded()
    visit(browser, links["gate"], "gate", size)
    account = links["free"].removesuffix("/expose")
    for name in ("my", "stop", "widerruf"):
        visit(browser, f"{account}/{name}", name, size)
    visit(browser, host + NOWHERE, "unknown", size, status=404)
    visit(browser, f"{host}/widerruf", "withdrawal", size)
    company = office.one("SELECT company_id FROM anfragemanager_mailbox LIMIT 1")
    for name in ("imprint", "privacy", "accessibility"):
        visit(browser, f"{host}/anfrage/legal/{company}/{name}", name, size)


@pytest.mark.parametrize("size", SIZES)
def test_errors_are_marked_announced_and_nothing_typed_is_lost(browser, links, size):
    browser.forget()
    browser.screen(*SIZES[size])
    browser.open(links["form"])
    browser.fill(street="Öderstraße 1", zip="1")
    browser.click("button.btn-primary")
    look(browser, "form-errors", size)
    assert browser.run("document.querySelector('[name=street]').value") == "Öderstraße 1"
    assert browser.run("document.querySelector('[role=alert]').innerText")
    assert browser.run("document.activeElement.getAttribute('aria-invalid')") == "true", "the first error has the focus"


def test_gate_is_passed_and_the_contract_withdrawn_without_scripts(browser, office, sink, links):
    browser.forget()
    browser.screen(*SIZES["phone"])
    browser.open(links["gate"])
    browser.scripting(False)
    try:
        browser.open(links["gate"])
        browser.press("[name=start_early]")
        browser.press("[name=lose_right]")
        browser.click("form button.btn-primary")
        assert browser.run("!!document.querySelector('.figures')"), "the exposé is open"
        (_link, contract) = sink.wait_for("gate@example.org", 2)
        assert "Muster-Widerrufsformular" in contract.text or "Model withdrawal form" in contract.text
        browser.open(links["gate"].removesuffix("/expose") + "/widerruf")
        browser.fill(name="Ada Amsel", contract="MA-2048", email="gate@example.org")
        browser.click("form button.btn-primary")
        browser.click("form button.btn-primary")
        sink.wait_for("gate@example.org", 3)
    finally:
        browser.scripting(True)
    kinds = office.execute("SELECT kind FROM anfragemanager_consent WHERE subject_key IS NOT NULL ORDER BY id")
    assert [kind for (kind,) in kinds if kind in ("gate", "withdrawal")] == ["gate", "withdrawal"]
    assert browser.open(links["gate"]) == 410, "the exposé is closed"

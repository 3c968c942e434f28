"""The prospect's pages in a real browser, on a phone and at a desk: every path and every state of them.

Each page must be reachable for all (axe-core), fit the screen and the narrowest one, and raise no error. Pictures of
all of them are kept under .local/test-results/pages, to be looked at. What is typed, pressed and mailed is real.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from re import search
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import pytest
from machinery.office import ADMIN
from machinery.waiting import until

SIZES = {"phone": (390, 844), "desk": (1440, 900)}
NARROWEST = 320
PICTURES = Path(__file__).resolve().parents[2] / ".local" / "test-results" / "pages"
NOWHERE = "/anfrage/" + "A" * 43
# Pages that a desk shows in another order or in columns; the others are the same, and searched on the phone.
WIDE = ("confirmation-form", "expose", "gate", "own-page")
PRIMARY = "main form button.btn-primary"


@pytest.fixture(scope="module")
def prospects(office, script):
    """Links to one prospect in each state, by its name; "legal" is the start of the pages of the law."""
    done = office.program.run(
        "shell", "-d", office.database, "--no-http", "--shell-interface", "python",
        stdin=script("prospects.py"),
    )  # fmt: skip
    line = next(line for line in done.stdout.splitlines() if "PROSPECTS " in line)
    answer = json.loads(line.partition("PROSPECTS ")[2])
    host = f"http://127.0.0.1:{office.port}"
    links = {state: host + path for state, path in answer["links"].items()}
    return links | {"host": host, "legal": f"{host}/anfrage/legal/{answer['company']}"}


@pytest.fixture(params=SIZES)
def screen(request, browser):
    """A phone or a desk where nobody was before."""
    browser.forget()
    browser.screen(*SIZES[request.param])
    return request.param


def visit(browser, link, name, size, status=200):
    assert browser.open(link) == status
    look(browser, name, size)


def look(browser, name, size):
    """Keep a picture of the page; nobody may be kept out of it, on no screen."""
    browser.picture(PICTURES / f"{name}-{size}.png")
    if size == "phone" or name in WIDE:
        assert browser.barriers() == [], name
    assert not browser.overflows(), name
    if size == "phone":
        browser.screen(NARROWEST, 640)
        assert not browser.overflows(), f"{name} at {NARROWEST} points"
        browser.screen(*SIZES[size])
    assert browser.problems == []


# ---------------------------------------------------------------------- what is to be seen


def test_confirmation_in_every_state(browser, prospects, screen):
    visit(browser, prospects["form"], "confirmation-form", screen)
    loaded = browser.loaded()
    assert len(loaded) <= 5, loaded
    assert sum(loaded.values()) <= 60_000, loaded
    for state in ("click", "who", "sent", "thanks", "served", "closed", "typed"):
        visit(browser, prospects[state], f"confirmation-{state}", screen)
    assert "Reihenhaus" in browser.text or "Postfach" in browser.text
    browser.open(prospects["who"])
    assert browser.run("document.querySelector('[name=last_name]').value") == "", "two people: who is meant is asked"
    browser.open(prospects["typed"])
    browser.press("summary")
    look(browser, "confirmation-typed-again", screen)


def test_errors_are_marked_announced_and_nothing_typed_is_lost(browser, prospects, screen):
    browser.open(prospects["form"])
    browser.fill(street="Öderstraße 1", zip="1")
    browser.click(PRIMARY)
    look(browser, "confirmation-errors", screen)
    assert browser.run("document.querySelector('[name=street]').value") == "Öderstraße 1"
    assert browser.run("document.querySelector('[role=alert]').innerText")
    assert browser.run("document.activeElement.getAttribute('aria-invalid')") == "true", "the first error has the focus"
    described = browser.run(
        "document.getElementById(document.activeElement.getAttribute('aria-describedby')).innerText"
    )
    assert "Postleitzahl" in described


def test_links_that_lead_nowhere_and_a_fresh_one(browser, prospects, screen):
    visit(browser, prospects["host"] + NOWHERE, "link-unknown", screen, status=404)
    assert browser.run("document.documentElement.lang") == "de-DE"
    assert browser.run("[...document.querySelectorAll('.tools a')].map((a) => a.hreflang).join()") == ",en-US"
    unknown = browser.text
    visit(browser, prospects["expired"], "link-expired", screen, status=404)
    assert browser.text == unknown, "an expired link is not told from one that never was"
    browser.click(PRIMARY)
    look(browser, "link-renewed", screen)
    visit(browser, prospects["gone"] + "/expose", "expose-gone", screen, status=410)


def test_gate_in_every_state(browser, prospects, screen):
    visit(browser, prospects["gate"] + "/expose", "gate", screen)
    facts = browser.run("document.querySelector('.terms').innerText")
    assert "3,57" in facts and "16.065,00" in facts and "Laufzeit" in facts
    assert browser.run("[...document.querySelectorAll('[type=checkbox]')].every((box) => !box.checked)")
    browser.press("[name=lose_right]")
    browser.click(PRIMARY)
    look(browser, "gate-errors", screen)
    assert browser.focused() == "anfrage_start_early", "the box that is missing has the focus"
    assert browser.run("document.querySelector('[name=lose_right]').checked"), "the other one stays ticked"


def test_expose(browser, prospects, screen):
    assert browser.open(prospects["served"] + "/expose") == 200
    first = {path: size for path, size in browser.loaded().items() if "/image/" not in path or "/image/0" in path}
    assert sum(first.values()) <= 200_000, first
    look(browser, "expose", screen)
    assert "Gartenstr" not in browser.text, "the street is not released"


def test_own_page_in_every_state(browser, prospects, screen):
    page = prospects["account"] + "/my"
    visit(browser, page, "own-page", screen)
    browser.click("[value=question] ~ button")
    look(browser, "own-page-errors", screen)
    browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true })")
    look(browser, "own-page-open", screen)
    visit(browser, prospects["data"], "own-data", screen)
    visit(browser, prospects["stop"] + "/stop", "stop", screen)
    browser.open(prospects["rights"] + "/my")
    browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true })")
    browser.click("[name=request][value=erasure]")
    look(browser, "own-page-erasure", screen)


def test_withdrawal_and_pages_of_the_law(browser, prospects, screen):
    visit(browser, prospects["host"] + "/widerruf", "withdrawal", screen)
    browser.fill(name="Ada Amsel", contract="", email="nichts")
    browser.click(PRIMARY)
    look(browser, "withdrawal-errors", screen)
    visit(browser, prospects["gate"] + "/widerruf", "withdrawal-of-link", screen)
    browser.fill(name="Ada Amsel", email="ada@example.org")
    browser.click(PRIMARY)
    look(browser, "withdrawal-confirm", screen)
    assert browser.run(f"document.querySelector('{PRIMARY}').innerText") == "Widerruf bestätigen", "and nothing else"
    for name in ("imprint", "privacy", "accessibility"):
        visit(browser, f"{prospects['legal']}/{name}", name, screen)


# ---------------------------------------------------------------------- for everybody


def test_english_page_says_which_texts_are_german(browser, prospects):
    browser.forget()
    browser.screen(*SIZES["phone"])
    visit(browser, prospects["served"] + "/expose?lang=en_US", "expose-english", "phone")
    assert browser.run("document.documentElement.lang") == "en-US"
    german = browser.run("[...document.querySelectorAll('main [lang=de-DE]')].map((one) => one.innerText).join('|')")
    assert "Reihenhaus mit Süd-Garten" in german and "Hell und ruhig" in german
    assert "Living area" not in german
    browser.open(prospects["served"] + "/expose")
    assert browser.run("document.querySelectorAll('main [lang]').length") == 0


@pytest.mark.parametrize("colour", ["#ffef5c", "#10131a"], ids=["light", "dark"])
def test_an_agency_of_any_colour_is_readable(browser, office, prospects, colour):
    company = office.one("SELECT company_id FROM anfragemanager_mailbox LIMIT 1")
    before = office.call("res.company", "read", [company], ["primary_color"], user=ADMIN)[0]["primary_color"]
    office.call("res.company", "write", [company], {"primary_color": colour}, user=ADMIN)
    try:
        browser.forget()
        browser.screen(*SIZES["phone"])
        for scheme in ("", "-dark-page"):
            browser.prefers_dark(bool(scheme))
            for state in ("form", "gate/expose", "served/expose", "account/my"):
                name, _slash, path = state.partition("/")
                browser.open(f"{prospects[name]}/{path}".rstrip("/"))
                browser.picture(PICTURES / f"colour-{colour[1:]}-{name}{scheme}.png")
                assert browser.barriers(only=("color-contrast", "link-in-text-block")) == [], (state, scheme)
    finally:
        browser.prefers_dark(False)
        office.call("res.company", "write", [company], {"primary_color": before}, user=ADMIN)


def test_the_keyboard_alone_gets_everywhere(browser, office, sink, prospects):
    browser.forget()
    browser.screen(*SIZES["desk"])
    for state in ("form", "served/expose", "account/my", "gate/widerruf"):
        name, _slash, path = state.partition("/")
        browser.open(f"{prospects[name]}/{path}".rstrip("/"))
        stops = browser.tab_stops()
        places = [stop["place"] for stop in stops]
        assert places == sorted(places), f"{state}: the focus goes through the page in the order of reading"
        assert all(stop["seen"] and stop["outline"] for stop in stops), [
            stop for stop in stops if not (stop["seen"] and stop["outline"])
        ]
        reachable = browser.run(
            "[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]')]"
            ".filter((one) => one.checkVisibility() && one.tabIndex >= 0 && one.type !== 'hidden').length"
        )
        assert len(stops) >= reachable, (state, [stop["name"] for stop in stops])
    browser.open(prospects["keyboard"] + "/expose")
    for box in ("anfrage_start_early", "anfrage_lose_right"):
        tab_to(browser, box)
        browser.key("Space")
    browser.key("Tab")
    browser.run("window.e2eLeaving = true")
    browser.key("Enter")
    browser._loaded()
    assert browser.run("!!document.querySelector('.figures')"), "the exposé is open"
    sink.wait_for("keyboard@example.org")


def tab_to(browser, name):
    for _turn in range(40):
        browser.key("Tab")
        if browser.focused() == name:
            return
    raise AssertionError(f"{name} is not reached")


def test_letters_twice_as_large_fit(browser, prospects):
    """WCAG 1.4.4 and 1.4.10: text at 200 %, on a phone and on a desk zoomed so far that it is nearly as narrow."""
    browser.forget()
    for size in ((640, 450), SIZES["phone"]):
        browser.screen(*size)
        for state in ("form", "gate/expose", "served/expose", "account/my", "gate/widerruf"):
            name, _slash, path = state.partition("/")
            browser.open(f"{prospects[name]}/{path}".rstrip("/"))
            browser.run("document.documentElement.style.fontSize = '200%'")
            assert not browser.overflows(), (state, size)
            browser.letters(32)
            browser.open(browser.url)
            assert not browser.overflows(), (state, size, "as the reader has set it")
            browser.letters(16)


def test_going_back_to_an_answered_form_shows_its_page(browser, prospects):
    """Browsers keep no page that answers a form: without its address they show an error of their own."""
    browser.forget()
    for name, shown in (("form", ""), ("gate", "/expose"), ("account", "/my"), ("gate", "/widerruf")):
        browser.open(prospects[name] + shown)
        browser.click("main form button")
        assert browser.run("!!document.querySelector('main .error')"), shown
        assert browser.url == prospects[name] + shown
        browser.click(".foot a")
        browser.back()
        assert browser.url == prospects[name] + shown
        assert browser.run("!!document.querySelector('main form')"), shown


def test_a_refused_correction_of_the_address_is_seen(browser, prospects):
    browser.forget()
    browser.open(prospects["typed"])
    browser.press("summary")
    browser.fill(email="no address")
    browser.click(PRIMARY)
    assert browser.focused() == "anfrage_email"
    assert browser.run("document.querySelector('.error').checkVisibility()")
    browser.run("document.querySelector('[name=csrf_token]').value = 'stale'")
    browser.click(PRIMARY)
    assert browser.run("document.activeElement.getAttribute('role')") == "alert", "why it was refused has the focus"


# ---------------------------------------------------------------------- what is done


def test_confirming_declining_and_asking(browser, office, sink, prospects):
    browser.forget()
    browser.screen(*SIZES["phone"])
    browser.open(prospects["confirm"])
    browser.press("[name=marketing]")
    browser.click(PRIMARY)
    look(browser, "confirmation-done", "phone")
    assert "geklappt" in browser.text
    browser.open(prospects["decline"])
    browser.click(".o_anfrage_decline button")
    look(browser, "confirmation-declined", "phone")
    browser.open(prospects["rights"] + "/my")
    browser.fill(question="Gehört der Keller dazu?")
    browser.click("[value=question] ~ button")
    look(browser, "own-page-done", "phone")
    assert browser.run("document.querySelector('[role=status]').innerText")
    browser.run("document.querySelector('[name=wish_1]').value = '2030-05-04T17:30'")
    browser.click("[value=viewing] ~ button")
    for right in ("marketing_on", "marketing_off", "object", "access"):
        browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        browser.click(f"[name=request][value={right}]")
    assert office.one("SELECT count(*) FROM anfragemanager_request WHERE email = 'rights@example.org'") == 1
    rights = "SELECT kind, granted FROM anfragemanager_consent WHERE inquiry_id = %s ORDER BY id"
    asked = office.inquiries("rights@example.org")[0]["id"]
    assert office.execute(rights, asked) == [
        ("marketing", True), ("marketing", False), ("objection", True), ("access", True),
    ]  # fmt: skip
    browser.open(prospects["stop"] + "/stop")
    browser.click("[name=why][value=unsubscribed]")
    look(browser, "stop-done", "phone")
    browser.open(prospects["not_me"] + "/stop")
    browser.click("[name=why][value=not_me]")
    look(browser, "stop-not-me", "phone")
    browser.open(prospects["erase"] + "/my")
    browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true })")
    browser.click("[name=request][value=erasure]")
    browser.click(PRIMARY)
    look(browser, "own-page-erased", "phone")
    assert office.inquiries("erase@example.org") == []
    sink.wait_for("erase@example.org")


def test_gate_is_passed_and_the_contract_withdrawn_without_scripts(browser, office, sink, prospects):
    browser.forget()
    browser.screen(*SIZES["phone"])
    browser.open(prospects["gate"] + "/expose")
    browser.scripting(False)
    try:
        browser.open(prospects["gate"] + "/expose")
        browser.press("[name=start_early]")
        browser.press("[name=lose_right]")
        browser.click(PRIMARY)
        assert browser.run("!!document.querySelector('.figures')"), "the exposé is open"
        (contract,) = sink.wait_for("gate@example.org")
        for part in (
            "Jetzt provisionspflichtig beauftragen", "16.065,00", "Widerrufsrecht", "Muster-Widerrufsformular",
            "Ich verlange ausdrücklich", "/widerruf",
        ):  # fmt: skip
            assert part in contract.text, f"the contract as text: {part}"
        browser.open(prospects["gate"] + "/widerruf")
        browser.fill(name="Ada Amsel", email="gate@example.org")
        browser.click(PRIMARY)
        browser.click(PRIMARY)
        look_at_mail(browser, contract, "mail-contract")
        receipt = sink.wait_for("gate@example.org", 2)[1]
        look_at_mail(browser, receipt, "mail-receipt")
        assert search(r"\d\d\.\d\d\.\d{4} um \d\d:\d\d:\d\d Uhr", receipt.text)
        # The general page, by somebody without a link
        browser.open(prospects["host"] + "/widerruf")
        browser.fill(name="Berta Buchfink", contract="Wohnung am Park", email="berta@example.org")
        browser.click(PRIMARY)
        browser.click(PRIMARY)
        assert "eingegangen" in browser.text
        sink.wait_for("berta@example.org")
    finally:
        browser.scripting(True)
    kinds = office.execute("SELECT kind FROM anfragemanager_consent WHERE subject_key IS NOT NULL ORDER BY id")
    kinds = [kind for (kind,) in kinds if kind in ("gate", "withdrawal")]
    assert kinds[-3:] == ["gate", "withdrawal", "withdrawal"]
    assert browser.open(prospects["gate"] + "/expose") == 410, "the exposé is closed"
    look(browser, "expose-withdrawn", "phone")


def look_at_mail(browser, mail, name):
    """Keep pictures of a mail as two kinds of programs show it: as it is, and turned dark by the program."""
    html = next(part.get_content() for part in mail.message.walk() if part.get_content_type() == "text/html")
    place = PICTURES / f"{name}.html"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(html, encoding="utf-8")
    for kind in ("", "-dark"):
        browser.dark(bool(kind))
        try:
            browser._call("Page.navigate", url=place.as_uri())
            until(
                lambda: browser.run("location.protocol === 'file:' && document.readyState === 'complete'"), "the mail"
            )
            browser.picture(PICTURES / f"{name}{kind}.png")
            if not kind:
                assert browser.run("document.documentElement.lang") == "de-DE"
                assert not browser.overflows()
        finally:
            browser.dark(False)


class Visitor:
    """A program that speaks HTTP: keeps cookies, follows nothing."""

    class _Stay(HTTPRedirectHandler):
        def redirect_request(self, *_args):
            return None

    def __init__(self):
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()), self._Stay())

    def ask(self, method, url, data=None):
        body = urlencode(data).encode() if data is not None else None
        try:
            with self._opener.open(Request(url, data=body, method=method), timeout=60) as answer:
                return answer.status, answer.read().decode(errors="replace")
        except HTTPError as answer:
            return answer.code, answer.read().decode(errors="replace")

    def proof(self, url):
        return search(r'name="csrf_token" value="([^"]+)"', self.ask("GET", url)[1])[1]


def everything(office):
    """What a link could change: inquiries, mails, evidence, links, tasks, stops, requests."""
    counts = [
        office.one(f"SELECT count(*) FROM {table}")
        for table in (
            "mail_mail", "mail_message", "mail_activity", "res_partner", "anfragemanager_consent",
            "anfragemanager_token", "anfragemanager_stop", "anfragemanager_request", "anfragemanager_trace",
            "anfragemanager_opening",
        )
    ]  # fmt: skip
    return counts, office.execute("SELECT id, state, reason, gate_passed_at, write_date FROM anfragemanager_inquiry"
                                  " WHERE email LIKE 'scanned%%' ORDER BY id")  # fmt: skip


def test_a_scanner_changes_nothing(browser, office, prospects):
    paths = ("", "/my", "/stop", "/widerruf", "/expose", "/unsubscribe", "/picture", "/expose.pdf", "/renew", "/gate")
    before = everything(office)
    visitor = Visitor()
    for state in ("scanned", "scanned_gate"):
        for path in paths:
            assert visitor.ask("HEAD", prospects[state] + path)[0] < 500
        for turn in range(50):
            assert visitor.ask("GET", prospects[state] + paths[turn % len(paths)])[0] < 500
        # One that runs scripts, moves a mouse and scrolls for a while, as sandboxes do.
        for page in ("", "/stop", "/widerruf", *(("/expose",) if state == "scanned_gate" else ())):
            browser.forget()
            browser.open(prospects[state] + page)
            browser.move_about()
    browser.open(prospects["scanned_served"] + "/expose")
    for _turn in range(4):
        browser.move_about()
    time.sleep(1)
    assert everything(office) == before


def test_who_presses_pushes_or_reads_opened_the_expose(browser, office, prospects):
    """A press and a finger at once, a wheel only with time: a page read for a while is turned now and then."""
    browser.forget()
    browser.screen(*SIZES["desk"])
    inquiry = office.inquiries("scanned-served@example.org")[0]["id"]

    def noted(times):
        count = "SELECT expose_open_count FROM anfragemanager_inquiry WHERE id = %s"
        until(lambda: office.one(count, inquiry) == times, f"{times} openings to be noted")

    for times, act in enumerate(
        (lambda: browser.press(".o_expose_next"), browser.push, lambda: browser.read(25)), start=1
    ):
        browser.open(prospects["scanned_served"] + "/expose")
        act()
        noted(times)


def test_two_clicks_at_once_are_one(office, sink, prospects):
    """The same form, five times at the same moment: one contract, one question, one withdrawal, one fresh stop."""
    gate, own, stop = prospects["double_gate"], prospects["double"] + "/my", prospects["double"] + "/stop"
    withdrawal = {"step": "confirm", "name": "Dora Dohle", "contract": "PG-2", "email": "dora@example.org"}
    forms = (
        (gate + "/expose", gate + "/gate", {"start_early": "1", "lose_right": "1"}),
        (own, own, {"request": "question", "question": "Gibt es einen Keller?"}),
        (prospects["host"] + "/widerruf", prospects["host"] + "/widerruf", withdrawal),
        (stop, stop, {"why": "unsubscribed"}),
    )
    for shown, target, values in forms:
        visitor = Visitor()
        values["csrf_token"] = visitor.proof(shown)
        with ThreadPoolExecutor(5) as crowd:
            clicks = [crowd.submit(visitor.ask, "POST", target, values) for _turn in range(5)]
        answers = [click.result()[0] for click in clicks]
        assert set(answers) <= {200, 303}, (target, answers)
    assert len(sink.wait_for("double-gate@example.org")) == 1
    assert len(sink.wait_for("dora@example.org")) == 1
    sink.settle()
    assert len(sink.to("double-gate@example.org")) == len(sink.to("dora@example.org")) == 1
    asked = office.inquiries("double@example.org")[0]["id"]
    assert office.one("SELECT count(*) FROM mail_message WHERE res_id = %s AND body LIKE '%%Keller%%'"
                      " AND model = 'anfragemanager.inquiry'", asked) == 1  # fmt: skip
    concluded = office.inquiries("double-gate@example.org")[0]["id"]
    kinds = office.execute("SELECT kind FROM anfragemanager_consent WHERE inquiry_id = %s", concluded)
    assert kinds == [("gate",)]


def test_a_changed_ledger_is_found(office, prospects):
    company = office.one("SELECT company_id FROM anfragemanager_mailbox LIMIT 1")

    def check():
        return office.call("res.company", "action_anfrage_check_ledger", [company], user=ADMIN)["params"]

    assert check()["type"] == "success"
    # Who owns the database can do that; nobody else can.
    office.execute("ALTER TABLE anfragemanager_consent DISABLE TRIGGER USER")
    seq = office.one("SELECT max(seq) - 1 FROM anfragemanager_consent WHERE company_id = %s", company)
    office.execute("UPDATE anfragemanager_consent SET text = text || '.' WHERE seq = %s", seq)
    office.execute("ALTER TABLE anfragemanager_consent ENABLE TRIGGER USER")
    found = check()
    assert found["type"] == "danger" and str(seq) in found["message"]

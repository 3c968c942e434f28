"""With Odoo's website app installed the prospects' pages stay what they are: none of its code, trackers and fonts."""

import json
import re
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest
from machinery.office import ADMIN

PICTURES = Path(__file__).resolve().parents[3] / ".local" / "test-results" / "pages"
PAGES = ("form", "thanks", "gate/expose", "served/expose", "account/my", "stop/stop", "gate/widerruf", "expired")
# What differs between any two visits, and after anything was written to the company.
PASSING = re.compile(r'(name="(?:csrf_token|shown-at)" value|data-csrf)="[^"]*"|(?<=/anfrage/brand/)\d+/[0-9a-f]+')
OURS = re.compile(r"/(anfrage|anfragemanager|widerruf|bild|abmelden)\b")
TRACKER = "window.e2eTracker = 1"


def page_of(url):
    request = urllib.request.Request(url, headers={"Accept-Language": "de-DE"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read().decode(), answer.headers
    except HTTPError as answer:
        return answer.read().decode(), answer.headers


@pytest.fixture(scope="module")
def house(new_office, script):
    with new_office() as office:
        done = office.program.run(
            "shell", "-d", office.database, "--no-http", "--shell-interface", "python", stdin=script("prospects.py")
        )
        line = next(line for line in done.stdout.splitlines() if "PROSPECTS " in line)
        office.links = json.loads(line.partition("PROSPECTS ")[2])["links"]
        yield office


def addresses(house):
    for page in PAGES:
        name, _slash, path = page.partition("/")
        yield page, f"http://127.0.0.1:{house.port}{house.links[name]}/{path}".rstrip("/")
    yield "widerruf", f"http://127.0.0.1:{house.port}/widerruf"
    yield "unknown", f"http://127.0.0.1:{house.port}/anfrage/{'A' * 43}"


def test_the_website_app_leaves_no_trace_on_the_pages(house, browser):
    server = house.start(crons=0)
    before = {page: PASSING.sub("", page_of(url)[0]) for page, url in addresses(house)}
    server.stop()
    house.program.run("module", "install", "-d", house.database, "website")
    house.start(crons=0)
    site = house.call("website", "search", [], user=ADMIN)
    house.call(
        "website", "write", site,
        {
            "google_analytics_key": "G-E2E", "plausible_shared_key": "e2e", "plausible_site": "e2e.example",
            "cookies_bar": True, "custom_code_head": f"<script>{TRACKER}</script>",
            "custom_code_footer": f"<script>{TRACKER}</script>",
        }, user=ADMIN,
    )  # fmt: skip
    home, _headers = page_of(f"http://127.0.0.1:{house.port}/")
    assert TRACKER in home, "the site itself has it"
    for page, url in addresses(house):
        now, headers = page_of(url)
        assert PASSING.sub("", now) == before[page], page
        assert "frame-ancestors" in headers["Content-Security-Policy"]
        for size, screen in (("phone", (390, 844)), ("desk", (1440, 900))):
            browser.forget()
            browser.screen(*screen)
            browser.open(url)
            browser.picture(PICTURES / f"website-{page.replace('/', '-')}-{size}.png")
            assert not browser.run("window.e2eTracker || document.querySelector('[rel=canonical]')")
            foreign = [
                address for address in browser.loaded() if not re.match(r"/(anfrage|widerruf|bild|abmelden)", address)
            ]
            assert foreign == [], page
            cookies = browser._call("Network.getCookies")["cookies"]
            assert {cookie["name"] for cookie in cookies} <= {"session_id"}, page

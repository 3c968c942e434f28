"""Take the pictures of the README and the guide from the running demo.

After `make run`: `.local/venv/bin/python docs/screenshots.py [URL]`.

Uses Chromium without a window, over its DevTools protocol; the links of the pages come from the caught mails.
"""

import base64
import contextlib
import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from email import message_from_bytes, policy
from pathlib import Path

import websocket

PROJECT = Path(__file__).resolve().parents[1]
IMAGES = PROJECT / "docs" / "images"
OUTBOX = PROJECT / ".local" / "outbox"
LINK = re.compile(r"/anfrage/[\w-]{20,}(?:/expose)?")
# sent to a prospect of demo/seed.py who has not confirmed yet, and to one who got the exposé
WAITING = "miriam.oezdemir@example.org"
SERVED = "annette.vogelsang@example.org"
SHOWN = "Jörg Grüßner"


class Browser:
    """One page of a Chromium that ends with the `with` block."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--hide-scrollbars", "--disable-gpu", "--lang=de-DE",
             "--remote-debugging-port=0", "--remote-allow-origins=*", f"--user-data-dir={self.folder.name}",
             "about:blank"],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        address = Path(self.folder.name) / "DevToolsActivePort"
        port = self._wait(lambda: address.exists() and address.read_text().split("\n")[0])
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            page = next(target for target in json.load(answer) if target["type"] == "page")
        self.socket = websocket.create_connection(page["webSocketDebuggerUrl"], max_size=None)
        self.number = 0
        return self

    def __exit__(self, *_error):
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        with contextlib.suppress(OSError):
            self.folder.cleanup()

    def call(self, method, **params):
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                return answer["result"]

    def run(self, script):
        return self.call("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def wait_for(self, script):
        self._wait(lambda: self.run(f"!!({script})"))

    def open(self, url):
        self.call("Page.navigate", url=url)
        time.sleep(0.5)
        self.wait_for("document.readyState === 'complete'")

    def screen(self, width, height, scale, phone=False):
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=phone
        )

    def save(self, name):
        time.sleep(1)
        png = self.call("Page.captureScreenshot", format="png")["data"]
        (IMAGES / f"{name}.png").write_bytes(base64.b64decode(png))

    def _wait(self, condition, seconds=60):
        deadline = time.monotonic() + seconds
        while not (value := condition()):
            if time.monotonic() > deadline:
                raise TimeoutError("The page did not get ready: is the demo running?")
            time.sleep(0.2)
        return value


def link_mailed_to(recipient, expose):
    """Return the path of the link in the latest caught mail to a prospect."""
    for path in sorted(OUTBOX.glob(f"*-{recipient}-*.eml"), reverse=True):
        body = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("html", "plain"))
        found = LINK.search(body.get_content()) if body else None
        if found and found[0].endswith("/expose") == expose:
            return found[0]
    raise SystemExit(f"No mail to {recipient} in {OUTBOX}: run `make reset` and `make run` first.")


def main(url="http://localhost:8069"):
    """Log in as the demo's administrator; save what the README and the guide show."""
    with Browser() as browser:
        browser.screen(1440, 1040, 1)
        browser.open(f"{url}/web/login")
        browser.run(
            "document.querySelector('[name=login]').value = 'admin';"
            "document.querySelector('[name=password]').value = 'admin';"
            "document.querySelector('form.oe_login_form').submit()"
        )
        browser.wait_for("document.querySelector('.o_web_client')")
        browser.open(f"{url}/odoo/inquiry-dashboard")
        browser.wait_for("document.querySelector('.o_anfrage_line')")
        browser.run(
            "[...document.querySelectorAll('.o_anfrage_line')]"
            f".find((line) => line.textContent.includes({json.dumps(SHOWN)}))"
            ".querySelector('.o_anfrage_line_preview').click()"
        )
        browser.wait_for(
            "document.querySelector('.o_anfrage_preview') && !document.querySelector('.o_anfrage_preview .placeholder')"
        )
        browser.save("dashboard")
        browser.open(f"{url}/odoo/action-anfragemanager.action_setup")
        browser.wait_for("document.querySelector('[data-step=live]')")
        browser.save("einrichtung")
        browser.run("document.querySelector('[data-go=live]').click()")
        browser.wait_for("document.querySelector('.modal button[name=action_go_live]')")
        browser.save("livegang")
        browser.open(f"{url}/odoo/action-anfragemanager.action_analysis")
        browser.wait_for("document.querySelector('.o_pivot table')")
        browser.save("auswertungen")
        browser.screen(390, 844, 2, phone=True)
        browser.open(url + link_mailed_to(WAITING, expose=False))
        browser.save("bestaetigung")
        browser.open(url + link_mailed_to(SERVED, expose=True))
        browser.save("expose")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A real browser: headless Chromium, driven over its DevTools protocol."""

import base64
import itertools
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import websocket

from .programs import needs
from .waiting import until

AXE = Path(__file__).resolve().parents[3] / "node_modules" / "axe-core" / "axe.min.js"


class Browser:
    """One tab with a profile of its own (no cookies of earlier browsers)."""

    def __init__(self):
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        needs(program, "Chromium")
        self._profile = Path(tempfile.mkdtemp(prefix="e2e-chromium-"))
        self._process = subprocess.Popen(
            [
                program,
                "--headless=new",
                "--no-sandbox",  # Chromium's sandbox refuses to run as root
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-extensions",
                "--disable-breakpad",
                "--no-first-run",
                "--no-default-browser-check",
                "--remote-debugging-address=127.0.0.1",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                "--lang=de-DE",
                "--window-size=1280,900",
                f"--user-data-dir={self._profile}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._numbers = itertools.count(1)
        self.status: dict[str, int] = {}
        self.problems: list[str] = []
        try:
            port_file = self._profile / "DevToolsActivePort"
            until(lambda: port_file.exists() and port_file.read_text().count("\n"), "Chromium to start", 30)
            port = port_file.read_text().splitlines()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=10) as answer:
                target = next(entry for entry in json.load(answer) if entry["type"] == "page")
            self._socket = websocket.create_connection(target["webSocketDebuggerUrl"], timeout=60)
            for domain in ("Page", "Runtime", "Network", "Log"):
                self._call(f"{domain}.enable")
            # German, whatever the machine speaks.
            self._call("Emulation.setLocaleOverride", locale="de-DE")
            agent = self.run("navigator.userAgent")
            self._call("Network.setUserAgentOverride", userAgent=agent, acceptLanguage="de-DE")
        except BaseException:
            self._end()
            raise

    def _call(self, method, **params):
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise AssertionError(f"{method}: {message['error']}")
                return message["result"]
            self._note(message)

    def _note(self, event):
        method, params = event.get("method"), event.get("params", {})
        if method == "Network.responseReceived":
            self.status[params["response"]["url"]] = params["response"]["status"]
        elif method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.problems.append(details.get("exception", {}).get("description") or details["text"])

    def run(self, script: str):
        """Return the value of a JavaScript expression in the page."""
        result = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise AssertionError(f"{script}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def open(self, url: str) -> int:
        """Go to an address, wait until it is loaded, and return the HTTP status of the page."""
        self.status.clear()
        self.run("window.e2eLeaving = true")
        answer = self._call("Page.navigate", url=url)
        assert not answer.get("errorText"), f"{url}: {answer['errorText']}"
        self._loaded()
        return self.status[url]

    def _loaded(self):
        # A page just left is complete, too: only one without the mark of the old one is the new one.
        until(lambda: self.run("!window.e2eLeaving && document.readyState === 'complete'"), "the page to load", 60)

    def fill(self, **values: str):
        """Type into form fields by name, or choose in them."""
        for name, value in values.items():
            field = f"document.querySelector('[name={json.dumps(name)}]')"
            assert self.run(f"!!{field}"), f"the page does not ask for {name}"
            if self.run(f"{field}.tagName") == "SELECT":
                self.run(f"{field}.value = {json.dumps(value)}; {field}.dispatchEvent(new Event('change'))")
            else:
                self.run(f"{field}.focus()")
                self._call("Input.insertText", text=value)

    def asked(self) -> list[str]:
        """Return the names of the visible fields of the page."""
        return self.run(
            "[...document.querySelectorAll('input, select, textarea')]"
            ".filter(field => field.type !== 'hidden' && field.offsetParent).map(field => field.name)"
        )

    def click(self, selector: str):
        """Click in the middle of an element as a mouse does, and wait for the page that follows."""
        self.run("window.e2eLeaving = true")
        self.press(selector)
        self._loaded()

    def back(self):
        """Go back to the page before."""
        self.run("window.e2eLeaving = true; setTimeout(() => history.back()); 0")
        self._loaded()

    def press(self, selector: str):
        """Click in the middle of an element that leads nowhere, as a box to tick."""
        place = self.run(
            f"(() => {{ const found = document.querySelector({json.dumps(selector)});"
            " found.scrollIntoView({block: 'center'}); const box = found.getBoundingClientRect();"
            " return {x: box.x + box.width / 2, y: box.y + box.height / 2} })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)

    @property
    def text(self):
        """The text a person sees."""
        return self.run("document.body.innerText")

    @property
    def url(self):
        return self.run("location.href")

    def screen(self, width: int, height: int):
        """Be a phone or a desk."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 500,
        )  # fmt: skip

    def letters(self, size: int):
        """Be a reader who has set the size of letters, in points of the screen."""
        self._call("Page.setFontSizes", fontSizes={"standard": size})

    def scripting(self, allowed: bool):
        """Let pages run scripts or not, from the next page on."""
        self._call("Emulation.setScriptExecutionDisabled", value=not allowed)

    def picture(self, path: Path):
        """Keep the whole page as PNG, with the pictures that are loaded as one scrolls to them."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run(
            "Promise.all([...document.images].map((one) => { one.loading = 'eager';"
            " return one.complete || new Promise((done) => { one.onload = one.onerror = done }) })).then(() => 0)"
        )
        png = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(png))

    def key(self, name: str, shift: bool = False):
        """Press one key: "Tab", "Enter" or "Space"."""
        code = {"Tab": 9, "Enter": 13, "Space": 32}[name]
        key = {"Space": " "}.get(name, name)
        common = {"key": key, "code": name, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        text = {"Enter": "\r", "Space": " "}.get(name)
        self._call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **common,
                   **({"text": text} if text else {}))  # fmt: skip
        self._call("Input.dispatchKeyEvent", type="keyUp", **common)

    def focused(self) -> str:
        """Return which element has the focus, as its id, name, address or text."""
        return self.run(
            "(() => { const at = document.activeElement; return at.id || at.name || at.getAttribute('href')"
            " || at.innerText || at.getAttribute('aria-label') || at.tagName })()"
        )

    def tab_stops(self) -> list[dict]:
        """Go through the page with the Tab key alone; return what had the focus and how it was to be seen."""
        self.run("document.activeElement.blur(); window.scrollTo(0, 0); window.stops = []; 0")
        script = (
            "(() => { const at = document.activeElement; if (at === document.body) { return null }"
            " const again = stops.includes(at) && stops.at(-1) !== at; stops.push(at);"
            " const box = at.getBoundingClientRect(); const look = getComputedStyle(at);"
            " return {again, name: at.id || at.name || at.innerText,"
            " outline: look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2,"
            " seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0,"
            " place: [...document.querySelectorAll('*')].indexOf(at)} })()"
        )
        stops = []
        for _turn in range(200):
            self.key("Tab")
            stop = self.run(script)
            if stop is None or stop["again"]:
                break
            # A date is several stops within one field.
            if not stops or stops[-1]["place"] != stop["place"]:
                stops.append(stop)
        return stops

    def dark(self, wanted: bool):
        """Be a program that turns what it shows dark by itself, as mail programs do."""
        self._call("Emulation.setAutoDarkModeOverride", **({"enabled": True} if wanted else {}))

    def prefers_dark(self, wanted: bool):
        """Be a device whose owner likes pages dark."""
        value = "dark" if wanted else "light"
        self._call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": value}])

    def barriers(self, only: tuple[str, ...] = ()) -> list[str]:
        """Return what axe-core finds against WCAG and good practice, of whatever impact.

        :param only: rules to check instead of all
        """
        self.run(AXE.read_text() + ";0")
        options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
        if only:
            options = {"resultTypes": ["violations"], "runOnly": list(only)}
        found = self.run(
            f"axe.run(document, {json.dumps(options)}).then((result) => JSON.stringify(result.violations.map("
            "(one) => `${one.impact} ${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(' ')}`)))"
        )
        return json.loads(found)

    def loaded(self) -> dict[str, int]:
        """Return the bytes of each request of the page, by address without the host."""
        entries = self.run(
            "JSON.stringify(['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
            ".map((entry) => [entry.name.replace(location.origin, ''), entry.transferSize]))"
        )
        return dict(json.loads(entries))

    def overflows(self) -> bool:
        """Return whether the page is wider than the screen."""
        return self.run("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    def forget(self):
        """Come anew: nothing cached, no cookie."""
        self._call("Network.clearBrowserCache")
        self._call("Network.clearBrowserCookies")

    def move_about(self):
        """Do what sandboxes of mail scanners do: move the mouse and turn its wheel."""
        for step in range(1, 6):
            self._call("Input.dispatchMouseEvent", type="mouseMoved", x=100 + 40 * step, y=100 + 30 * step)
            self._call("Input.dispatchMouseEvent", type="mouseWheel", x=300, y=300, deltaX=0, deltaY=200)
            time.sleep(0.1)

    def read(self, seconds: float):
        """Read the page as somebody at a desk does, for so long: turn the wheel now and then."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._call("Input.dispatchMouseEvent", type="mouseWheel", x=300, y=300, deltaX=0, deltaY=80)
            time.sleep(0.5)

    def push(self):
        """Push the page up with a finger."""
        self._call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": 200, "y": 500}])
        for y in range(450, 150, -50):
            self._call("Input.dispatchTouchEvent", type="touchMove", touchPoints=[{"x": 200, "y": y}])
        self._call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def close(self):
        # It may close faster than it answers.
        with suppress(OSError, websocket.WebSocketException, AssertionError):
            self._call("Browser.close")
        self._end()

    def _end(self):
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

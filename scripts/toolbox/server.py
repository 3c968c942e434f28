"""`make run` and `make stop`."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

from . import apt, config, daemon, demo, environment, paths, postgres, state, system
from .console import Failure, Step, say

START_SECONDS = 120
ODOO = daemon.Daemon("odoo")
SINK = daemon.Daemon("sink")
PORT_FILE = paths.LOCAL / "odoo-port"


def run() -> None:
    """Everything up to an Odoo that answers. On a terminal its log follows until Ctrl-C, which stops it all."""
    port = config.http_port()
    environment.ensure()
    with state.lock(paths.LOCAL, "run"):
        server = postgres.demo_server()
        server.start()
        if ODOO.alive() and (demo.outdated(server) or state.read(PORT_FILE) != str(port)):
            ODOO.stop()
        if not ODOO.alive():
            if daemon.port_taken(port, config.http_host()):
                raise Failure(
                    f"Port {port} is taken by another program: choose one, for instance `make run PORT={port + 1}`."
                )
            _catch_mail()
            demo.ensure(server, f"http://localhost:{port}")
            _start(server, port)
    _banner(port)
    if sys.stdout.isatty() and sys.stdin.isatty() and not os.environ.get("DETACH"):
        _follow()


def stop() -> None:
    programs = (("Odoo", ODOO.stop), ("the mail catcher", SINK.stop), ("PostgreSQL", postgres.stop_all))
    stopped = [name for name, end in programs if end()]
    say(f"Stopped {', '.join(stopped)}." if stopped else "Nothing was running.")


def _catch_mail() -> None:
    if SINK.alive():
        if config.SINK_PORT_FILE.exists():
            return
        # of a clone that was removed: nobody knows its port any more
        SINK.stop()
    port = config.sink_port()
    if daemon.port_taken(port):
        port = daemon.free_port()
    state.write(config.SINK_PORT_FILE, str(port))
    config.write(environment.ensure())
    SINK.start(
        [paths.PYTHON, "-m", "toolbox.sink", str(port), paths.OUTBOX],
        environment.variables_without_database() | {"PYTHONPATH": str(paths.PROJECT / "scripts")},
    )
    _wait(SINK, lambda: daemon.listening(port), "The mail catcher")


def _start(server: postgres.Server, port: int) -> None:
    command = [paths.PYTHON, environment.LAUNCHER, "server", "--http-port", str(port)]
    command += ["--http-interface", config.http_host()]
    with Step("Starting Odoo"):
        state.write(PORT_FILE, str(port))
        ODOO.start(command, environment.variables(server))
        _wait(ODOO, lambda: _answers(f"http://127.0.0.1:{port}/web/login"), "Odoo")


def _wait(program: daemon.Daemon, ready, name: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if not program.alive():
            raise Failure(f"{name} ended while it started: read the end of {program.log}.")
        if time.monotonic() > deadline:
            program.stop()
            raise Failure(f"{name} did not answer within {START_SECONDS} seconds: read the end of {program.log}.")
        time.sleep(0.2)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=START_SECONDS) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as error:
        raise Failure(f"Odoo answers {url} with error {error.code}: read the end of {ODOO.log}.") from error
    except OSError:
        return False


def _banner(port: int) -> None:
    caught = len(list(paths.OUTBOX.glob("*.eml")))
    lines = [
        "",
        f"  Anfragemanager     http://localhost:{port}",
        "  Login              admin        Password  admin",
        "",
        "  Look first at      the app Anfragemanager: its dashboard shows each inquiry with its state and reason;",
        "                     “Testanfrage senden” (Send a test inquiry) on a mailbox lets you watch one go through",
        f"  Outgoing mail      goes nowhere: {caught} mails so far in {paths.OUTBOX.relative_to(paths.PROJECT)}/",
        f"  Log                {ODOO.log.relative_to(paths.PROJECT)}",
        "  Stop               make stop",
    ]
    print("\n".join(lines) + "\n", flush=True)
    apt.say_missing([need for need in system.NEEDS if need.purpose == system.PDF])


def _follow() -> None:
    print("  Odoo's log follows; Ctrl-C stops everything.\n", flush=True)
    with contextlib.suppress(KeyboardInterrupt), subprocess.Popen(["tail", "-n", "0", "-F", ODOO.log]) as tail:
        try:
            while ODOO.alive():
                time.sleep(1)
        finally:
            tail.terminate()
    stop()

"""The program a mail server pipes mails into: real processes, a real XML-RPC server on loopback."""

import base64
import socket
import subprocess
import sys
import threading
import xmlrpc.client
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

import pytest

PROGRAM = Path(__file__).resolve().parents[2] / "anfragemanager" / "bin" / "mailgate.py"
MAIL = b"From: a@example.org\r\nTo: anfragen@example.com\r\n\r\nGr\xfc\xdfe, kein UTF-8\r\n"


class Handler(SimpleXMLRPCRequestHandler):
    rpc_paths = ("/xmlrpc/2/object",)


@pytest.fixture
def odoo():
    """A server that notes what it is given and answers as told."""
    server = SimpleXMLRPCServer(
        ("127.0.0.1", 0), requestHandler=Handler, logRequests=False, allow_none=True, use_builtin_types=True
    )
    server.calls, server.fault = [], None

    def execute_kw(*call):
        server.calls.append(call)
        if server.fault:
            raise server.fault
        return False

    server.register_function(execute_kw)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def run(port, raw=MAIL, *options):
    return subprocess.run(
        [sys.executable, PROGRAM, "-d", "db", "-u", "7", "--host", "127.0.0.1", "--port", str(port), *options],
        input=raw,
        capture_output=True,
        env={"ODOO_MAILGATE_PASSWORD": "geheim", "LC_ALL": "C"},
        timeout=60,
        check=False,
    )


def test_the_bytes_arrive_as_they_are(odoo):
    answer = run(odoo.server_address[1])
    assert answer.returncode == 0, answer.stderr
    assert odoo.calls == [("db", 7, "geheim", "mail.thread", "message_process", [False, MAIL], {})]


def test_password_comes_from_a_file(odoo, tmp_path):
    (tmp_path / "secret").write_text("aus der Datei\n")
    assert run(odoo.server_address[1], MAIL, "--password-file", str(tmp_path / "secret")).returncode == 0
    assert odoo.calls[0][2] == "aus der Datei"


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (xmlrpc.client.Fault(1, "psycopg2.OperationalError: connection refused"), 75),
        (xmlrpc.client.Fault(3, "Access Denied"), 75),
        (xmlrpc.client.Fault(1, 'database "db" does not exist'), 75),
        (xmlrpc.client.Fault(1, "ValueError: No possible route found for incoming message"), 67),
    ],
    ids=["database down", "wrong password", "wrong database", "no such address"],
)
def test_trouble_on_our_side_is_tried_again_later(odoo, fault, status):
    odoo.fault = fault
    answer = run(odoo.server_address[1])
    assert answer.returncode == status
    assert b"geheim" not in answer.stderr and b"Gr" not in answer.stderr


def test_no_server_is_tried_again_later():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert run(unused.getsockname()[1]).returncode == 75


def test_silent_server_is_tried_again_later():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert run(silent.getsockname()[1], MAIL, "--timeout", "0.5").returncode == 75


def test_missing_password_file_is_tried_again_later(odoo):
    assert run(odoo.server_address[1], MAIL, "--password-file", "/nonexistent").returncode == 75
    assert odoo.calls == []


def test_wrong_use_and_empty_mail_say_so(odoo):
    assert run(odoo.server_address[1], b"\n").returncode == 64
    assert run("no number").returncode == 64


class Place(BaseHTTPRequestHandler):
    """Takes mails as they are, as the addon's `/anfrage/gateway` does."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((self.path, self.headers["X-Odoo-Database"], self.headers["Authorization"], body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_words):
        """Not asked for."""


@pytest.fixture
def place():
    server = HTTPServer(("127.0.0.1", 0), Place)
    server.calls, server.status = [], 204
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_mail_is_handed_over_as_it_is_where_that_is_possible(place):
    assert run(place.server_address[1]).returncode == 0
    who = "Basic " + base64.b64encode(b"7:geheim").decode()
    assert place.calls == [("/anfrage/gateway", "db", who, MAIL)]


@pytest.mark.parametrize(("status", "ends_with"), [(403, 75), (400, 75), (413, 75), (422, 67), (500, 75), (503, 75)])
def test_what_the_place_answers_decides(place, status, ends_with):
    place.status = status
    answer = run(place.server_address[1])
    assert answer.returncode == ends_with
    assert b"geheim" not in answer.stderr and b"Gr" not in answer.stderr
    assert len(place.calls) == 1, "nothing is handed over twice"

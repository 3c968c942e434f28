"""The mail catcher keeps every mail, under a name that tells what it is."""

import os
import smtplib
import subprocess
import sys
import time
from email.message import EmailMessage

import pytest

from toolbox import daemon, paths, sink

SCRIPTS = paths.PROJECT / "scripts"


@pytest.fixture
def outbox(tmp_path):
    folder, port = tmp_path / "outbox", daemon.free_port()
    command = [sys.executable, "-m", "toolbox.sink", str(port), str(folder)]
    with subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(SCRIPTS)}) as process:
        while not daemon.listening(port):
            assert process.poll() is None
            time.sleep(0.05)
        yield folder, port
        process.terminate()


def send(port, subject, *recipients):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "agency@example.org", ", ".join(recipients), subject
    mail.set_content("Grüße aus Köln")
    with smtplib.SMTP("127.0.0.1", port) as connection:
        connection.send_message(mail)


def test_one_file_for_each_recipient_numbered_and_named(outbox):
    folder, port = outbox
    send(port, "Bestätigen Sie Ihre Anfrage", "anna@example.org", "ben@example.org")
    send(port, "Ihr Exposé", "anna@example.org")
    assert sorted(path.name for path in folder.iterdir()) == [
        "0001-anna@example.org-Bestätigen_Sie_Ihre_Anfrage.eml",
        "0002-ben@example.org-Bestätigen_Sie_Ihre_Anfrage.eml",
        "0003-anna@example.org-Ihr_Exposé.eml",
    ]
    assert "Grüße aus Köln" in (folder / "0003-anna@example.org-Ihr_Exposé.eml").read_text()


def test_outbox_removed_meanwhile_is_made_again(outbox):
    folder, port = outbox
    folder.rmdir()
    send(port, "Noch da", "anna@example.org")
    assert len(list(folder.iterdir())) == 1


def test_numbers_go_on_after_a_restart(tmp_path):
    (tmp_path / "0041-a@b.de-x.eml").touch()
    assert next(sink.Outbox(tmp_path)._numbers) == 42


@pytest.mark.parametrize(
    ("recipient", "subject"),
    [
        ("../../etc/passwd", "../../x"),
        ("a@b.de", "x" * 500),
        ("a@b.de", "=?unknown-charset?q?x?="),
        ("", ""),
        ("a@b.de", "null\x00byte / slash"),
    ],
)
def test_file_name_stays_one_harmless_name(recipient, subject):
    name = sink.file_name(7, recipient, f"Subject: {subject}\r\n\r\nText".encode())
    assert name.startswith("0007-")
    assert name.endswith(".eml")
    assert "/" not in name
    assert "\x00" not in name
    assert len(name.encode()) < 255

"""`odoo anfrage deliver`: raw mails handed to the gateway from the command line."""

import json

from machinery.mails import SAMPLES, portal_mail


def deliver(office, *arguments, check=True):
    done = office.program.run("anfrage", "deliver", "-d", office.database, *map(str, arguments), check=check)
    return done, [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_delivered_mails_go_through_the_flow(office, sink, tmp_path):
    known = office.call("res.partner", "create", [{"name": "Karl Kunde", "email": "karl@example.org"}])[0]
    files = {
        "known.eml": portal_mail("karl@example.org"),
        "reserved.eml": portal_mail("reserved@example.org", reference="MA-3000"),
        "newsletter.eml": b"From: a@b.example\r\nTo: anfragen@makler.example\r\nSubject: News\r\nPrecedence: bulk\r\n"
        b"List-Unsubscribe: <mailto:a@b.example>\r\n\r\nNeues",
    }
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
    paths = [*(tmp_path / name for name in files), SAMPLES / "is24_xml.eml", tmp_path / "missing.eml"]
    done, lines = deliver(office, "--mailbox", "anfragen", *paths, check=False)
    assert done.returncode == 1, "a file could not be read"
    assert [line["file"].rpartition("/")[2] for line in lines] == [*files, "is24_xml.eml", "missing.eml"]
    karl, reserved, news, sample, missing = lines
    (inquiry,) = karl["inquiries"]
    assert (inquiry["state"], inquiry["reason"], inquiry["property"], inquiry["partner_id"]) == (
        "done",
        None,
        "MA-1024",
        known,
    )
    assert [(i["state"], i["reason"], i["property"]) for i in reserved["inquiries"]] == [
        ("ignored", "property_inactive", "MA-3000")
    ]
    assert (news["kind"], news["inquiries"]) == ("bulk", [])
    assert [i["state"] for i in sample["inquiries"]] == ["waiting"]
    assert "error" in missing
    assert set(karl) == {"file", "mail_id", "kind", "inquiries"}
    sink.wait_for("karl@example.org")
    sink.wait_for("joerdis@example.org")
    # The same again: the mail is known, and nobody is written to twice.
    _done, again = deliver(office, "--mailbox", "anfragen@makler.example", tmp_path / "known.eml")
    assert again[0]["mail_id"] == karl["mail_id"] and again[0]["inquiries"] == karl["inquiries"]
    sink.settle()
    assert len(sink.to("karl@example.org")) == 1


def test_wrong_usage_is_said_and_not_guessed(office, tmp_path):
    (tmp_path / "mail.eml").write_bytes(portal_mail("a@example.org"))
    done, lines = deliver(office, "--mailbox", "nowhere", tmp_path / "mail.eml", check=False)
    assert (done.returncode, lines) == (2, [])
    assert "nowhere" in done.stderr and "anfragen@makler.example (" in done.stderr and "Traceback" not in done.stderr


def test_what_is_no_mail_is_refused(office, tmp_path):
    for name, raw in (("empty.eml", b""), ("binary.eml", bytes(range(256)) * 40)):
        (tmp_path / name).write_bytes(raw)
        done, (line,) = deliver(office, "--mailbox", "anfragen", tmp_path / name, check=False)
        assert done.returncode == 1
        assert "does not look like a mail" in line["error"] and "mail_id" not in line


def test_all_mails_are_delivered_when_nobody_reads_on(office, tmp_path):
    files = []
    for number in range(3):
        files.append(tmp_path / f"{number}.eml")
        files[-1].write_bytes(portal_mail(f"pipe{number}@example.org"))
    words = ["anfrage", "deliver", "-d", office.database, "--mailbox", "anfragen", *map(str, files)]
    done = office.program.run_into_closed_pipe(*words)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert office.call("anfragemanager.inquiry", "search_count", [("email", "like", "pipe%@example.org")]) == 3

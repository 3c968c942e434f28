"""The folder of Odoo's files cannot be read or written: mails and exposés wait with a reason, and nothing is lost."""

import contextlib
import re
import subprocess

import pytest
from machinery import faults
from machinery.disks import fill, mounted, small
from machinery.mails import portal_mail
from machinery.office import status


@pytest.fixture
def office(free_office):
    free_office.execute("UPDATE anfragemanager_mailbox SET expose_pdf = true")
    free_office.start(crons=2)
    return free_office


@contextlib.contextmanager
def missing(store):
    """A share that is not mounted: where the folder would be, there is none and none can be made."""
    store.rename(store.with_suffix(".aside"))
    store.touch()
    try:
        yield
    finally:
        store.unlink()
        store.with_suffix(".aside").rename(store)


@contextlib.contextmanager
def readonly(store):
    with mounted(store, "--bind", str(store)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(store)], check=True)
        yield


@contextlib.contextmanager
def full(store):
    """No byte is left where new files go; what is there can be read."""
    with small(store.with_suffix(".small"), "64k") as disk:
        for name in ("upper", "work"):
            (disk / name).mkdir()
        fill(disk)
        where = f"lowerdir={store},upperdir={disk / 'upper'},workdir={disk / 'work'}"
        with mounted(store, "-t", "overlay", "overlay", "-o", where):
            yield


@pytest.mark.parametrize("trouble", [missing, readonly, full], ids=lambda trouble: trouble.__name__)
def test_mails_and_exposes_wait_for_the_files(office, imap, sink, browser, trouble):
    office.receive(portal_mail("vorher@example.org"))
    office.wait_for_state("vorher@example.org", "waiting")
    link = sink.wait_for("vorher@example.org")[0].link
    known = "kunde@example.org"
    office.call("res.partner", "create", {"name": "Karla Kunde", "email": known})
    properties = office.call("anfragemanager.property", "search", [["reference", "=", "MA-1024"]])
    with trouble(office.program.filestore(office.database)):
        # Its exposé has to be printed anew.
        office.call("anfragemanager.property", "write", properties, {"purchase_price": 461000})
        # An unknown prospect needs no file, a known one gets the exposé as PDF.
        office.receive(portal_mail("waehrend@example.org"))
        office.receive(portal_mail(known))
        office.wait_for_state("waehrend@example.org", "waiting")
        office.wait_for_state(known, "failed")
        note, next_try = office.one(
            "SELECT reason_note, next_try FROM anfragemanager_inquiry WHERE email_normalized = %s", known
        )
        assert re.search("Dateien|files", note) and next_try, "why, and when it goes on"
        browser.forget()
        assert browser.open(link) == 200 and "city" in browser.asked()
        assert status(f"{office.server.url}/widerruf") == 200
        assert sink.to(known) == []
        assert imap.unseen(office.database) == []
    office.execute("UPDATE anfragemanager_inquiry SET next_try = now() at time zone 'utc' WHERE state = 'failed'")
    office.wake(faults.WORKER)
    office.wait_for_state(known, "done")
    [mail] = sink.wait_for(known)
    [pdf] = [part for part in mail.message.walk() if part.get_content_type() == "application/pdf"]
    assert pdf.get_content().startswith(b"%PDF") and len(pdf.get_content()) > 5000
    sink.settle()
    assert [len(sink.to(address)) for address in (known, "waehrend@example.org")] == [1, 1]

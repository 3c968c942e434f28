"""What goes wrong on other people's servers: nothing is lost, nothing is taken for the prospect's fault."""

import datetime
import ssl
import threading

import pytest
from machinery import faults
from machinery.mails import portal_mail
from machinery.waiting import free_port, until
from machinery.wires import Rude, Talking


def test_another_mail_program_is_at_work_in_the_mailbox(office, imap):
    with Talking(imap.port) as talking:
        office.execute("UPDATE fetchmail_server SET port = %s", talking.port)
        office.start()
        addresses = [f"mitleser{number}@example.org" for number in range(5)]
        for address in addresses:
            imap.put(office.database, portal_mail(address))
        faults.settle(office, imap, addresses, timeout=60)
        assert office.one("SELECT count(*) FROM anfragemanager_mail") == len(addresses)


def test_one_mail_the_incoming_server_cannot_read(office, imap):
    """A damaged disk, a wrong right: it answers with an error, and the mails behind it come in."""
    office.start()
    name = imap.put(office.database, portal_mail("unlesbar@example.org"))
    unreadable = imap.folder / "mail" / office.database / "new" / name
    unreadable.chmod(0)
    addresses = [f"dahinter{number}@example.org" for number in range(3)]
    for address in addresses:
        imap.put(office.database, portal_mail(address))
    office.wake(faults.FETCHMAIL)
    for address in addresses:
        until(
            lambda address=address: office.wake(faults.FETCHMAIL) or office.inquiries(address),
            lambda: office.execute("SELECT error_date, error_message FROM fetchmail_server"),
            60,
            pause=1,
        )
    assert len(imap.unseen(office.database)) == 1, "it stays there, unseen"
    moved = next(imap.folder.glob(f"mail/{office.database}/*/{name}*"))
    moved.chmod(0o600)
    faults.settle(office, imap, ["unlesbar@example.org", *addresses])
    assert office.one("SELECT count(*) FROM anfragemanager_mail") == 1 + len(addresses)


def test_inbox_is_numbered_anew_and_gone_for_a_while(office, imap):
    office.start()
    office.receive(portal_mail("vorher@example.org"))
    office.wait_for_state("vorher@example.org", "waiting")
    maildir = imap.folder / "mail" / office.database
    for list_of_numbers in maildir.glob("dovecot*"):
        list_of_numbers.unlink()
    office.receive(portal_mail("neu-nummeriert@example.org"))
    office.wait_for_state("neu-nummeriert@example.org", "waiting")
    maildir.rename(maildir.with_suffix(".away"))
    maildir.touch()
    office.wake(faults.FETCHMAIL)
    until(lambda: office.one("SELECT error_date FROM fetchmail_server"), "the failure to be noted")
    maildir.unlink()
    maildir.with_suffix(".away").rename(maildir)
    imap.put(office.database, portal_mail("wieder-da@example.org"))
    faults.settle(office, imap, [f"{name}@example.org" for name in ("vorher", "neu-nummeriert", "wieder-da")])
    assert office.one("SELECT count(*) FROM anfragemanager_mail") == 3


def test_two_accounts_and_the_mail_server_deliver_the_same_mails(office, imap, sink):
    other = f"{office.database}_2"
    office.execute(
        'INSERT INTO fetchmail_server (name, server_type, server, port, "user", password, state, active, priority)'
        " SELECT 'Second', server_type, server, port, %s, password, state, active, 9 FROM fetchmail_server",
        other,
    )
    office.start(crons=2)
    office.start(port=free_port(), crons=2)
    addresses = [f"dreifach{number}@example.org" for number in range(30)]
    mails = [portal_mail(address) for address in addresses]
    for raw in mails:
        imap.put(office.database, raw)
        imap.put(other, b"Received: from b by c; Tue, 11 Nov 2025 10:00:00 +0100\r\n" + raw)

    def hand_in():
        for raw in mails:
            office.hand_over(raw)

    office.wake(faults.FETCHMAIL)
    hands = [threading.Thread(target=hand_in) for _hand in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    faults.settle(office, imap, addresses)
    until(lambda: not imap.unseen(other), "the second account to be emptied")
    for address in addresses:
        sink.wait_for(address)
    sink.settle()
    assert {len(sink.to(address)) for address in addresses} == {1}


@pytest.mark.parametrize("place", ["MAIL", "RCPT", "DATA"])
def test_greylisting_for_an_hour(office, imap, sink, place):
    office.start()
    sink.answers[place] = "451 4.7.1 Greylisted, please try again in 60 minutes"
    addresses = [f"grau{number}@grau{number}.example" for number in range(4)]
    for address in addresses:
        imap.put(office.database, portal_mail(address))
    office.wake(faults.FETCHMAIL)
    for address in addresses:
        office.wait_for_state(address, "waiting")
    tries = "SELECT count(*) FROM mail_mail WHERE state = 'exception' AND anfrage_tries >= %s"
    for turn in range(1, 6):
        until(lambda turn=turn: office.one(tries, turn) == len(addresses), f"attempt {turn}", 60)
        office.execute(
            "UPDATE mail_mail SET anfrage_next_try = anfrage_next_try - interval '20 minutes' WHERE anfrage_tries > 0"
        )
        office.wake(faults.WORKER)
    sink.answers.clear()
    for address in addresses:
        sink.wait_for(address, timeout=90)
    sink.settle()
    assert {len(sink.to(address)) for address in addresses} == {1}
    assert {office.inquiries(address)[0]["state"] for address in addresses} == {"waiting"}


@pytest.mark.parametrize("when", ["at once", "after the mail"])
def test_outgoing_server_breaks_off(office, imap, sink, when):
    with Rude(sink.port, when) as rude:
        office.execute(
            "INSERT INTO ir_mail_server (name, smtp_host, smtp_port, smtp_encryption, smtp_authentication, active,"
            " sequence) VALUES ('Rude', '127.0.0.1', %s, 'none', 'login', true, 1)",
            rude.port,
        )
        office.start()
        addresses = [f"grob{number}@grob{number}.example" for number in range(4)]
        for address in addresses:
            imap.put(office.database, portal_mail(address))
        office.wake(faults.FETCHMAIL)
        for address in addresses:
            office.wait_for_state(address, "waiting")
        until(
            lambda: office.one("SELECT count(*) FROM mail_mail WHERE anfrage_tries > 0") == len(addresses),
            lambda: office.execute("SELECT state, failure_type, failure_reason, anfrage_tries FROM mail_mail"),
        )
        rude.when = "never"
        office.execute("UPDATE mail_mail SET anfrage_next_try = now() at time zone 'utc'")
        office.wake(faults.WORKER)
        for address in addresses:
            sink.wait_for(address, timeout=100)
        sink.settle()
        # A server that took the mail and did not say so gets it again: rather twice than not at all.
        assert {len(sink.to(address)) for address in addresses} <= ({1} if when == "at once" else {1, 2})
        assert {office.inquiries(address)[0]["state"] for address in addresses} == {"waiting"}


def certificate(folder, valid):
    """Write a certificate of one's own, valid or expired; returns its file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=30))
        .not_valid_after(now + datetime.timedelta(days=30 if valid else -1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / f"{'valid' if valid else 'expired'}.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def test_certificate_of_the_outgoing_server_has_expired(office, imap, sink, tmp_path):
    from aiosmtpd.controller import Controller

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path, valid=False))
    controller = Controller(sink, hostname="127.0.0.1", port=free_port(), tls_context=context, ready_timeout=10)
    controller.start()
    try:
        office.execute(
            "INSERT INTO ir_mail_server (name, smtp_host, smtp_port, smtp_encryption, smtp_authentication, active,"
            " sequence) VALUES ('Expired', 'localhost', %s, 'starttls_strict', 'login', true, 1)",
            controller.port,
        )
        office.start()
        office.receive(portal_mail("abgelaufen@example.org"))
        office.wait_for_state("abgelaufen@example.org", "waiting")
        refused = "SELECT state, failure_type, failure_reason, anfrage_tries FROM mail_mail WHERE anfrage_tries > 0"
        until(lambda: office.execute(refused), lambda: office.execute(refused.partition("WHERE")[0]))
        note = office.one("SELECT unsent_note FROM anfragemanager_inquiry")
        assert note and "Traceback" not in note
        # The administrator takes the server back that works.
        office.execute("DELETE FROM ir_mail_server WHERE name = 'Expired'")
        office.execute("UPDATE mail_mail SET anfrage_next_try = now() at time zone 'utc'")
        office.wake(faults.WORKER)
        sink.wait_for("abgelaufen@example.org", timeout=90)
        sink.settle()
        assert len(sink.to("abgelaufen@example.org")) == 1
    finally:
        controller.stop()

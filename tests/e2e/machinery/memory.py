# Runs in Odoo's shell (env is given): how much memory receiving and reading one large mail takes, as one JSON line.
import base64
import json
import os
import sys

from odoo.api import Environment


def peak():
    """Highest resident size in bytes since `forget`."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def forget():
    with open("/proc/self/clear_refs", "w") as refs:
        refs.write("5")
    return peak()


def large_mail(number, size):
    """A portal's mail with a picture of so many bytes."""
    attachment = base64.encodebytes(os.urandom(size * 3 // 4 * 76 // 77)).replace(b"\n", b"\r\n")
    head = (
        "From: ImmobilienScout24 <noreply@immobilienscout24.de>\r\nTo: anfragen@makler.example\r\n"
        f"Subject: Neue Anfrage zu Objekt MA-1024\r\nMessage-ID: <large-{number}@fixture.invalid>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nScout-ID:\r\n162188779\r\n\r\nAnrede:\r\nHerr\r\n"
        f"Vorname:\r\nBernd\r\nNachname:\r\nGross\r\nE-Mail:\r\nbernd.gross{number}@example.org\r\n\r\n"
        "Nachricht Ihrer Interessent:innen\r\n\r\nIst das Haus noch frei?\r\n"
        "--x\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename=haus.jpg\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + attachment + b"\r\n--x--\r\n"


def receive(raw):
    env["mail.thread"].message_process("anfragemanager.inquiry", raw)


def read():
    with env.registry.cursor() as cr:
        fresh = Environment(cr, env.uid, {})
        mail = fresh["anfragemanager.mail"].search([("state", "=", "received")])
        inquiries = mail._read_all()
        inquiries._run()
        return inquiries.mapped("state"), mail.mapped("error")


def measure(number, size):
    raw = large_mail(number, size)
    base = forget()
    receive(raw)
    received = peak() - base
    length = len(raw)
    del raw
    base = forget()
    states, errors = read()
    return {"size": length, "received": length + received, "read": peak() - base, "states": states, "errors": errors}


measure(0, 2000)
print("MEMORY " + json.dumps(measure(1, int(sys.argv[-1]) if sys.argv[-1].isdigit() else 25_000_000)), flush=True)

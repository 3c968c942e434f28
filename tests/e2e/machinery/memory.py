# Runs in Odoo's shell (env is given): how much memory receiving and reading one large mail takes, as one JSON line.
import json
import sys

from odoo.api import Environment

from machinery.mails import large_mail


def peak():
    """Highest resident size in bytes since `forget`."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def forget():
    with open("/proc/self/clear_refs", "w") as refs:
        refs.write("5")
    return peak()


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

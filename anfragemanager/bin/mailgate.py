#!/usr/bin/env python3
"""Hand a mail from standard input to Odoo, so that a mail server (Postfix, Exim) loses none and bounces none.

Does what Odoo's own `odoo-mailgate.py` does, and differs where that one loses mail: bytes that are no UTF-8 arrive as
they are, and whatever is wrong on our side (Odoo or its database is down, restarting or wrongly configured) ends with
75, "try again later" (sysexits.h), so that the mail waits in the mail server's queue instead of bouncing to a portal.
Needs nothing but Python 3. In /etc/aliases:

    anfragen: "|/path/to/anfragemanager/bin/mailgate.py -d DATABASE -u 7 --password-file /etc/odoo/mailgate"
"""

import argparse
import base64
import http.client
import os
import sys
import xmlrpc.client

EX_OK, EX_USAGE, EX_NOUSER, EX_TEMPFAIL = 0, 64, 67, 75


class _ArgumentParser(argparse.ArgumentParser):
    def error(self, message):
        sys.stderr.write(f"{self.format_usage()}{message}\n")
        sys.exit(EX_USAGE)


class NoSuchAddress(Exception):
    """Odoo has no address that the mail is for."""


class _Transport(xmlrpc.client.Transport):
    timeout = 60

    def make_connection(self, host):
        self._connection = host, http.client.HTTPConnection(host, timeout=self.timeout)
        return self._connection[1]


class _SafeTransport(xmlrpc.client.SafeTransport):
    timeout = 60

    def make_connection(self, host):
        self._connection = host, http.client.HTTPSConnection(host, timeout=self.timeout)
        return self._connection[1]


def arguments(words):
    """Return the options of the command line."""
    parser = _ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-d", "--database", default="odoo")
    parser.add_argument("-u", "--userid", type=int, required=True, help="id of a user with the right “mail gateway”")
    parser.add_argument(
        "--password-file",
        help="file whose first line is the user's password or API key; else the variable ODOO_MAILGATE_PASSWORD "
        "(a password on the command line can be read by everybody on the machine)",
    )
    parser.add_argument("--host", default="localhost")
    parser.add_argument("--port", type=int, default=8069)
    parser.add_argument("--proto", choices=("http", "https"), default="http")
    parser.add_argument("--timeout", type=float, default=60, help="seconds to wait for Odoo (default: %(default)s)")
    return parser.parse_args(words)


def password(options):
    """Return the password; raises OSError when its file cannot be read."""
    if not options.password_file:
        return os.environ.get("ODOO_MAILGATE_PASSWORD", "")
    with open(options.password_file, encoding="utf-8") as file:
        return file.readline().rstrip("\n")


def hand_over(raw, options):
    """Give the mail (bytes) to Odoo.

    Raises NoSuchAddress, or whatever the connection or Odoo raises.
    """
    if not _hand_over_as_it_is(raw, options):
        _hand_over_by_rpc(raw, options)


def _hand_over_as_it_is(raw, options):
    """Return whether there is the place that takes a mail as it is, and took it; it needs far less memory than RPC."""
    kind = http.client.HTTPSConnection if options.proto == "https" else http.client.HTTPConnection
    connection = kind(options.host, options.port, timeout=options.timeout)
    who = base64.b64encode(f"{options.userid}:{password(options)}".encode()).decode()
    headers = {
        "Content-Type": "message/rfc822",
        "X-Odoo-Database": options.database,
        "Authorization": f"Basic {who}",
    }
    try:
        connection.request("POST", "/anfrage/gateway", raw, headers)
        answer = connection.getresponse()
        answer.read()
    except (BrokenPipeError, ConnectionResetError):
        return False  # Who does not know the place does not read what is sent there.
    finally:
        connection.close()
    if answer.status in (404, 405):
        return False
    if answer.status == 422:
        raise NoSuchAddress
    if answer.status != 204:
        raise http.client.HTTPException(answer.status)
    return True


def _hand_over_by_rpc(raw, options):
    transport = (_SafeTransport if options.proto == "https" else _Transport)()
    transport.timeout = options.timeout
    url = f"{options.proto}://{options.host}:{options.port}/xmlrpc/2/object"
    with xmlrpc.client.ServerProxy(url, transport=transport, allow_none=True) as odoo:
        try:
            odoo.execute_kw(
                options.database,
                options.userid,
                password(options),
                "mail.thread",
                "message_process",
                [False, xmlrpc.client.Binary(raw)],
                {},
            )
        except xmlrpc.client.Fault as fault:
            if "No possible route" in str(fault.faultString):
                raise NoSuchAddress from fault
            raise


def main(words=None):
    """Return the exit status. Prints nothing of the mail and no password: a mail server may send it to strangers."""
    options = arguments(words)
    raw = sys.stdin.buffer.read()
    if not raw or raw.isspace():
        sys.stderr.write("There is no mail on standard input.\n")
        return EX_USAGE
    try:
        hand_over(raw, options)
    except NoSuchAddress:
        sys.stderr.write("There is no such address in Odoo.\n")
        return EX_NOUSER
    except xmlrpc.client.Fault as fault:
        sys.stderr.write(f"Odoo refused the mail for now ({fault.faultCode}).\n")
        return EX_TEMPFAIL
    except Exception as error:
        sys.stderr.write(f"Odoo cannot be reached for now ({type(error).__name__}).\n")
        return EX_TEMPFAIL
    return EX_OK


if __name__ == "__main__":
    sys.exit(main())

"""A real Postfix: an instance of its own on loopback, which hands mails to Odoo through `bin/mailgate.py`."""

import os
import pwd
import shutil
import smtplib
import subprocess
import sys
from pathlib import Path

from .programs import needs, server
from .waiting import free_port, listening, until

PROGRAM = server("postfix")
MAILGATE = Path(__file__).resolve().parents[3] / "anfragemanager" / "bin" / "mailgate.py"
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.makler.example
mydestination =
local_recipient_maps =
virtual_mailbox_domains = makler.example
virtual_transport = odoo
smtpd_relay_restrictions = reject_unauth_destination
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
minimal_backoff_time = 300s
"""
# Nobody else's services: mails go nowhere but to Odoo.
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
showq     unix n - n - - showq
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
anvil     unix - - n - 1 anvil
proxymap  unix - - n - - proxymap
postlog   unix-dgram n - n - 1 postlogd
odoo      unix - n n - 2 pipe
  flags= user=nobody argv={python} {mailgate} -d {database} -u {user} --password-file {secret}
  --host 127.0.0.1 --port {odoo} --timeout 20
"""


class Postfix:
    """Takes mails for `makler.example` by SMTP; needs root, as Postfix does."""

    def __init__(self, folder: Path, odoo: int, database: str, user: int, password: str):
        needs(PROGRAM, "Postfix", root=True)
        self.folder, self.port = folder / "postfix", free_port()
        self.folder.mkdir()
        self.folder.chmod(0o755)
        (self.folder / "queue").mkdir()
        (self.folder / "data").mkdir()
        os.chown(self.folder / "data", pwd.getpwnam("postfix").pw_uid, -1)
        secret = self.folder / "secret"
        secret.write_text(f"{password}\n")
        secret.chmod(0o400)
        os.chown(secret, pwd.getpwnam("nobody").pw_uid, -1)
        # The account of the transport may not enter the project's folder.
        program = shutil.copy(MAILGATE, self.folder / "mailgate.py")
        (self.folder / "main.cf").write_text(MAIN.format(folder=self.folder))
        (self.folder / "master.cf").write_text(
            MASTER.format(
                port=self.port,
                python=_python(),
                mailgate=program,
                secret=secret,
                odoo=odoo,
                database=database,
                user=user,
            )
        )
        self._call("start")
        until(lambda: listening(self.port), lambda: f"Postfix to listen; its log:\n{self.log()}", timeout=30)

    def _call(self, *words: str):
        return subprocess.run(
            [PROGRAM, "-c", str(self.folder), *words], capture_output=True, text=True, timeout=60, check=False
        )

    def send(self, raw: bytes, recipient: str):
        """Hand in a mail as a portal's mail server does."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as smtp:
            smtp.sendmail("noreply@immobilienscout24.de", [recipient], raw)

    def queued(self) -> list[str]:
        """Return the lines about what waits in the queue."""
        answer = subprocess.run(
            ["postqueue", "-c", str(self.folder), "-j"], capture_output=True, text=True, timeout=60, check=False
        )
        return answer.stdout.splitlines()

    def flush(self):
        """Try again what waits, as Postfix does by itself after some minutes."""
        subprocess.run(["postqueue", "-c", str(self.folder), "-f"], timeout=60, check=False)

    def log(self) -> str:
        file = self.folder / "postfix.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def stop(self):
        self._call("stop")


def _python() -> str:
    """Return a Python that every account may run; `mailgate.py` needs no package."""
    system = Path("/usr/bin/python3")
    return str(system if system.exists() else sys.executable)

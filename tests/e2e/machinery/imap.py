"""A real IMAP server: Debian's Dovecot over Maildirs, as root or not."""

import itertools
import os
import pwd
import re
import subprocess
import time
from pathlib import Path

from .programs import needs, server
from .waiting import free_port, listening, until

PASSWORD = "secret"
PROGRAM = server("dovecot")
# Dovecot refuses to serve mail as root.
ACCOUNT = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

COMMON = """
base_dir = {folder}/run
state_dir = {folder}/state
instance_name = e2e
protocols = imap
listen = 127.0.0.1
ssl = no
log_path = {folder}/dovecot.log
default_login_user = {account}
default_internal_user = {account}
default_internal_group = {group}
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
# Debian 12 and Ubuntu 24.04
BEFORE_2_4 = """
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={account} gid={group} home={folder}/mail/%u
}}
"""
FROM_2_4 = """
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = {folder}/mail/%{{user}}
passdb static {{
  password = {password}
}}
userdb static {{
  fields {{
    uid = {account}
    gid = {group}
    home = {folder}/mail/%{{user}}
  }}
}}
"""


def _configuration() -> str:
    """For the installed Dovecot: 2.4 renamed settings, and wants its version named first."""
    version = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.match(r"[0-9.]+", version)[0]
    if tuple(map(int, version.split(".")[:2])) < (2, 4):
        return COMMON + BEFORE_2_4
    return f"dovecot_config_version = {version}\ndovecot_storage_version = {version}\n{COMMON}{FROM_2_4}"


class ImapServer:
    """Serves one Maildir for each user name; every user's password is `PASSWORD`."""

    def __init__(self, folder: Path):
        needs(PROGRAM, "Dovecot")
        self.folder = folder
        self.port = free_port()
        self._numbers = itertools.count(1)
        self._account = pwd.getpwnam(ACCOUNT)
        import grp

        # The account that serves the mail must reach its Maildirs.
        for parent in (folder, *folder.parents):
            if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
                parent.chmod(parent.stat().st_mode | 0o111)
        (folder / "mail").mkdir()
        self._own(folder / "mail")
        configuration = folder / "dovecot.conf"
        configuration.write_text(
            _configuration().format(
                folder=folder,
                account=ACCOUNT,
                group=grp.getgrgid(self._account.pw_gid).gr_name,
                password=PASSWORD,
                port=self.port,
            )
        )
        self._process = subprocess.Popen(
            [PROGRAM, "-F", "-c", str(configuration)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        until(self._answers, "Dovecot to listen", timeout=20)

    def _answers(self):
        if self._process.poll() is not None:
            raise AssertionError(f"Dovecot ended: {self._process.stdout.read().decode(errors='replace')}")
        return listening(self.port)

    def _own(self, path):
        if os.geteuid() == 0:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def put(self, user: str, raw: bytes, moment: float | None = None) -> str:
        """Deliver a raw mail into a user's Maildir, as a mail server does (tmp, then new); returns the file's name.

        :param moment: when it came, in seconds since 1970; now if left out
        """
        maildir = self.folder / "mail" / user
        for sub in ("", "tmp", "new", "cur"):
            if not (maildir / sub).is_dir():
                (maildir / sub).mkdir()
                self._own(maildir / sub)
        name = f"{time.time_ns()}.{next(self._numbers)}.e2e"
        waiting = maildir / "tmp" / name
        waiting.write_bytes(raw)
        if moment is not None:
            # Dovecot takes the file's time for when the mail came.
            os.utime(waiting, (moment, moment))
        self._own(waiting)
        waiting.rename(maildir / "new" / name)
        return name

    def unseen(self, user: str) -> list[str]:
        """Return the names of the mails of a user that no mail program has marked as seen."""
        maildir = self.folder / "mail" / user
        return [
            path.name
            for sub in ("new", "cur")
            for path in (maildir / sub).glob("*")
            if "S" not in path.name.partition(":2,")[2]
        ]

    def stop(self):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

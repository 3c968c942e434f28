"""Deliveries fetched from a real SFTP server on this machine."""

import os
import socket
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import paramiko

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .sources import SourceCase, attached, document, picture, prop


class _Login(paramiko.ServerInterface):
    def check_auth_password(self, username, password):
        right = (username, password) == ("makler", "geheim")
        return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username):
        return "password"

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED


class _Handle(paramiko.SFTPHandle):
    def __init__(self, file):
        super().__init__()
        self.readfile = self.writefile = file

    def stat(self):
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


class _Files(paramiko.SFTPServerInterface):
    root = ""

    def _path(self, path):
        return self.root + self.canonicalize(path)

    def list_folder(self, path):
        try:
            names = os.listdir(self._path(path))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        found = []
        for name in names:
            attributes = paramiko.SFTPAttributes.from_stat(os.stat(f"{self._path(path)}/{name}"))
            attributes.filename = name
            found.append(attributes)
        return found

    def stat(self, path):
        try:
            return paramiko.SFTPAttributes.from_stat(os.stat(self._path(path)))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    lstat = stat

    def open(self, path, flags, attr):
        try:
            return _Handle(open(self._path(path), "w+b" if flags & os.O_CREAT else "rb"))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    def mkdir(self, path, attr):
        with suppress(FileExistsError):
            os.mkdir(self._path(path))
        return paramiko.SFTP_OK

    def posix_rename(self, oldpath, newpath):
        os.replace(self._path(oldpath), self._path(newpath))
        return paramiko.SFTP_OK


class _Server:
    """An SFTP server over ``root`` on a port of its own."""

    def __init__(self, root):
        self.key = paramiko.RSAKey.generate(2048)
        self._files = type("Files", (_Files,), {"root": root})
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._transports = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with suppress(OSError):
            while True:
                connection, _address = self._listening.accept()
                transport = paramiko.Transport(connection)
                transport.add_server_key(self.key)
                transport.set_subsystem_handler("sftp", paramiko.SFTPServer, self._files)
                transport.banner_timeout = transport.handshake_timeout = 120  # the machine may be busy
                self._transports.append(transport)
                # With an event it does not wait for the client: who gives up must not hold up who comes next.
                transport.start_server(event=threading.Event(), server=_Login())

    def close(self):
        with suppress(OSError):
            # Who waits for a connection learns of it only by this.
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for transport in self._transports:
            transport.close()


@tagged("post_install", "-at_install")
class TestPropertySftp(SourceCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "eingang").mkdir()
        self.server = _Server(folder.name)
        self.addCleanup(self.server.close)
        self.source.write(
            {
                "folder": f"sftp://makler@127.0.0.1:{self.server.port}/eingang",
                "sftp_password": "geheim",
                "write_receipts": True,
            }
        )

    def connect(self):
        return self.source.action_connect()["params"]["type"]

    def deliver(self, name, content):
        path = self.root / "eingang" / name
        path.write_bytes(content)
        os.utime(path, (time.time() - 300, time.time() - 300))

    def work(self):
        with self.enter_registry_test_mode():
            self.env.ref("anfragemanager.cron_property_sources").method_direct_trigger()

    def test_deliveries_are_fetched_once_and_answered(self):
        self.assertEqual((self.connect(), self.connect()), ("warning", "success"))
        with self.delivered(document(prop("S-1", files=attached("1.png"))), {"1.png": picture("red")}) as path:
            self.deliver("export.zip", path.read_bytes())
        self.deliver("notes.txt", b"nothing of ours")
        self.work()
        self.work()
        self.assertEqual(len(self.source.run_ids), 1)
        self.assertEqual((self.source.run_ids.state, self.source.run_ids.files_left), ("done", 0))
        self.assertTrue(self.found("S-1").image_1920)
        self.assertTrue((self.root / "eingang/rueckmeldung/export.feedback.xml").exists())

    def test_a_server_nobody_vouched_for_is_not_asked(self):
        self.deliver("export.xml", document(prop("S-1")).encode())
        self.work()
        self.assertFalse(self.source.run_ids)
        self.assertEqual((self.source.last_state, len(self.source.activity_ids)), ("failed", 1))

    def test_a_server_with_another_key_gets_no_password(self):
        self.connect()
        self.server.key = paramiko.RSAKey.generate(2048)
        with self.assertRaisesRegex(UserError, "another key"):
            self.connect()
        # Another address is another server.
        self.source.folder = f"sftp://makler@localhost:{self.server.port}/eingang"
        self.assertFalse(self.source.sftp_host_key)

    def test_refusals_are_told_apart(self):
        self.connect()
        self.source.sftp_password = "falsch"
        with self.assertRaisesRegex(UserError, "refuses"):
            self.connect()
        self.server.close()
        with self.assertRaisesRegex(UserError, "cannot be read|cannot be reached"):
            self.connect()

    def test_an_address_without_user_or_with_a_password_is_refused(self):
        for folder in ("sftp://host/folder", "sftp://user:word@host/folder", "ftp://user@host/", "sftp://u@host:x/"):
            with self.subTest(folder), self.assertRaises(ValidationError):
                self.source.folder = folder

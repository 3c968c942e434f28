"""Servers that misbehave, alone or between Odoo and a real one."""

import contextlib
import random
import socket
import threading
import time

from .waiting import free_port


class Silent:
    """A server that takes connections and never says a word; it counts them as `met`."""

    def __init__(self):
        self.port, self.met, self._open = free_port(), 0, []
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        for end in (self._listener, *self._open):
            end.close()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                self._open.append(client)
                self.met += 1
                self._talk(client)

    def _talk(self, client):
        pass


class Between(Silent):
    """Passes on what client and server say. Subclasses look at it first, and may break off by returning None."""

    def __init__(self, port: int):
        self._target = port
        super().__init__()

    def asked(self, client, data: bytes) -> bytes | None:
        return data

    def answered(self, client, data: bytes) -> bytes | None:
        return data

    def _talk(self, client):
        server = socket.create_connection(("127.0.0.1", self._target))
        for source, sink, look in ((client, server, self.asked), (server, client, self.answered)):
            threading.Thread(target=self._pass_on, args=(client, source, sink, look), daemon=True).start()

    def _pass_on(self, client, source, sink, look):
        with contextlib.suppress(OSError):
            while (data := source.recv(512)) and (passed := look(client, data)) is not None:
                sink.sendall(passed)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class Cutter(Between):
    """Cuts each connection after some bytes while `cutting`."""

    def __init__(self, port):
        self.cutting, self._left = False, {}
        super().__init__(port)

    def asked(self, client, data):
        left = self._left[client] = self._left.get(client, random.randrange(100, 6000)) - len(data)
        return None if self.cutting and left < 0 else data

    answered = asked


class Talking(Between):
    """Says what other mail programs did meanwhile, before each answer of an IMAP server to a FETCH."""

    def asked(self, client, data):
        if b" FETCH " in data:
            client.sendall(b"* 1 FETCH (FLAGS (\\Answered))\r\n")
        return data


class Rude(Between):
    """A mail server that breaks off: `when` says "at once", "after the mail", which it took unsaid, or "never"."""

    def __init__(self, port, when):
        self.when, self._taken = when, set()
        super().__init__(port)

    def _talk(self, client):
        if self.when == "at once":
            client.close()
        else:
            super()._talk(client)

    def asked(self, client, data):
        if self.when == "after the mail" and data.endswith(b"\r\n.\r\n"):
            self._taken.add(client)
        return data

    def answered(self, client, data):
        if client in self._taken:
            time.sleep(0.5)
            return None
        return data

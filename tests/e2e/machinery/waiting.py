"""Waiting for what another process does."""

import socket
import time


def until(probe, what, timeout=60.0, pause=0.1):
    """Return the first true answer of `probe()`; fail with `what` was waited for after `timeout` seconds."""
    end = time.monotonic() + timeout
    while True:
        if answer := probe():
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"Waited {timeout:.0f} seconds in vain for: {what() if callable(what) else what}")
        time.sleep(pause)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0

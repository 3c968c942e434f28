"""What a large mail takes of a server's memory, whichever way it comes in, until it is read."""

import threading

from machinery import faults
from machinery.mails import large_mail
from machinery.waiting import until


def memory(pid, name):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(name))


class Watched:
    """The highest size of a process within, above what it had before: `taken`, in bytes."""

    def __init__(self, pid):
        self.pid = pid

    def __enter__(self):
        with open(f"/proc/{self.pid}/clear_refs", "w") as refs:
            refs.write("5")
        self.before = memory(self.pid, "VmRSS")
        return self

    def __exit__(self, *_error):
        self.taken = memory(self.pid, "VmHWM") - self.before


def test_mail_server_hands_over_large_mails(office):
    server = office.start(crons=0)
    office.hand_over(large_mail(0, size=2000))
    raw = large_mail(1)
    with Watched(server.process.pid) as watched:
        office.hand_over(raw)
    print(f"gateway: {watched.taken / len(raw):.2f} × {len(raw)}")
    mails = [large_mail(number) for number in range(2, 6)]
    with Watched(server.process.pid) as four:
        threads = [threading.Thread(target=office.hand_over, args=(mail,)) for mail in mails]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(f"gateway, four at once: {four.taken / len(raw):.2f} × {len(raw)}")
    assert watched.taken <= 4 * len(raw)


def test_large_mails_are_collected_and_read(office, imap):
    server = office.start(crons=1)
    office.receive(large_mail(10, size=2000))
    office.wait_for_state("gross10@example.org", "waiting")
    raw = large_mail(11)
    with Watched(server.process.pid) as watched:
        office.receive(raw)
        office.wait_for_state("gross11@example.org", "waiting", timeout=120)
    print(f"collected and read: {watched.taken / len(raw):.2f} × {len(raw)}")
    with Watched(server.process.pid) as more:
        for number in range(12, 16):
            imap.put(office.database, large_mail(number))
        office.wake(faults.FETCHMAIL)
        for number in range(12, 16):
            office.wait_for_state(f"gross{number}@example.org", "waiting", timeout=200)
    print(f"four one after the other: {more.taken / len(raw):.2f} × {len(raw)}")
    until(lambda: not imap.unseen(office.database), "all to be collected")
    assert watched.taken <= 4 * len(raw) and watched.taken <= 200_000_000

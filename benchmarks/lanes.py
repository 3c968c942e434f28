"""What a second lane brings: the same backlog worked off by one process with one lane, and by two with two.

Each process is a server with one cron thread, as two hosts or two cron processes are. The rounds alternate, so that a
busy machine slows both alike; "alone" leaves out how long workers and their database processes waited for a processor,
which is what a machine with nothing else to do would take. Also counts what is left behind: mails and inquiries that
are due but nobody works on.

Run by `make bench ARGS=lanes`; `python benchmarks/lanes.py --mails 400 --rounds 4` chooses.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg2

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "e2e")]

from machinery.mails import portal_mail  # noqa: E402

DATABASE = "anfragemanager_bench_lanes"
ODOO = str(PROJECT / "scripts" / "odoo")
PATIENCE_SECONDS = 600
PREPARE = """
env["ir.cron"].search([]).active = False
env.company.write({"email": "info@makler.example", "anfrage_limit_total": 10**6, "anfrage_limit_domain": 10**6})
env.company.alias_domain_id = env["mail.alias.domain"].create({"name": "makler.example"})
env["anfragemanager.mailbox"].create(
    {"name": "Anfragen", "alias_name": "anfragen", "user_id": env.ref("base.user_admin").id, "max_age_days": 0,
     "dry_run": False}
)
env["anfragemanager.property"].create(
    {"name": "Reihenhaus", "reference": "MA-1024", "marketing_type": "buy", "marketing_state": "active",
     "user_id": env.ref("base.user_admin").id}
)
env.cr.commit()
"""
RECEIVE = """
import pathlib
for path in sorted(pathlib.Path({folder!r}).glob("*.eml")):
    env["mail.thread"].message_process(False, path.read_bytes())
env["anfragemanager.worker"]._set_lanes({lanes})
env["ir.cron"].search([]).active = False
env.cr.commit()
"""
OPEN = """SELECT (SELECT count(*) FROM anfragemanager_mail WHERE state = 'received')
                + (SELECT count(*) FROM anfragemanager_inquiry WHERE state = 'new')"""
LANES = "SELECT res_id FROM ir_model_data WHERE model = 'ir.cron' AND name = ANY(%s)"


def main() -> int:
    """Print inquiries per second and their ratio; 1 when something was left behind."""
    options = _options()
    _create()
    speeds: dict[int, list[float]] = {1: [], 2: []}
    left = 0
    alone: dict[int, list[float]] = {1: [], 2: []}
    print(f"{'lanes':>6}{'mails':>7}{'seconds':>9}{'per s':>7}{'alone':>7}{'longest pause':>15}{'left behind':>13}")
    for number in range(options.rounds):
        for lanes in (1, 2) if number % 2 else (2, 1):
            seconds, waited, pause, behind = _round(lanes, options.mails, f"r{number}l{lanes}")
            speeds[lanes].append(options.mails / seconds)
            alone[lanes].append(options.mails / max(seconds - waited, 0.1))
            left += behind
            print(
                f"{lanes:>6}{options.mails:>7}{seconds:>9.1f}{speeds[lanes][-1]:>7.1f}{alone[lanes][-1]:>7.1f}"
                f"{pause:>15.1f}{behind:>13}",
                flush=True,
            )
    seen, quiet = (sum(of[2]) / sum(of[1]) for of in (speeds, alone))
    machine = f"processors: {os.cpu_count()}, load: {os.getloadavg()[0]:.1f}"
    print(f"two lanes by one: × {seen:.2f}, alone × {quiet:.2f}   ({machine})")
    subprocess.run([ODOO, "db", "drop", DATABASE], check=False, capture_output=True)
    return 1 if left else 0


def _options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2)
    return parser.parse_args()


def _create():
    subprocess.run([ODOO, "db", "drop", DATABASE], check=False, capture_output=True)
    init = [ODOO, "db", "init", DATABASE, "--language", "de_DE", "--country", "DE"]
    subprocess.run(init, check=True, capture_output=True)
    subprocess.run([ODOO, "module", "install", "-d", DATABASE, "anfragemanager"], check=True, capture_output=True)
    _shell(PREPARE)


def _shell(script):
    command = [ODOO, "shell", "-d", DATABASE, "--no-http", "--shell-interface", "python"]
    subprocess.run(command, input=f"exec({script!r})\n", text=True, check=True, capture_output=True)


def _round(lanes, mails, name):
    """Return the seconds for the backlog, those of them waited for a processor, the longest pause, what was left."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(mails):
            raw = portal_mail(f"{name}p{number}@example{number % 97}.org")
            (Path(folder) / f"{number:05}.eml").write_bytes(raw)
        _shell(RECEIVE.format(folder=folder, lanes=lanes))
    with closing(psycopg2.connect(dbname=DATABASE)) as connection, _workers(lanes) as processes:
        connection.autocommit = True
        cursor = connection.cursor()
        _release(cursor, lanes)
        queued = _queued(cursor, processes)
        start = last = time.monotonic()
        before, pause = None, 0.0
        while True:
            cursor.execute(OPEN)
            (now,) = cursor.fetchone()
            if now != before:
                pause = max(pause, time.monotonic() - last)
                before, last = now, time.monotonic()
            stuck = time.monotonic() - last > PATIENCE_SECONDS / 10
            if not now or stuck:
                waited = (_queued(cursor, processes) - queued) / lanes
                return last - start, waited, max(pause, time.monotonic() - last), now
            time.sleep(0.05)


def _queued(cursor, processes):
    """Return how many seconds the processes and their connections' have been ready to run without a processor."""
    names = [f"odoo-{process.pid}" for process in processes]
    cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = ANY(%s)", [names])
    pids = [row[0] for row in cursor.fetchall()] + [process.pid for process in processes]
    nanoseconds = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            nanoseconds += int(task.read_text().split()[1])
    return nanoseconds / 1e9


def _release(cursor, lanes):
    names = ["cron_process", *(f"cron_process_lane_{lane}" for lane in range(1, lanes))]
    cursor.execute(LANES, [names])
    jobs = [row[0] for row in cursor.fetchall()]
    cursor.execute("UPDATE ir_cron SET active = true WHERE id = ANY(%s)", [jobs])
    cursor.execute("DELETE FROM ir_cron_trigger")
    cursor.execute("INSERT INTO ir_cron_trigger (cron_id, call_at) SELECT unnest(%s), now() at time zone 'utc'", [jobs])
    with closing(psycopg2.connect(dbname="postgres")) as wire:
        wire.autocommit = True
        wire.cursor().execute("SELECT pg_notify('cron_trigger', %s)", [DATABASE])


@contextmanager
def _workers(count):
    command = [ODOO, "server", "-d", DATABASE, "--no-http", "--workers", "0", "--max-cron-threads", "1"]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as files:
        logs = [Path(folder) / f"{number}.log" for number in range(count)]
        processes = [
            subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=files.enter_context(log.open("wb")), stderr=subprocess.STDOUT
            )
            for log in logs
        ]
        try:
            _ready(processes, logs)
            yield processes
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait()


def _ready(processes, logs):
    """Wait until each process listens for jobs and has loaded the addon, which takes longer than the first mails."""
    names = [f"odoo-{process.pid}" for process in processes]
    deadline = time.monotonic() + PATIENCE_SECONDS
    with closing(psycopg2.connect(dbname="postgres")) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(DISTINCT application_name) FROM pg_stat_activity"
                " WHERE application_name = ANY(%s) AND datname = 'postgres' AND state = 'idle'",
                [names],
            )
            loaded = all("Registry loaded" in log.read_text(errors="replace") for log in logs)
            if loaded and cursor.fetchone()[0] == len(processes):
                return
            if any(process.poll() is not None for process in processes):
                raise SystemExit("A server ended while it started.")
            time.sleep(0.1)
    raise SystemExit("The servers do not start.")


if __name__ == "__main__":
    sys.exit(main())

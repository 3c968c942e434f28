"""How fast mails are read: mails per second, the median per mail, and the growth from 10 KB to 1 MB."""

import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "tests" / "parsing" / "mails"
ROUNDS = 5

HEAD = (
    b"From: ImmobilienScout24 <noreply@immobilienscout24.de>\nTo: a@makler.example\nSubject: Anfrage (Objekt  MA-1)\n"
)
FORM = "<table><tr><td>Vorname:</td><td>Max</td></tr><tr><td>E-Mail:</td><td>max@example.org</td></tr></table>"


def seconds(parse, raw: bytes, rounds: int = ROUNDS) -> float:
    """The best of ``rounds`` runs, so that what else the machine does counts least."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        parse(raw)
        best = min(best, time.perf_counter() - start)
    return best


def grown(size: int) -> dict[str, bytes]:
    """An ordinary portal mail blown up to ``size`` bytes by its message, its layout or an attachment."""
    sentence, row = "Ein Satz in der Nachricht.<br>", "<tr><td>&nbsp;</td><td>Fußnote</td></tr>"
    html = HEAD + b'Content-Type: text/html; charset="utf-8"\n\n'
    attachment = (
        HEAD + b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/html; charset="utf-8"\n\n'
    )
    attachment += FORM.encode() + b"\n--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
    return {
        "long message": html + (FORM + f"<p>Nachricht:</p><p>{sentence * (size // len(sentence))}</p>").encode(),
        "long layout": html + (FORM + f"<table>{row * (size // len(row))}</table>").encode(),
        "attachment": attachment + (b"A" * 76 + b"\n") * (size // 77) + b"--b--\n",
    }


def main() -> None:
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from anfragemanager.parsing import parse

    raws = {path.stem: path.read_bytes() for path in sorted(SAMPLES.glob("*.eml"))}
    for raw in raws.values():
        parse(raw)
    times = {name: seconds(parse, raw) for name, raw in raws.items()}
    ordered = sorted(times.values())
    slowest = max(times, key=times.get)
    print("Reading mails (one core)")
    print(f"  mails                 {len(times):>10}")
    print(f"  mails per second      {len(times) / sum(ordered):>10.0f}")
    print(f"  median                {statistics.median(ordered) * 1000:>10.2f} ms")
    print(f"  95th percentile       {ordered[int(len(ordered) * 0.95)] * 1000:>10.2f} ms")
    print(f"  slowest               {times[slowest] * 1000:>10.2f} ms  {slowest}")
    print(f"  {'growth':<22}{'10 KB':>10} {'100 KB':>10} {'1 MB':>10}")
    sizes = [grown(size) for size in (10_000, 100_000, 1_000_000)]
    for shape in sizes[0]:
        measured = [seconds(parse, mails[shape], 3) * 1000 for mails in sizes]
        print(f"  {shape:<22}" + " ".join(f"{value:>7.1f} ms" for value in measured))


if __name__ == "__main__":
    main()

"""OpenImmo: properties per second and peak memory, for files from 2 to 200 MB and for embedded pictures.

Each file is read in a process of its own, so that the peak is its own. A stream's memory does not grow with the file:
the last column is the peak over that of the smallest file.
"""

import base64
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "tests" / "openimmo" / "samples" / "onoffice.xml"
SIZES = (2, 20, 200)


def generate(path: Path, megabytes: int, embedded: int = 0) -> None:
    """Repeat the sample's property under changing numbers up to ``megabytes``; ``embedded`` KB of picture in each."""
    text = SAMPLE.read_text("utf-8")
    start, end = text.index("<immobilie>"), text.index("</immobilie>") + len("</immobilie>")
    head, body, tail = text[:start], text[start:end], text[end:]
    if embedded:
        data = base64.b64encode(os.urandom(embedded * 1024)).decode()
        picture = f'<anhang location="INTERN" gruppe="BILD"><daten><anhanginhalt>{data}</anhanginhalt></daten></anhang>'
        body = body.replace("</anhaenge>", picture + "</anhaenge>")
    number = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        while file.tell() < megabytes * 1024 * 1024:
            number += 1
            file.write(body.replace("MA-4711", f"MA-{number}").replace("98OBID", f"{number}"))
        file.write(tail)


def child(path: str) -> None:
    sys.path.insert(0, str(ROOT))
    from anfragemanager.openimmo import Delivery

    start = time.perf_counter()
    with Delivery(path) as delivery:
        count = sum(1 for _ in delivery)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(count, seconds, peak)


def main() -> None:
    print(f"{'file':<26}{'properties':>12}{'per second':>12}{'MB/s':>8}{'peak MB':>10}{'over least':>12}")
    least = None
    with tempfile.TemporaryDirectory() as folder:
        for megabytes, embedded in [(size, 0) for size in SIZES] + [(200, 500)]:
            path = Path(folder) / "a.xml"
            generate(path, megabytes, embedded)
            answer = subprocess.run(
                [sys.executable, __file__, str(path)], check=True, capture_output=True, text=True
            ).stdout.split()
            count, seconds, peak = int(answer[0]), float(answer[1]), int(answer[2])
            least = least or peak
            name = f"{megabytes} MB" + (f", {embedded} KB pictures" if embedded else "")
            rate = f"{count / seconds:>12,.0f}{megabytes / seconds:>8.1f}"
            print(f"{name:<26}{count:>12,}{rate}{peak:>10}{peak / least:>12.2f}", flush=True)


if __name__ == "__main__":
    child(sys.argv[1]) if len(sys.argv) > 1 else main()

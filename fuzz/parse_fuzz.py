"""Coverage-guided fuzzing of the mail reader: ``python fuzz/parse_fuzz.py SECONDS``.

A finding is an input for which a reader raised (``parse`` itself answers it with a warning) or that took longer than
a second; libFuzzer writes it to the working directory.
"""

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "tests" / "parsing" / "mails"
DEFAULT_SECONDS = 60
LIMIT = 1.0


def main() -> None:
    try:
        import atheris
    except ImportError:
        sys.exit("The fuzzer needs atheris, which is not installed: pip install atheris.")
    words = sys.argv[1:]
    if len(words) > 1 or words and not words[0].isdigit():
        sys.exit("Usage: parse_fuzz.py [SECONDS]")
    sys.path.insert(0, str(ROOT))
    with atheris.instrument_imports(include=["anfragemanager"]):
        from anfragemanager.parsing import mime, parse
        from anfragemanager.parsing.mail import Mail
        from anfragemanager.parsing.rules import DEFAULT
        from anfragemanager.parsing.understand import understand

    def one(raw: bytes) -> None:
        start = time.process_time()
        understand(Mail(mime.read(raw), DEFAULT))
        parse(raw).to_dict()
        if time.process_time() - start > 2 * LIMIT:
            raise TimeoutError(f"reading took {time.process_time() - start:.1f} s")

    corpus = Path(tempfile.mkdtemp(prefix="parse_fuzz_"))
    for path in SAMPLES.glob("*.eml"):
        (corpus / path.name).write_bytes(path.read_bytes())
    seconds = int(words[0]) if words else DEFAULT_SECONDS
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=60000", "-timeout=20", str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

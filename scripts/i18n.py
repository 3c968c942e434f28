#!/usr/bin/env python3
"""Bring i18n/anfragemanager.pot and i18n/de.po up to date with the code: `scripts/i18n.py [-d DATABASE]`.

Exports the addon's terms with Odoo's own export, keeps every translation whose source is unchanged, drops what is no
longer used, and prints what is left to translate, next to the nearest old translation. Exit status 1 when something is.
Without a database it makes one and throws it away again; a given one gets the addon upgraded first.
"""

import argparse
import difflib
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ODOO = ROOT / "scripts" / "odoo"
VENV = ROOT / ".local" / "venv"
ADDON = "anfragemanager"
FOLDER = ROOT / ADDON / "i18n"
LANGUAGES = ("de",)
SCRATCH = "anfragemanager_i18n"


def odoo(*arguments):
    """Run Odoo's command line; raises CalledProcessError when it fails."""
    subprocess.run([ODOO, *arguments], check=True)


def export(database, target):
    """Write the source terms of the addon to the file `target` (.pot)."""
    if database:
        odoo("module", "upgrade", "-d", database, ADDON)
        odoo("i18n", "export", "-d", database, "-l", "pot", "-o", target, ADDON)
        return
    odoo("db", "init", "--force", SCRATCH)
    try:
        odoo("module", "install", "-d", SCRATCH, ADDON)
        odoo("i18n", "export", "-d", SCRATCH, "-l", "pot", "-o", target, ADDON)
    finally:
        odoo("db", "drop", SCRATCH)


def merge(template, known, language):
    """Return a catalogue of all terms of `template` with the translations of `known`: ``(catalogue, dropped)``.

    :param polib.POFile template: as Odoo exported it
    :param polib.POFile known: the catalogue so far, may be empty
    :param str | None language: code for the header, None for a template without translations
    :return: the catalogue sorted by source, and the translated entries whose source is gone
    """
    import polib

    old = {entry.msgid: entry for entry in known if entry.msgstr and not entry.obsolete and not entry.fuzzy}
    merged = polib.POFile(wrapwidth=78)
    merged.header = f"Translation of Odoo Server.\nThis file contains the translation of the module {ADDON}."
    merged.metadata = {
        "Project-Id-Version": "Odoo Server 19.0",
        "Report-Msgid-Bugs-To": "",
        "POT-Creation-Date": "",
        "PO-Revision-Date": "",
        "Last-Translator": "",
        "Language-Team": "",
        **({"Language": language, "Plural-Forms": "nplurals=2; plural=(n != 1);"} if language else {}),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for entry in sorted(template, key=lambda entry: entry.msgid):
        merged.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=old[entry.msgid].msgstr if language and entry.msgid in old else "",
                comment=entry.comment,
                occurrences=sorted(entry.occurrences),
            )
        )
    sources = {entry.msgid for entry in template}
    return merged, [entry for msgid, entry in old.items() if msgid not in sources]


def save(catalogue, known, path):
    """Write the catalogue unless nothing but its dates would change."""
    if known is not None and [str(entry) for entry in catalogue] == [str(entry) for entry in known]:
        return
    now = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M+0000")
    catalogue.metadata["POT-Creation-Date"] = catalogue.metadata["PO-Revision-Date"] = now
    catalogue.save(str(path))


def load(path):
    """Return the catalogue of a file, None when there is none."""
    import polib

    return polib.pofile(str(path), wrapwidth=78) if path.is_file() else None


def refresh(template):
    """Update the files in i18n/ from an exported template; return the number of terms without translation."""
    path = FOLDER / f"{ADDON}.pot"
    save(merge(template, [], None)[0], load(path), path)
    missing = 0
    for language in LANGUAGES:
        path = FOLDER / f"{language}.po"
        known = load(path)
        catalogue, dropped = merge(template, known or [], language)
        save(catalogue, known, path)
        former = {entry.msgid: entry.msgstr for entry in dropped}
        untranslated = catalogue.untranslated_entries()
        missing += len(untranslated)
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} terms, {len(dropped)} dropped, {len(untranslated)} missing")
        for entry in untranslated:
            print(f"\n{entry.msgid!r}\n    in {', '.join(place for place, _line in entry.occurrences)}")
            for near in difflib.get_close_matches(entry.msgid, former, n=1):
                print(f"    was {near!r}\n     -> {former[near]!r}")
    return missing


def main():
    if Path(sys.prefix) != VENV:
        subprocess.run([ODOO, "--version"], check=True, stdout=subprocess.DEVNULL)
        os.execv(VENV / "bin" / "python", [VENV / "bin" / "python", __file__, *sys.argv[1:]])
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-d", "--database", help="use this database with the addon instead of a new one")
    database = parser.parse_args().database
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{ADDON}.pot"
        export(database, target)
        missing = refresh(load(target))
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()

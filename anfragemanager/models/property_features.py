"""What a source says of a property's condition and features, as words of :mod:`.property_words`.

Only what stands here reaches prospects: a source's further data may hold what is meant for the agency alone.
"""

from ..openimmo.values import boolean

_OPENIMMO_CHOICES = {
    "ausstattung/kueche": {"EBK": "ebk", "OFFEN": "offenekueche", "PANTRY": "pantry"},
    "ausstattung/fahrstuhl": {"PERSONEN": "personenaufzug", "LASTEN": "lastenaufzug"},
    "ausstattung/stellplatzart": {
        "GARAGE": "garage", "TIEFGARAGE": "tiefgarage", "CARPORT": "carport", "FREIPLATZ": "freiplatz",
        "PARKHAUS": "parkhaus", "DUPLEX": "duplex",
    },
    "ausstattung/unterkellert": {"KELLER=JA": "keller", "KELLER=TEIL": "teilkeller"},
    "ausstattung/moebliert": {"MOEB=VOLL": "moebliert", "MOEB=TEIL": "teilmoebliert"},
}  # fmt: skip
_OPENIMMO_FLAGS = {
    **{
        f"ausstattung/{name}": name.replace("_", "")
        for name in (
            "barrierefrei", "rollstuhlgerecht", "kamin", "klimatisiert", "gartennutzung", "sauna", "swimmingpool",
            "wintergarten", "rolladen", "gaestewc", "abstellraum", "wasch_trockenraum", "dachboden", "fahrradraum",
            "wg_geeignet",
        )
    },
    "verwaltung_objekt/haustiere": "haustiereerlaubt",
    "verwaltung_objekt/denkmalgeschuetzt": "denkmalgeschuetzt",
}  # fmt: skip
_OPENIMMO_COUNTS = {"flaechen/anzahl_balkone": "balkon", "flaechen/anzahl_terrassen": "terrasse"}
_CONDITION = {"zustand_angaben/zustand": "ZUSTAND_ART", "zustand_angaben/alter": "ALTER_ATTR"}


def features(extra):
    """Return the words of what a property has, each once, in the order of the source.

    :param list|bool extra: ``source_extra`` of a property: dicts of path, text and attributes
    """
    found = []
    for entry in extra or []:
        path, text, attributes = _read(entry)
        for name, word in _OPENIMMO_CHOICES.get(path, {}).items():
            attribute, _equals, value = name.partition("=")
            stated = attributes.get(attribute, "")
            if stated.upper() == value if value else boolean(stated):
                found.append(word)
        if path in _OPENIMMO_FLAGS and boolean(text):
            found.append(_OPENIMMO_FLAGS[path])
        if path in _OPENIMMO_COUNTS and text.strip("0., "):
            found.append(_OPENIMMO_COUNTS[path])
    return list(dict.fromkeys(found))


def condition(extra):
    """Return the words of a property's condition and age."""
    read = map(_read, extra or [])
    return [attributes[_CONDITION[path]] for path, _text, attributes in read if attributes.get(_CONDITION.get(path))]


def _read(entry):
    attributes = {str(name).upper(): str(value) for name, value in (entry.get("attributes") or {}).items()}
    return str(entry.get("path") or "").lower(), str(entry.get("text") or ""), attributes

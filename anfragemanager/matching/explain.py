"""The evidence of a comparison as a sentence for a clerk."""

from .compare import Comparison

_FIELDS = {
    "last_name": ("Nachname", "last name"),
    "first_name": ("Vorname", "first name"),
    "name_order": ("Vor- und Nachname", "first and last name"),
    "generation": ("Namenszusatz (sen./jun.)", "generation (Sr/Jr)"),
    "gender": ("Anrede", "salutation"),
    "party": ("Art des Kontakts", "kind of contact"),
    "company": ("Firma", "company"),
    "company_name": ("Firmenname", "company name"),
    "place": ("Ort", "town"),
    "street": ("Straße", "street"),
    "house_number": ("Hausnummer", "house number"),
    "phone": ("Telefon", "phone"),
    "email": ("E-Mail", "e-mail"),
}
_LEVELS = {
    "equal": ("gleich", "equal"),
    "spelling": ("gleich in anderer Schreibweise", "equal in another spelling"),
    "short_form": ("Kurzform", "short form"),
    "part": ("teilweise gleich", "partly equal"),
    "cognate": ("verwandt, aber ein anderer Name", "of one root, but another name"),
    "initial": ("nur Anfangsbuchstabe gleich", "initial equal"),
    "sounds_alike": ("klingt gleich", "sounds alike"),
    "similar": ("ähnlich", "similar"),
    "one_of_couple": ("einer von beiden Partnern", "one of two partners"),
    "swapped": ("vertauscht", "exchanged"),
    "one_sided": ("nur auf einer Seite", "on one side only"),
    "couple_and_person": ("Paar und Einzelperson", "couple and single person"),
    "company_and_person": ("Firma und Person", "company and person"),
    "same_city": ("gleich, Postleitzahl verschieden oder unbekannt", "equal, zip different or unknown"),
    "same_zip": ("Postleitzahl gleich, Ortsname verschieden", "zip equal, name different"),
    "addition_missing": ("gleich bis auf den Zusatz", "equal but for the addition"),
    "addition_different": ("gleich, Zusatz verschieden", "equal, addition different"),
    "same_exchange": ("gleicher Anschluss, andere Durchwahl", "same line, other extension"),
    "equal_shared": ("gleich (gemeinsames Postfach)", "equal (shared mailbox)"),
    "same_local_part": ("gleich, anderer Anbieter", "equal, other provider"),
    "same_company": ("gleiche Firma", "same company"),
    "different": ("verschieden", "different"),
    "missing": ("nur auf einer Seite", "on one side only"),
}


def explain(comparison: Comparison, lang: str = "de") -> str:
    """ "Nachname klingt gleich, Telefon gleich, Straße gleich, Hausnummer verschieden"; lang is "de" or "en".

    Raises ValueError for another language.
    """
    if lang not in ("de", "en"):
        raise ValueError(f"No wording for language {lang!r}.")
    column = ("de", "en").index(lang)
    return ", ".join(f"{_FIELDS[e.field][column]} {_LEVELS[e.level][column]}" for e in comparison.evidence)

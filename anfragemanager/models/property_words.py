"""The words of OpenImmo and of agencies for what a property is and has, so that pages say them in their language.

Known by the standard's codes (``DOPPELHAUSHAELFTE``, OpenImmo 1.2.7c) and by the German words people type. What is not
known stays as it was written.
"""

import re
from datetime import date

from odoo.tools.translate import LazyTranslate

from ..contact.text import fold
from .dates import plain_date

_lt = LazyTranslate(__name__)

# By the folded word without blanks; what means the same stands in one row.
_ROWS = (
    # kinds of property
    (_lt("Attic apartment"), "dachgeschosswohnung dachgeschoss"),
    (_lt("Maisonette"), "maisonette"),
    (_lt("Loft, studio, atelier"), "loftstudioatelier"),
    (_lt("Penthouse"), "penthouse"),
    (_lt("Terrace apartment"), "terrassenwohnung terrassen"),
    (_lt("Ground floor apartment"), "erdgeschosswohnung"),
    (_lt("Souterrain apartment"), "souterrainwohnung"),
    (_lt("Apartment on an upper floor"), "etagenwohnung etage"),
    (_lt("Holiday home"), "ferienwohnung ferienhaus ferien"),
    (_lt("Gallery apartment"), "galerie"),
    (_lt("Attic shell"), "rohdachboden"),
    (_lt("Old building apartment"), "altbauwohnung"),
    (_lt("Condominium"), "eigentumswohnung"),
    (_lt("Terraced house"), "reihenhaus"),
    (_lt("Mid-terrace house"), "reihenmittelhaus reihenmittel"),
    (_lt("End-terrace house"), "reihenendhaus reihenend"),
    (_lt("Corner terraced house"), "reiheneckhaus reiheneck"),
    (_lt("Semi-detached house"), "doppelhaushaelfte"),
    (_lt("Detached house"), "einfamilienhaus"),
    (_lt("Two-family house"), "zweifamilienhaus"),
    (_lt("Town house"), "stadthaus"),
    (_lt("Bungalow"), "bungalow"),
    (_lt("Villa"), "villa"),
    (_lt("Country house"), "landhaus"),
    (_lt("Farmhouse"), "bauernhaus resthof"),
    (_lt("Apartment building"), "mehrfamilienhaus"),
    (_lt("Residential and commercial building"), "wohnundgeschaeftshaus geschaeftshaus"),
    (_lt("Castle"), "schloss burg"),
    (_lt("Prefabricated house"), "fertighaus"),
    (_lt("Log house"), "holzhaus blockhaus"),
    (_lt("Building plot"), "baugrundstueck wohnbauland wohnen"),
    (_lt("Land for leisure"), "freizeitgrundstueck freizeit"),
    (_lt("Commercial land"), "gewerbegrundstueck gewerbe"),
    (_lt("Office space"), "bueroflaeche"),
    (_lt("Office building"), "buerohaus"),
    (_lt("Medical practice"), "praxis praxisflaeche praxishaus"),
    (_lt("Shop"), "ladenlokal laden einzelhandelsladen"),
    (_lt("Sales area"), "verkaufsflaeche"),
    (_lt("Restaurant"), "restaurant gaststaette gastronomie"),
    (_lt("Hotel"), "hotel hotels"),
    (_lt("Hall"), "halle"),
    (_lt("Warehouse"), "lager lagerhalle lagerflaechen"),
    (_lt("Workshop"), "werkstatt"),
    (_lt("Production hall"), "produktion produktionshalle"),
    (_lt("Garage"), "garage einzelgarage"),
    (_lt("Double garage"), "doppelgarage"),
    (_lt("Underground parking"), "tiefgarage tiefgaragenstellplatz"),
    (_lt("Carport"), "carport"),
    (_lt("Duplex parking"), "duplex"),
    (_lt("Parking space"), "stellplatz freiplatz aussenstellplatz"),
    (_lt("Multi-storey car park"), "parkhaus"),
    # heating and energy
    (_lt("Oil"), "oel heizoel"),
    (_lt("Gas"), "gas"),
    (_lt("Natural gas"), "erdgas erdgasleicht erdgasschwer"),
    (_lt("Liquid gas"), "fluessiggas"),
    (_lt("Electricity"), "strom elektro elektrizitaet"),
    (_lt("Alternative energy"), "alternativeenergie alternativ"),
    (_lt("Solar energy"), "solar solarenergie solarthermie sonnenenergie"),
    (_lt("Geothermal energy"), "erdwaerme geothermie"),
    (_lt("Air-source heat pump"), "luftwaermepumpe luftwp luftwasserwaermepumpe"),
    (_lt("Heat pump"), "waermepumpe"),
    (_lt("Environmental heat"), "umweltwaerme umgebungswaerme"),
    (_lt("District heating"), "fernwaerme fernheizung fern"),
    (_lt("Local heating"), "nahwaerme"),
    (_lt("Combined heat and power"), "blockheizkraftwerk block bhkw kwk"),
    (_lt("Combined heat and power, fossil"), "kwkfossil"),
    (_lt("Combined heat and power, renewable"), "kwkerneuerbar kwkregenerativ"),
    (_lt("Pellets"), "pellets pellet holzpellets"),
    (_lt("Wood"), "holz scheitholz"),
    (_lt("Wood chips"), "holzhackschnitzel hackschnitzel"),
    (_lt("Coal"), "kohle braunkohle steinkohle koks"),
    (_lt("Biogas"), "biogas"),
    (_lt("Stove heating"), "ofenheizung ofen"),
    (_lt("Heating of one floor"), "etagenheizung"),
    (_lt("Central heating"), "zentralheizung zentral"),
    (_lt("Underfloor heating"), "fussbodenheizung fussboden"),
    (_lt("Gas heating"), "gasheizung"),
    (_lt("Oil heating"), "oelheizung"),
    (_lt("Night storage heating"), "nachtspeicherofen nachtspeicheroefen nachtspeicherheizung"),
    # condition
    (_lt("First occupancy"), "erstbezug"),
    (_lt("First occupancy after renovation"), "erstbezugnachsanierung"),
    (_lt("As new"), "neuwertig"),
    (_lt("Well kept"), "gepflegt"),
    (_lt("Modernised"), "modernisiert teilvollrenoviert renoviert"),
    (_lt("Renovated"), "saniert vollsaniert teilvollsaniert"),
    (_lt("Partly renovated"), "teilsaniert"),
    (_lt("In need of renovation"), "teilvollrenovierungsbed renovierungsbeduerftig sanierungsbeduerftig"),
    (_lt("Dilapidated"), "baufaellig abrissobjekt"),
    (_lt("Gutted"), "entkernt"),
    (_lt("Shell construction"), "rohbau"),
    (_lt("Planned"), "projektiert"),
    (_lt("Old building"), "altbau"),
    (_lt("New building"), "neubau"),
    # features
    (_lt("Fitted kitchen"), "ebk einbaukueche"),
    (_lt("Open kitchen"), "offenekueche"),
    (_lt("Kitchenette"), "pantry"),
    (_lt("Fireplace"), "kamin"),
    (_lt("Air conditioning"), "klimatisiert klimaanlage"),
    (_lt("Lift"), "personenaufzug aufzug fahrstuhl"),
    (_lt("Goods lift"), "lastenaufzug"),
    (_lt("Use of the garden"), "gartennutzung"),
    (_lt("Garden"), "garten"),
    (_lt("Barrier-free"), "barrierefrei"),
    (_lt("Wheelchair accessible"), "rollstuhlgerecht"),
    (_lt("Sauna"), "sauna"),
    (_lt("Swimming pool"), "swimmingpool pool"),
    (_lt("Conservatory"), "wintergarten"),
    (_lt("Roller shutters"), "rolladen rollladen"),
    (_lt("Guest toilet"), "gaestewc"),
    (_lt("Storage room"), "abstellraum"),
    (_lt("Laundry room"), "waschtrockenraum"),
    (_lt("Attic"), "dachboden"),
    (_lt("Bicycle room"), "fahrradraum"),
    (_lt("Cellar"), "keller unterkellert"),
    (_lt("Partial cellar"), "teilkeller teilunterkellert"),
    (_lt("Furnished"), "moebliert"),
    (_lt("Partly furnished"), "teilmoebliert"),
    (_lt("Suitable for sharing"), "wggeeignet"),
    (_lt("Listed building"), "denkmalgeschuetzt denkmal"),
    (_lt("Pets allowed"), "haustiereerlaubt haustiere"),
    (_lt("Balcony"), "balkon"),
    (_lt("Terrace"), "terrasse"),
    (_lt("Loggia"), "loggia"),
    # captions of pictures
    (_lt("Front view"), "vorderansicht strassenseite strassenansicht"),
    (_lt("Exterior view"), "aussenansicht hausansicht ansicht"),
    (_lt("Rear view"), "rueckansicht gartenseite gartenansicht"),
    (_lt("Interior view"), "innenansicht"),
    (_lt("Floor plan"), "grundriss"),
    (_lt("Site plan"), "lageplan"),
    (_lt("Living room"), "wohnzimmer"),
    (_lt("Living and dining room"), "wohnesszimmer wohnundesszimmer"),
    (_lt("Dining room"), "esszimmer"),
    (_lt("Bedroom"), "schlafzimmer"),
    (_lt("Children's room"), "kinderzimmer"),
    (_lt("Study"), "arbeitszimmer"),
    (_lt("Kitchen"), "kueche"),
    (_lt("Bathroom"), "bad badezimmer"),
    (_lt("Hallway"), "flur diele"),
    (_lt("Entrance"), "eingang eingangsbereich"),
    (_lt("Staircase"), "treppenhaus"),
    (_lt("View"), "ausblick aussicht"),
    # floors and dates
    (_lt("Ground floor"), "eg erdgeschoss parterre"),
    (_lt("Raised ground floor"), "hochparterre"),
    (_lt("Basement"), "ug untergeschoss souterrain"),
    (_lt("Top floor"), "dg"),
    (_lt("Immediately"), "sofort absofort sofortfrei"),
    (_lt("At short notice"), "kurzfristig"),
    (_lt("By arrangement"), "nachvereinbarung nv nachabsprache"),
    (_lt("Let"), "vermietet"),
    (_lt("Vacant"), "bezugsfrei freiwerdend frei"),
)
WORDS = {word: label for label, words in _ROWS for word in words.split()}
# What the standard's code calls a kind of apartment, and people call a floor.
_WRITTEN = {"dachgeschoss": _lt("Top floor")}
_UPPER_FLOOR = re.compile(r"(\d{1,2})\s*\.?\s*(?:og|obergeschoss|stock|etage)", re.IGNORECASE)
_PARTS = re.compile(r"\s*[,;/]\s*")
_DAYS = (
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"),
)
_RENTS = re.compile(r"(\d|eine|zwei|drei)\s*(?P<net>netto|kalt|nettokalt)?(?:monats)?mieten?", re.IGNORECASE)
_COUNTS = {"eine": 1, "zwei": 2, "drei": 3}


def in_words(env, text, code=False):
    """Return a short text about a property in the language of the environment, part by part where a part is known.

    A German page keeps what people wrote in German.

    :param str|bool text: e.g. ``"Zentralheizung, Fußbodenheizung"``
    :param bool code: whether it is a word of the standard, e.g. ``"REIHENEND"``, which no language shows as it is
    :rtype: str
    """
    if not text:
        return ""
    written = not code and (env.lang or "").startswith("de")
    part = _day if written else _code if code else _part
    if whole := part(env, text):
        return whole
    parts = _PARTS.split(text)
    told = [part(env, one) for one in parts]
    if len(parts) < 2 or not any(told):
        return text
    return ", ".join(new or old for new, old in zip(told, parts, strict=True))


def _part(env, text):
    label = _WRITTEN.get(_key(text))
    return env._(label) if label else _code(env, text)


def _key(text):
    return fold(text).replace(" ", "")


def _code(env, text):
    key = _key(text)
    if key in WORDS:
        return env._(WORDS[key])
    if floor := _UPPER_FLOOR.fullmatch(text.strip()):
        return env._("Floor %s", floor[1])
    if rents := _RENTS.fullmatch(text.strip()):
        count = _COUNTS.get(rents[1].lower(), rents[1])
        return env._("%s net monthly rents", count) if rents["net"] else env._("%s monthly rents", count)
    return _day(env, text)


def _day(env, text):
    found = next(filter(None, (pattern.fullmatch(text.strip()) for pattern in _DAYS)), None)
    try:
        day = found and date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None
    return plain_date(env, day) if day else None

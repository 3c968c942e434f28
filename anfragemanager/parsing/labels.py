"""The words people and portals put before a value: one table of synonyms in German, English and Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

# Field → labels, written as ``normal`` leaves them: lower case, umlauts spelt out, accents and punctuation gone.
# "phone" says nothing about the kind of number, "landline" does. "object" opens a block about the property,
# "agency" one about the recipient, "skip" is a label whose value nobody needs.
SYNONYMS: dict[str, str] = {
    "salutation": "anrede|geschlecht|herr frau|frau herr|salutation|title|gender|tratamiento|anrede titel",
    "title": "titel|akademischer titel|akad titel|academic title|titulo academico",
    "first_name": (
        "vorname|vornamen|rufname|vorname n|prenom|nome|first name|firstname|given name|forename|fore name"
        "|nombre de pila"
    ),
    "last_name": "nachname|nachnamen|familienname|zuname|last name|lastname|surname|family name|apellido|apellidos"
    "|apellido s|primer apellido|cognome|nom de famille|sobrenome|apelido|name nachname|nachname name|sur name",
    "name": "name|vor und nachname|vor und zuname|vor nachname|vorname nachname|vorname und nachname|vorname und name"
    "|nachname vorname|name vorname|vorname name|name und vorname|nachname und vorname|kontaktperson|absender"
    "|interessent"
    "|interessentin|kunde|kundenname|kontaktname|vollstaendiger name|voller name|ganzer name|anfragender|anfragende"
    "|anfragesteller|name interessent|interessentenname|name des interessenten|name der interessentin|name absender"
    "|nombre|nombre completo|nombre y apellido|nombre y apellidos|nombre contacto|nombre de contacto|interesado"
    "|full name|fullname|contact name|contact|your full name|customer name|client name|sender|lead name|enquirer"
    "|applicant name|buyer name|interessent in|anfrage von|kontaktanfrage von|nachricht von|message from"
    "|mensaje de|contacto|enquiry from|namen|nom|nom et prenom|nome e cognome|nom prenom|nom complet|nome completo",
    "company": "firma|firmenname|unternehmen|firma organisation|organisation|firmierung|gesellschaft|company"
    "|company name|organization|business name|empresa|nombre de la empresa|firma unternehmen|name der firma",
    "email": "e mail|email|mail|e mail adresse|email adresse|mail adresse|mailadresse|emailadresse|e mailadresse"
    "|e mail address|email address|mail address|correo|correo electronico|direccion de correo|email id"
    "|direccion de correo electronico|direccion de email|e mail kontakt|kontakt e mail|email kontakt|kontakt email"
    "|elektronische post|antwort an|reply to|e mail adr|mail id|courriel|e mail privat|absender e mail|e post"
    "|e mail des interessenten|contact email|correo e",
    "phone": "telefon|telefonnummer|telefonnr|telefon nr|telefon nummer|tel|tel nr|telnr|rufnummer|ruf|fon|phone"
    "|phone number|phone no|telephone|telephone number|telephone no|contact number|contact phone|telefono"
    "|numero de telefono"
    "|telefono de contacto|tfno|tlf|telf|tel tagsueber|telefon tagsueber|telefon abends|daytime phone|evening phone"
    "|kontakttelefon|rueckrufnummer|telefon fuer rueckfragen|telefon fuer rueckruf|telefonisch erreichbar unter"
    "|telefon mobil oder festnetz|telefon oder mobil|telefon mobil handy|tel mobil|telefon handy|phone mobile|fono"
    "|telefonnummer fuer rueckfragen|phonenumber|tel no|daytime telephone|preferred phone|telefon 1"
    "|telefon des interessenten|numero de telephone|telefone|numero di telefono|recapito telefonico",
    "landline": "festnetz|festnetznummer|telefon festnetz|tel festnetz|telefonnummer festnetz|landline|home phone"
    "|telefon privat|tel privat|telefon p|telefon geschaeftlich|telefon dienstlich|tel geschaeftlich|telefono fijo|fijo"
    "|work phone|telefon d|festnetz telefon|festnetztelefon|home telephone|telefon geschaeft|telefon buero"
    "|landline phone",
    "mobile": "mobil|mobiltelefon|mobilnummer|mobilfunk|mobilfunknummer|handy|handynummer|handy nr|mobil nr|mobile"
    "|mobile phone|mobile number|mobile no|cell|cell phone|cellphone|movil|telefono movil|numero de movil"
    "|mobiltelefonnummer"
    "|telefon mobil|natel|tel mobile|mobile telephone|mobilrufnummer|handytelefon|celular|whatsapp|mobil telefon",
    "fax": "fax|telefax|faxnummer|fax nr|telefaxnummer|fax number",
    "street": "strasse|strasse und hausnummer|strasse u hausnummer|strasse hausnummer|strasse nr|strasse und nr"
    "|strasse hausnr|strasse hnr|str nr|str|strasse haus nr|street|street address|address line 1|calle|rue|via"
    "|indirizzo|street and number"
    "|strassenname|stra e|stra e hausnummer|strasse und haus nr|calle y numero|street name|strase",
    "house_number": "hausnummer|hausnr|haus nr|hnr|nr hausnummer|house number|house no|numero de casa",
    "zip": (
        "plz|postleitzahl|zip|zip code|zipcode|postcode|postal code|post code|codigo postal|npa|code postal|cap|cp"
        "|c p|pstlz"
    ),
    "city": "ort|stadt|wohnort|wohnsitz|gemeinde|city|town|ciudad|localite|ville|citta|lieu|poblacion|localidad"
    "|municipio|ort stadt|city town"
    "|town city|ortschaft",
    "zip_city": "plz ort|plz und ort|plz wohnort|postleitzahl ort|postleitzahl und ort|plz stadt|ort plz|plz u ort"
    "|postleitzahl wohnort|zip city|postcode city|cp ciudad|codigo postal y ciudad|codigo postal ciudad|plz und wohnort"
    "|zip und ort|postal code city|plz, ort",
    "address": "anschrift|adresse|postanschrift|wohnanschrift|wohnadresse|postadresse|address|home address"
    "|postal address|current address|direccion|direccion postal|domicilio|aktuelle anschrift|aktuelle adresse"
    "|kontaktadresse|privatadresse|adresse des interessenten|anschrift des interessenten|meldeadresse|heimatadresse",
    "country": "land|country|pais|staat|wohnland|herkunftsland|land country",
    "message": "nachricht|mitteilung|nachrichtentext|anmerkung|anmerkungen|bemerkung|bemerkungen|kommentar|kommentare"
    "|anmerkungen fragen|anmerkungen fragen des interessenten|anmerkungen und fragen|fragen und anmerkungen"
    "|fragen anmerkungen"
    "|nachricht des interessenten|nachricht der interessentin|nachricht ihrer interessent innen"
    "|nachricht ihrer interessentinnen|nachricht ihrer interessent|nachricht ihrer interessenten"
    "|nachricht ihres interessenten"
    "|nachricht ihrer interessentin|nachricht vom interessenten|nachricht interessent|text der nachricht"
    "|text der anfrage"
    "|freitext|zusaetzliche informationen|weitere informationen|message|messages|comment|comments|additional comments"
    "|notes|message from enquirer|message from the enquirer|customer message|enquiry message|mensaje|comentario"
    "|comentarios"
    "|observaciones|texto|mensaje del interesado|nachricht an sie|nachricht an anbieter|nachricht an den anbieter|notiz"
    "|nachricht des nutzers|anfragetext|message text|mensaje del usuario|wuensche und anmerkungen|sonstiges|fragen"
    "|further comments|enquiry details|nachricht der interessenten|mensage|anmerkungen des interessenten"
    "|nachrichten|messaggio|mensagem|votre message|message du client|commentaire|commentaires"
    "|frage des interessenten|fragen des interessenten|nachricht ihrer interessierten|nachricht freitext",
    # Also headings and subjects: they give way to a label of "message" further down.
    "message_weak": "anfrage|frage|text|enquiry|inquiry|consulta|pregunta|question|questions|beschreibung"
    "|details der anfrage|anfrage des interessenten|rueckfrage|details",
    "property_ref": "objekt nr|objektnr|objektnummer|objekt nummer|objekt id|objektid|anbieter objekt id"
    "|externe objekt id"
    "|externe objektnummer|externe objektnr|externe id|interne objektnummer|interne objektnr|interne objekt id|kennung"
    "|objektkennung|immobilien nr|immobiliennr|immobiliennummer|immobilien id|immobilien nummer|referenz|referenznummer"
    "|ref|ref nr|refnr|ref nummer|objektreferenz|referenz nr|referenznr|eigene objektnummer|anbieter objektnummer"
    "|anbieternummer|objekt referenz|ref no|reference|reference number|property reference|property ref|agent reference"
    "|agent ref|agents reference|your reference|your ref|referencia|ref anunciante|referencia del anunciante"
    "|referencia inmueble"
    "|referencia del inmueble|ref inmueble|objekt kennung|makler objekt nr|makler objektnummer|agency reference"
    "|wohnungsnummer"
    "|objektnummer anbieter|objekt nr anbieter|anbieter objektnr|anbieter objekt nr|objektcode|objekt code|wohnungs nr"
    "|objekt ref|maklernummer|reference no|property reference number|anbieter id|externe kennung",
    "portal_ref": "scout id|scoutid|scout objekt id|anzeigennummer|anzeigen nr|anzeigennr|anzeigen id|anzeige id"
    "|anzeigeid"
    "|anzeigenid|anzeige nr|online id|onlineid|online nr|online nummer|onlinenummer|online kennung|immowelt id"
    "|immonet id"
    "|immonet nr|immonet nummer|immoscout id|is24 id|immobilienscout24 id|immoscout24 id|immobilienscout id|expose id"
    "|expose nr|expose nummer|exposenummer|inserat nr|inseratnummer|inserat id|inseratsnummer|inserate nr"
    "|insertionsnummer"
    "|willhaben code|willhaben id|portal id|portal objekt id|portal objektnummer|property id|listing id|ad id|advert id"
    "|listing number|mls|mls id|mls number|mls no|anuncio|codigo de anuncio|codigo anuncio|codigo del anuncio"
    "|id anuncio"
    "|id del anuncio|numero de anuncio|property number|rightmove id|zoopla id|homegate id|ivd24 id|ivd id|inserate id"
    "|insertion id|listing reference|codigo inmueble|codigo del inmueble|inseratenummer|ad reference|angebotsnummer"
    "|angebots nr|angebotsnr|angebot nr|kleinanzeigen id|kleinanzeigen nr|referenz id|listing ref",
    "property_link": "link|url|expose url|expose link|objekt link|objekt url|link zum objekt|link zum expose"
    "|link zur anzeige"
    "|link zum inserat|listing url|property url|property link|enlace|zum objekt|zum expose|zum inserat|zur anzeige"
    "|webseite"
    "|seite|listing link|page|von seite|gesendet von der seite",
    "wish": "wunsch|wuensche|anliegen|ich wuensche|ich moechte|ich bitte um|bitte um|wuenscht|gewuenscht|kontaktwunsch"
    "|interesse an|art der anfrage|anfrageart|anfragetyp|anfrage typ|type of enquiry|enquiry type|inquiry type"
    "|type of inquiry|request|request type|i would like|i would like to|tipo de consulta|tipo de solicitud|solicitud"
    "|deseo"
    "|motivo|motivo del contacto|was wuenschen sie|grund der anfrage|anfragegrund|reason for enquiry"
    "|wunsch des interessenten",
    "viewing": "besichtigung|besichtigung gewuenscht|besichtigungstermin|besichtigungstermin gewuenscht"
    "|besichtigungswunsch"
    "|wunsch nach besichtigung|viewing|viewing requested|visita|besichtigung erwuenscht|request viewing|book a viewing"
    "|besichtigungstermin erwuenscht|bitte um besichtigung|bitte um besichtigungstermin|besichtigungsterminwunsch"
    "|besichtigung vereinbaren|solicita visita",
    "callback": "rueckruf|rueckruf gewuenscht|rueckruf erwuenscht|bitte um rueckruf|rueckrufbitte|rueckrufwunsch"
    "|callback"
    "|call back|call me back|callback requested|anruf gewuenscht|llamada|bitte rufen sie mich an|bitte um anruf"
    "|request callback"
    "|rueckruf erbeten|anruf erwuenscht|solicita llamada",
    "details": "expose|expose gewuenscht|expose anfordern|weitere details|mehr informationen|expose zusenden"
    "|details requested"
    "|bitte um expose|infomaterial|unterlagen gewuenscht|mehr details|detailinformationen|expose erwuenscht"
    "|request details"
    "|bitte um weitere informationen|detailinformationen gewuenscht|weitere informationen gewuenscht|more details"
    "|mas informacion",
    "preferred_contact": "bevorzugte kontaktart|bevorzugter kontakt|bevorzugte kontaktaufnahme|bevorzugter kontaktweg"
    "|kontaktart|gewuenschte kontaktart|kontakt bevorzugt|bevorzugt|kontaktaufnahme|gewuenschte kontaktaufnahme"
    "|kontaktweg|kontaktaufnahme per|kontakt per|kontaktaufnahme bevorzugt|preferred contact|preferred contact method"
    "|preferred method of contact|contact preference|contact by|contact method|contacto preferido|forma de contacto"
    "|preferencia de contacto|bevorzugter kontakt per|bitte kontaktieren sie mich per|antwort per|kontaktpraeferenz"
    "|kontakt bevorzugt per|kontakt bevorzugt ueber"
    "|bevorzugte kontaktaufnahme per|forma de contacto preferida|best way to contact|gewuenschter kontaktweg"
    "|bevorzugte kontaktmethode"
    "|medio de contacto"
    "|erreichbar per",
    "alias": "e mail alias|email alias|mail alias|alias",
    "external_id": "interessenten id|interessent id|interessentennummer|interessenten nr|anfrage id|anfragenummer"
    "|anfrage nr"
    "|lead id|leadid|enquiry id|inquiry id|vorgangsnummer|conversation id|kontakt id|contact id|id del contacto"
    "|prospect id",
    "object": "objekt|immobilie|inserat|anzeige|ihr objekt|ihre anzeige|objekttitel|objektbezeichnung|objektart"
    "|titel der anzeige"
    "|objektdaten|angaben zum objekt|angaben zur immobilie|daten zum objekt|objektinformationen|zum objekt|property"
    "|property details"
    "|listing|inmueble|datos del inmueble|detalles del inmueble|ihr inserat|zu folgendem objekt"
    "|folgendes objekt|anfrage zu folgendem objekt"
    "|expose titel"
    "|kaufpreis|preis|kaltmiete|warmmiete|gesamtmiete|miete|wohnflaeche|zimmer|anzahl zimmer|grundstuecksflaeche"
    "|nutzflaeche"
    "|price|bedrooms|precio|superficie|objekt titel|titel des objekts|wohnung|haus|objektbeschreibung"
    "|details zum objekt"
    "|immobilientyp|objekttyp|property title|property type|angebot|ihr angebot|betrifft|inmobiliario|flaeche"
    "|angefragtes objekt"
    "|angefragte immobilie|objekt der anfrage|anfrage zu objekt|anfrage zum objekt|anfrage zu|ueberschrift"
    "|listing details"
    "|property information|ihre immobilie|angaben zum inserat|vermarktungsart|property of interest",
    "object_address": "objektadresse|objektanschrift|adresse des objekts|adresse der immobilie|adresse objekt|lage"
    "|objekt adresse"
    "|property address|direccion del inmueble|standort|objektstandort|objekt ort|objektort|lage des objekts"
    "|address of property"
    "|listing address|objekt strasse|objektstrasse|objekt plz|objekt plz ort|adresse immobilie|standort der immobilie",
    "prospect": "kontaktdaten|kontaktdaten des interessenten|kontaktdaten der interessentin|kontaktdaten interessent"
    "|angaben zum interessenten|angaben zur person|persoenliche daten|persoenliche angaben|daten des interessenten"
    "|daten zum interessenten"
    "|kontaktinformationen|kontaktinformationen des interessenten|ihr interessent|contact details|contact information"
    "|datos de contacto|datos del interesado|datos personales|details of the enquirer|enquirer details|lead details"
    "|kundendaten"
    "|your details|personal details|customer details|absenderdaten|angaben des interessenten|kontakt des interessenten"
    "|interessentendaten|angaben zur anfragenden person|daten der interessentin|applicant details|buyer details"
    "|datos del cliente",
    "agency": "ihr ansprechpartner|ihre ansprechpartnerin|ansprechpartner|anbieter|kundenservice|ihr kundenservice"
    "|impressum|kundennummer"
    "|ihre kundennummer|ihr kundenberater|makler|ihr account|agent|agency|branch|anunciante|kundenbetreuung"
    "|service hotline"
    "|hotline|empfaenger|ihr konto|ihre ansprechpartner|objektbetreuer|betreuer|ihr betreuer|listing agent"
    "|zustaendig|contact us"
    "|zustaendiger makler|zustaendiger mitarbeiter|bearbeiter|sachbearbeiter|atencion al cliente|customer service",
    "skip": "betreff|subject|asunto|datum|date|fecha|uhrzeit|time|hora|ip|ip adresse|ip address|user agent|browser"
    "|eingang"
    "|eingegangen am|gesendet|gesendet am|anfrage vom|portal|quelle|source|herkunft|an|to|para|cc|sprache|language"
    "|idioma"
    "|datenschutz|datenschutzerklaerung|einwilligung|agb|newsletter|consent|zustimmung|received|anfragedatum|zeitpunkt"
    "|formular|form|website|timestamp|erstellt am|date received|datum der anfrage|anlagen|anlage|anhang|anhaenge"
    "|status",
}

# Labels of the self-disclosure (see portal-formats: ImmoScout24 and immowelt), and what tells further ones.
_DISCLOSURE = frozenset(
    "nutzung der immobilie|gewuenschter einzugstermin|gewuenschter auszugstermin|haushaltsgroesse|tiere im haushalt"
    "|anstellungsverhaeltnis|haushaltsnettoeinkommen|eigenkapital|finanzrahmen geprueft|schufa bonitaetscheck"
    "|bewerbungsunterlagen|grundstueck|erforderliche arbeitsplaetze|investitionsvolumen|nutzungsart branche"
    "|anstellungsstatus|mietrueckstaende in den letzten 5 jahren|insolvenzverfahren in den letzten 5 jahren"
    "|vorhandene unterlagen|raucher|gewerbliche nutzung|wohngemeinschaft geplant|wohnberechtigungsschein vorhanden"
    "|e mail alias|profilfoto|geburtsdatum|beschaeftigungsstatus|beruf oder branche|nettohaushaltseinkommen"
    "|tierfreier haushalt|wohnberechtigungsschein|beruf|haustiere|kinder|anzahl personen|personen im haushalt"
    "|familienstand"
    "|einkommen|nettoeinkommen|schufa|schufa auskunft|bonitaet|arbeitgeber|einzugstermin|einzug|einzugsdatum"
    "|gewuenschter einzug"
    "|personenanzahl|anzahl erwachsene|anzahl kinder|finanzierung|finanzierung gesichert|musikinstrumente|nichtraucher"
    "|branche|wbs|wbs vorhanden|buergschaft|mietrueckstaende|insolvenzverfahren|monatliches nettoeinkommen"
    "|household size"
    "|household income|income|pets|smoker|employment status|employment|occupation|move in date|moving date"
    "|number of people"
    "|ingresos|ingresos mensuales|mascotas|situacion laboral|profesion|fecha de entrada|fumador|numero de personas"
    "|budget"
    "|children|credit check|annual income|ocupacion|net income|arbeitsverhaeltnis|staatsangehoerigkeit|nationalitaet"
    "|berufsstatus|mietdauer|gewuenschte mietdauer|mietbeginn|gewuenschter mietbeginn|kaution|haushalt|haustier"
    "|anzahl haustiere"
    "|finanzierungsbestaetigung|finanzierungsnachweis|einkommensnachweis|selbstauskunft|mieterselbstauskunft"
    "|moving in date"
    "|presupuesto|dni|numero de adultos|employer|buy to let|property to sell|mortgage|chain".split("|")
)
_DISCLOSURE_WORD = re.compile(
    r"haushalt|einkommen|schufa|bonitaet|mietrueckst|insolvenz|anstellung|beschaeftigung|wohnberechtigung|eigenkapital"
    r"|haustier|raucher|einzug|auszug|unterlagen|wohngemeinschaft|buergschaft|finanzrahmen|finanzierung|arbeitsplaetze"
    r"|investition|arbeitgeber|selbstauskunft"
)
DISCLOSURE_INTRO = re.compile(
    r"weitere daten zum interessenten|weitere angaben zum interessenten|selbstauskunft|mieterselbstauskunft"
)

PERSON = frozenset(("salutation", "title", "first_name", "last_name", "name", "company", "email"))
ADDRESS = frozenset(("street", "house_number", "zip", "city", "zip_city", "address", "country"))
CONTACT = PERSON | ADDRESS | {"phone", "landline", "mobile", "fax"}
SECTIONS = frozenset(("object", "prospect", "agency"))
# What a taught synonym may be taught for.
FIELDS = tuple(SYNONYMS)

_FOLD = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ê": "e", "á": "a", "à": "a", "â": "a"}
    | {"í": "i", "ì": "i", "ó": "o", "ò": "o", "ô": "o", "ú": "u", "ù": "u", "ñ": "n", "ç": "c", "’": " "}
)
_NOT_WORD = re.compile(r"[\W_]+")
_DECOMPOSED = re.compile("[\u0300-\u036f]")
_MINE = re.compile(r"(?:(?:ihre?|ihren?|ihrer|deine?|meine?|your|my|su|tu|mi|el|la|bitte) )+(?=\w)")
_OF_PROSPECT = re.compile(
    r" (?:(?:des|der|vom|ihres|ihrer) )?(?:interessent\w*|absenders?|kunden|enquirer|anfragenden)(?: innen)?$"
    r"| (?:an|fuer) (?:uns|sie|den (?:anbieter|makler|verkaeufer|vermieter))$"
)
_OPTIONAL = re.compile(
    r"\((?:optional|pflichtfeld|pflicht|required|opcional|freiwillig|falls vorhanden|\*)\)|\*", re.IGNORECASE
)


def normal(label: str) -> str:
    """``label`` as the table spells it: ``Straße / Haus-Nr.*`` → ``strasse haus nr``."""
    folded = _OPTIONAL.sub(" ", label.lower())
    if not folded.isascii():
        if _DECOMPOSED.search(folded):
            folded = folded.replace("a\u0308", "ä").replace("o\u0308", "ö").replace("u\u0308", "ü")
            folded = _DECOMPOSED.sub("", folded)
        folded = folded.translate(_FOLD)
    return _NOT_WORD.sub(" ", folded).strip()


class Table:
    """The synonyms in force for one portal: the built-in ones, those taught in general, those of the portal."""

    def __init__(self, extra: Iterable[Mapping[str, Iterable[str]]] = ()):
        self._fields: dict[str, str] = dict(_builtin())
        for synonyms in extra:
            for name, labels in synonyms.items():
                if name == "tel":
                    name = "phone"
                for label in labels:
                    if key := normal(label):
                        self._fields[key] = name
        self.find = lru_cache(maxsize=4096)(self._find)

    @staticmethod
    def is_disclosure(label: str) -> bool:
        """Whether ``label`` is exactly one of the self-disclosure, so that it counts even within a message."""
        return normal(label) in _DISCLOSURE

    def _find(self, label: str) -> str | None:
        """The field ``label`` announces (or "disclosure"), or None."""
        if len(label) > 60:
            return None
        key = normal(label)
        if not key:
            return None
        fields = self._fields
        if found := fields.get(key):
            return found
        if key in _DISCLOSURE:
            return "disclosure"
        shorter = _MINE.sub("", key) if _MINE.match(key) else key
        shorter = _OF_PROSPECT.sub("", shorter)
        if shorter != key and (found := fields.get(shorter)):
            return found
        if "(" in label and (found := fields.get(normal(label.partition("(")[0]))):
            return found
        if shorter in _DISCLOSURE or (len(key) <= 50 and key.count(" ") <= 5 and _DISCLOSURE_WORD.search(key)):
            return "disclosure"
        return None


@lru_cache(maxsize=1)
def _builtin() -> dict[str, str]:
    return {normal(label): name for name, labels in SYNONYMS.items() for label in labels.split("|")}


def is_spanish(label: str) -> bool:
    return normal(label) in _SPANISH


def is_english(label: str) -> bool:
    return normal(label) in _ENGLISH


_SPANISH = frozenset(
    "nombre|nombre completo|nombre y apellidos|apellido|apellidos|correo|correo electronico|direccion de correo"
    "|telefono|movil"
    "|mensaje|comentario|comentarios|ciudad|direccion|codigo postal|referencia|mi telefono|calle|pais|consulta".split(
        "|"
    )
)
_ENGLISH = frozenset(
    "first name|last name|surname|phone|phone number|telephone|address|message|email address|postcode|city|street"
    "|full name"
    "|type of enquiry|comments|country|mobile number|reference|property|zip code|salutation|company|enquiry".split("|")
)

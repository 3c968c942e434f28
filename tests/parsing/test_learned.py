"""Labels that no table has, told by their values; names told by where they stand and by the mailbox."""

from build import mail
from cases import table

from anfragemanager import parsing
from anfragemanager.contact.emails import is_made_of
from anfragemanager.parsing import Rules
from anfragemanager.parsing.drafts import Parties
from anfragemanager.parsing.labels import Table
from anfragemanager.parsing.learned import labels
from anfragemanager.parsing.lines import from_text

RULES = Rules(own_domains=("makler.example",), own_phones=("0431 5550",), references=("MA-1031",), agents=("Eva Amt",))
SERVICE = "Anzeiger <post@anzeiger.example>"
IS24 = "ImmoScout24 <noreply@immobilienscout24.de>"


def inquiry(text: str = "", sender: str = SERVICE, reply: str = "", html: str | None = None, subject="MA-1031"):
    headers = [("Reply-To", reply)] if reply else []
    raw = (
        mail(sender, subject, html=html, headers=headers) if html else mail(sender, subject, text=text, headers=headers)
    )
    found = parsing.parse(raw, RULES)
    assert found.kind == "inquiry"
    return found.inquiries[0]


def learned(text: str, sender: str = "post@anzeiger.example", answered: str = "") -> dict:
    return dict(labels([from_text(text)], Table(), Parties(), RULES, sender, answered))


# -- labels -----------------------------------------------------------------------------------------------------------

OTT = "POST: eva.ott@web.example\n"
EVIN = "Merhaba, evin tapusu hazır mı? Teşekkürler."
SAYS = "SAGT: Ich suche ein Haus mit Garten.\n"


@table(
    (f"WER: Eva Ott\n{OTT}{SAYS}", {"wer": "name", "post": "email", "sagt": "message"}),
    # Somebody writes from an address of their own.
    ((f"WER: Eva Ott\n{OTT}{SAYS}", "eva.ott@web.example"), {}),
    (("WER: Eva Ott\nDRAHT: 0431 998877\n", "post@anzeiger.example", "ott@web.example"),
     {"wer": "name", "draht": "phone"}),
    (f"{OTT}DRAHT: 0431 998877\nDRAHT2: 0431 998878\n", {"post": "email", "draht": "phone"}),
    (f"{OTT}WOHNT: Ring 1, 24114 Kiel\n", {"post": "email", "wohnt": "address"}),
    (f"{OTT}WOHNT: 24114 Kiel\n", {"post": "email", "wohnt": "zip_city"}),
    # What a known label tells needs no other.
    (f"Name: Eva Ott\nWER: Eva Ott\n{OTT}", {"post": "email"}),
    (f"E-Mail: eva.ott@web.example\nName: Eva Ott\nNachricht: Hallo\n{SAYS}", {}),
    # Neither anybody's name nor the agency's is the prospect's, nor what is far from their data.
    (f"GAST: Max Muster\n{OTT}", {"post": "email"}),
    ("CHEF: Eva Amt\nPOST: eva.amt@web.example\n", {"post": "email"}),
    (f"WER: Eva Ott\nA1: x\nB1: y\nC1: z\n{OTT}", {"post": "email"}),
    # A message is somebody's words: the longest ones.
    (f"{OTT}WUNSCHZEIT: am Abend ab acht oder neun\n{SAYS}DANN: Ich komme auch gern am Abend vorbei.\n",
     {"post": "email", "dann": "message"}),
    # First and last name in a language nobody knows here, and what is said in it.
    (f"Ad: Şükriye\nSoyad: Gökçe\nE-posta: sukriye.gokce@web.example\nMesaj: {EVIN}\n",
     {"ad": "first_name", "soyad": "last_name", "e posta": "email", "mesaj": "message"}),
    ("Фамилия: Петрова\nИмя: Anna\nПочта: anna.p@web.example\n",
     {"имя": "first_name", "фамилия": "last_name", "почта": "email"}),
    ("ORT1: Nord\nORT2: Mitte\nPOST: eva.ott@web.example\n", {"post": "email"}),
    (f"SAGT: Можно ли посмотреть квартиру в воскресенье после обеда, или в понедельник?\n{OTT}X: y\n",
     {"post": "email", "sagt": "message"}),
    # Two fields are no form whose words a message could be.
    (f"{OTT}{SAYS}", {"post": "email"}),
    # The agency's number is nobody's, and what is long is no label.
    (f"{OTT}DRAHT: 0431 5550\n", {"post": "email"}),
    (f"{OTT}so geht es bei uns oft am Tag zu: 0431 998877\n", {"post": "email"}),
    # Who talks is no label.
    (f"{OTT}LINA: Ich suche ein Haus mit Garten.\nLINA: Ich habe auch einen kleinen Hund.\nX: y\n", {"post": "email"}),
    (f"{OTT}LINA: Wie kann ich Ihnen denn helfen?\nLINA: Sind Sie denn noch da, mein Herr?\nX: y\n", {"post": "email"}),
    # Questions of a form are answered by data; those of the prospect are not.
    ("Wer?\nEva Ott\nWie?\neva.ott@web.example\nWas?\nIst mein Hund dort auch willkommen?",
     {"wer": "name", "wie": "email", "was": "message"}),
    ("E-Mail: eva.ott@web.example\nName: Eva Ott\nIst es frei?\nIst mein Hund dort auch willkommen?", {}),
    (f"{OTT}Wie erreichen Sie mich?\n0431 998877\nIst es frei?\nIst mein Hund dort auch willkommen?",
     {"post": "email"}),
    ("Wie?\n\neva.ott@web.example\n\nWer?\n\nEva Ott\n", {"wie": "email", "wer": "name"}),
    ("x_wer=Eva Ott\nx_post=eva.ott@web.example\nx_sagt=Ich suche ein Haus mit Garten.\n",
     {"x wer": "name", "x post": "email", "x sagt": "message"}),
    # Without a mark in step with labels that are known.
    ("Name\nEva Ott\nE-Mail\neva.ott@web.example\nDraht\n0431 998877\n", {"draht": "phone"}),
    ("Name\nEva Ott\nE-Mail\neva.ott@web.example\nEnde\nDraht\n0431 998877\n", {}),
    ("Von\nEva Ott\nE-Mail\neva.ott@web.example\nDraht\n0431 998877\n", {}),
    # A label for numbers above an address.
    ("Name: Eva Ott\nWie erreichen wir dich per Mail?\neva.ott@web.example\nUnd sonst?\n0431 998877",
     {"wie erreichen wir dich per mail": "email", "und sonst": "phone"}),
)  # fmt: skip
def test_labels_known_by_their_values(given, right):
    assert learned(*([given] if isinstance(given, str) else given)) == right


def test_a_form_with_labels_of_its_own():
    found = inquiry(
        "WER      : Eva Ott (Frau)\nWOHNT IN : Ring 30, 24114 Kiel\nRUF      : 0431 / 40 77 13\n"
        "MAIL     : eva.ott@web.example\nMÖCHTE   : Unterlagen + Termin\n"
        "SCHREIBT : Ich möchte wissen, ob der Ofen bleibt.\n\nImpressum: Anzeiger UG\n"
    )
    assert (found.salutation, found.first_name, found.last_name) == ("mrs", "Eva", "Ott")
    assert (found.street, found.zip, found.city, found.phone) == ("Ring 30", "24114", "Kiel", "0431 / 40 77 13")
    assert found.message == "Ich möchte wissen, ob der Ofen bleibt."


def test_a_form_in_another_language_ends_the_message():
    text = (
        "Riferimento: MA-1031\n\nMessaggio:\nÈ libero?\n\nNome: Eva Ott\nEmail: eva@web.example\n"
        "Telefono: +39 347 550 1192\n\nRispondi a questa email per contattare l'utente.\n"
        "Anzeiger S.p.A., Via Bona 1, Roma\n"
    )
    found = inquiry(text, "Anzeiger <noreply@anzeiger.example>", "eva@web.example")
    assert (found.first_name, found.last_name, found.message) == ("Eva", "Ott", "È libero?")


def test_what_one_writes_of_oneself_stays_in_the_message():
    text = "Name: Eva Ott\nE-Mail: eva@web.example\nNachricht:\nIst es frei?\n\nName: Eva Ott\nTelefon: 0431 998877\n"
    assert inquiry(text).message.startswith("Ist es frei?")


def test_a_number_beside_an_address():
    found = inquiry("Eva Ott hat Ihnen geschrieben:\n\n„Ist es frei?“\n\nWege: eva@web.example / 0431 998877\n", IS24)
    assert (found.email, found.phone) == ("eva@web.example", "0431 998877")


def test_a_form_that_ends_its_fields_with_semicolons():
    assert (
        inquiry("Vorname=Eva;\nNachname=Ott;\nEmail=eva@web.example;\nKommentar=Ist es frei?;\n").message
        == "Ist es frei?"
    )


def test_wishes_of_a_cell_end_at_the_next_field():
    html = (
        "<table><tr><td><p><b>Wunschtermine</b><br>Mi, 05.11.2025 von 17:00 bis 19:00<br>Sa, 08.11.2025 ab 10:00</p>"
        "<p><b>Interessent:in</b><br>Frau Gül Ott-Voß<br>gov@web.example</p>"
        "<p><b>Nachricht</b><br>Ist es frei?</p></td></tr></table>"
    )
    found = inquiry(sender=IS24, html=html)
    assert (found.salutation, found.last_name, found.message) == ("mrs", "Ott-Voß", "Ist es frei?")


# -- names ------------------------------------------------------------------------------------------------------------


@table(
    (("h.ott@x.example", "Heike Ott"), True), (("ottheike@x.example", "Heike Berg"), True),
    (("heik.o@x.example", "Heike Ott"), True), (("guelsen.dv@x.example", "Gülşen Demir"), True),
    (("mueller99@x.example", "Max Müller"), True), (("muller@x.example", "Max Müller"), True),
    (("max@x.example", "Heike Ott"), False), (("h.o@x.example", "Heike Ott"), False),
    (("info@ott.example", "Heike Ott"), False), (("an.na@x.example", "Annalena Ott"), False),
)  # fmt: skip
def test_whether_a_mailbox_is_called_after_somebody(given, right):
    assert is_made_of(*given) is right


@table(
    ("Zschoche|zschoche58@x.example", (None, "Zschoche")), ("Hauke|hauke.t@x.example", ("Hauke", None)),
    ("Eva|ott@x.example", ("Eva", None)), ("Zschoche|zschoche.eva@x.example", (None, "Zschoche")),
    ("zschoche|x@x.example", ("Zschoche", None)),
)  # fmt: skip
def test_one_word_in_the_field_of_a_name(given, right):
    name, email = given.split("|")
    found = inquiry(f"Name: {name}\nE-Mail: {email}\nObjekt-Nr.: MA-1031\n", IS24)
    assert (found.first_name, found.last_name) == right


CARD = "Neue Anfrage\nObjekt-Nr.: MA-1031\n\nKONTAKT\n{}\n\nNACHRICHT\nIst es frei?\n\nPROFIL\nKinder: 2\n"


@table(
    # Unusual names are known by the mailbox, or above an address.
    ("Mbali Dlamo\n0151 22994106\nmbali.d@x.example", ("Mbali", "Dlamo")),
    ("Mbali Dlamo\nRing 21\n24114 Kiel\n0151 22994106\nmd@x.example", ("Mbali", "Dlamo")),
    ("Mbali Dlamo\nDritter Stock\nlinks\n0431 22994106\n0151 22994106\nmbali@x.example", ("Mbali", "Dlamo")),
    ("Schöne Wohnung\n0151 22994106\nmd@x.example", (None, None)),
)  # fmt: skip
def test_the_head_of_a_card(given, right):
    found = inquiry(CARD.format(given), IS24)
    assert (found.first_name, found.last_name) == right


@table(
    ("Eva Ott interessiert sich für MA-1031:\n\nFrau Eva Ott\neva@x.example", "mrs"),
    ("Eva Ott (Frau) hat Ihnen geschrieben:\n\neva@x.example", "mrs"),
    ("Signora\nNome: Eva\nCognome: Ott\nE-mail: eva@x.example", "mrs"),
    ("Eva Ott interessiert sich für MA-1031:\n\nE-Mail: eva@x.example\nFirma:\nTelefon: 0431 998877", None),
    ("Eva Ott interessiert sich für MA-1031:\n\nE-Mail: eva@x.example\nFür Sie zuständig: Frau Amt", None),
    ("Eva Ott interessiert sich für MA-1031:\n\nFrau Dr. Eva Ott\neva@x.example", "mrs"),
    ("Eva Ott interessiert sich für MA-1031:\n\nAn Herrn Amt: Eva Ott\neva@x.example", None),
    ("Herr\nFrau\n\nEva Ott interessiert sich für MA-1031:\n\nE-Mail: eva@x.example", None),
)  # fmt: skip
def test_the_salutation_beside_a_name_told_before(given, right):
    assert inquiry(given, IS24).salutation == right


def test_whom_a_firm_s_mail_is_for():
    found = inquiry(
        "Anfrage zu MA-1031\n\nBäckerei Ott OG\nz.Hd. Frau Bea Ott\noffice@ott.example\n07672 753311\n", IS24
    )
    assert (found.company, found.salutation, found.first_name) == ("Bäckerei Ott OG", "mrs", "Bea")


def test_the_sender_above_a_name_is_no_firm_of_theirs():
    text = "Anfrage zu MA-1031\n\nImmoScout24 GmbH\nEva Ott\neva@ott.example\n07672 753311\n"
    assert inquiry(text, IS24).company is None


@table(
    ("Eva Ott, Kiel", "Kiel"),
    ("Eva Ott, Bad Segeberg", "Bad Segeberg"),
    ("Eva Ott, Max", None),
    ("Eva Ott, Kiel-Holtenau", "Kiel-Holtenau"),
    ("Eva Ott, Architektin", None),
    ("Eva Ott, 2 Kinder", None),
)
def test_the_town_beside_a_name(given, right):
    assert (
        inquiry(
            f"Auf Ihre Anzeige MA-1031 antwortet:\n\n{given}\nTelefon 0431 1288, Mail eva.ott@x.example\n", IS24
        ).city
        == right
    )


# -- talks ------------------------------------------------------------------------------------------------------------

BOT = "Chatbot Immi <bot@chat.example>"


def test_a_transcript_without_times():
    found = inquiry(
        "Transkript\n\nImmi (Bot): Hallo! Für welches Objekt interessieren Sie sich?\nBesucher: MA-1031\n"
        "Immi (Bot): Wie ist Ihr Name?\nBesucher: Walburga Tessmar\nImmi (Bot): Und Ihre E-Mail-Adresse?\n"
        "Besucher: wt@x.example\nImmi (Bot): Was möchten Sie wissen?\nBesucher: Ob man Hühner halten darf.\n"
        "Immi (Bot): Danke, das Team meldet sich.\n\nDauer 2:11 min | Gerät: mobil\n",
        BOT,
    )
    assert (found.first_name, found.last_name, found.email) == ("Walburga", "Tessmar", "wt@x.example")
    assert (found.property_refs, found.message) == (("MA-1031",), "Ob man Hühner halten darf.")


def test_a_transcript_with_a_number_for_a_name():
    found = inquiry(
        "Verlauf\n\n[07.11.25, 19:41:02] +49 152 04487731: Moin! Ist MA-1031 noch frei?\n"
        "[07.11.25, 19:41:05] Amt Immobilien: Danke! Wir melden uns.\n\nKontaktname: Tjark Ott\nGespräch: 4491\n",
        "Bridge <chat@bridge.example>",
    )
    assert (found.last_name, found.mobile) == ("Ott", "+49 152 04487731")
    assert found.message == "Moin! Ist MA-1031 noch frei?"


def test_a_talk_in_markup():
    turns = [
        "Immi: Wie heißen Sie?",
        "Gast: Eva Ott",
        "Immi: Ihre E-Mail?",
        "Gast: eva@x.example",
        "Immi: Und?",
        "Gast: Ist es frei?",
    ]
    found = inquiry(sender=BOT, html="".join(f"<p>{turn}</p>" for turn in turns))
    assert (found.last_name, found.email, found.message) == ("Ott", "eva@x.example", "Ist es frei?")


def test_labels_that_stand_there_twice_are_no_talk():
    text = "Name: Eva Ott\nE-Mail: eva@x.example\nTelefon: 0431 998877\nTelefon: 0431 998878\nNachricht: Ist es frei?\n"
    assert inquiry(text).message == "Ist es frei?"


# -- what is the sender's ---------------------------------------------------------------------------------------------

FORM = "Vorname: Eva\nNachname: Ott\nE-Mail: eva@x.example\nNachricht:\nIst es frei?\n\n{}\n"


@table(
    ("Um Missbrauch zu vermeiden, werden Nachrichten von ImmoScout24 gefiltert.", "Ist es frei?"),
    ("Ende der Anfrage", "Ist es frei?"), ("Nachricht beantworten <https://x.example/n>", "Ist es frei?"),
    ("Ich habe es auf ImmoScout24 gesehen.", "Ist es frei?\n\nIch habe es auf ImmoScout24 gesehen."),
)  # fmt: skip
def test_what_a_portal_adds_below(given, right):
    assert inquiry(FORM.format(given), IS24).message == right


@table(
    ("<b>Eva Ott</b><br>Gewerblicher Nutzer", "Ist es frei?"),
    ("<b>Eva Ott</b><br><span>Aktiv seit 04.07.2014</span>", "Ist es frei?"),
    ("<b>Eva Ott</b><br>Guten Tag zusammen", "Guten Tag zusammen\n\nIst es frei?"),
)  # fmt: skip
def test_what_a_portal_tells_of_who_writes(given, right):
    html = f"<p>Nachricht von</p><p>{given}</p><div>Ist es frei?</div><p>Beantworte diese Nachricht, indem du</p>"
    assert inquiry(sender="Eva Ott über Kleinanzeigen <a-1@mail.kleinanzeigen.de>", html=html).message == right


@table(("Yıldız Ç.", "Çelik"), ("Yıldız Çam", "Çam"))
def test_who_tells_a_name_where_the_portal_has_a_letter_of_it(given, right):
    html = f"<p>Nachricht von</p><p><b>{given}</b></p><div>Ist MA-1031 frei? Ich heiße Fatih Çelik.</div>"
    assert inquiry(sender=f"{given} über Kleinanzeigen <a-1@mail.kleinanzeigen.de>", html=html).last_name == right


@table(
    (("Haus Nord", "i. A. Torge Ott\nHaus Nord\n"), ("Torge", "Ott", "Haus Nord")),
    (("Betreuung Ott", "Lisbeth Ott\nBetreuung Ott\nRing 1\n"), ("Lisbeth", "Ott", "Betreuung Ott")),
    (("Lisbeth Ott", "Lisbeth Ott\nRing 1\n"), ("Lisbeth", "Ott", None)),
)  # fmt: skip
def test_who_signs_for_the_firm_in_the_header(given, right):
    name, below = given
    text = f"Guten Tag,\n\nist MA-1031 noch frei? Ich suche eine Wohnung.\n\nMit freundlichem Gruß\n{below}"
    found = inquiry(text, f"{name} <post@nord.example>")
    assert (found.first_name, found.last_name, found.company) == right


def test_a_sentence_that_opens_with_a_number_is_no_field():
    said = "Guten Tag,\n\nzu MA-1031: bleibt die Küche drin?\n\nViele Grüße\nEva Ott"
    text = f"Anfrage von:\nEva Ott <eva@x.example>\n\n{said}\n"
    assert inquiry(text, "Joomla <webmaster@makler.example>", "Eva Ott <eva@x.example>").message == said


# -- what else ends or does not begin a message -----------------------------------------------------------------------

HOMEGATE = "Homegate <noreply@homegate.ch>"
ANSWERED = "Möchten Sie kontaktiert werden: ja\nAGB akzeptiert: ja\nWiderruf gelesen: ja"


@table(
    ("Freundliche Grüsse\nIhr Homegate\n\nSMG AG\nRing 36\n8050 Zürich", "Ist es frei?"),
    ("Freundliche Grüsse\nE. Ott", "Ist es frei?\n\nFreundliche Grüsse\nE. Ott"),
    (ANSWERED, "Ist es frei?"),
)  # fmt: skip
def test_a_close_of_the_portal_and_questions_it_answers_itself(given, right):
    assert inquiry(FORM.format(given), HOMEGATE).message == right


def test_a_button_announces_no_message():
    html = (
        "<p>Hallo Amt,</p><p>Eva Ott hat dir eine Nachricht zu <a href='https://x.example/1'>MA-1031</a> gesendet:</p>"
        "<blockquote>Hi! Your flat looks great. Could I rent it?</blockquote><p>E-Mail: eva@x.example</p>"
        "<p><a href='https://x.example/n'>Nachricht beantworten</a></p><p>SMP GmbH &amp; Co. KG</p>"
    )
    found = inquiry(sender="WG <noreply@wg.example>", html=html)
    assert found.message == "Hi! Your flat looks great. Could I rent it?"


@table(
    ("Yahoo Mail: Suchen, Organisieren, Erobern", "Ist MA-1031 noch frei?"),
    ("Von Outlook für Android herunterladen", "Ist MA-1031 noch frei?"),
    ("Outlook ist bei mir kaputt", "Ist MA-1031 noch frei?\n\nOutlook ist bei mir kaputt"),
    ("gmx.de hat die Anzeige", "Ist MA-1031 noch frei?\n\ngmx.de hat die Anzeige"),
)  # fmt: skip
def test_a_mail_program_that_names_itself(given, right):
    assert inquiry(f"Ist MA-1031 noch frei?\n\n{given}\n", "Eva Ott <eva@x.example>").message == right


@table(
    ("Unser Architekt, Herr Kern (Tel. 0511 445566), fragt das.", None),
    ("Herr Kern, Tel. 0511 445566, fragt das.", None),
    ("Unser Architekt fragt das. Tel. 0511 445566", "0511 445566"),
    ("Herr Ott, Tel. 0511 445566, fragt das.", "0511 445566"),
    ("Am 04.12.2026 zwischen 8 und 11 Uhr", None),
)  # fmt: skip
def test_numbers_in_a_letter_that_are_nobody_s(given, right):
    assert (
        inquiry(f"Guten Tag,\n\nist MA-1031 noch frei? {given}\n\nGruß\nMax Ott\n", "Max Ott <max@x.example>").phone
        == right
    )


@table(
    ("Rechtsanwältin", "mrs"), ("Bankkauffrau", "mrs"), ("Leitende Ingenieurin", "mrs"), ("Rechtsanwalt", None),
    ("Berlin", None), ("Konstantin", None), ("Architektin GmbH", None),
)  # fmt: skip
def test_a_woman_by_what_stands_below_her_name(given, right):
    text = f"Guten Tag,\n\nist MA-1031 noch frei?\n\nMit freundlichen Grüßen\nSascha Ott\n{given}\n"
    assert inquiry(text, "Sascha Ott <s.ott@x.example>").salutation == right


def test_the_firm_that_is_called_as_its_domain():
    below = "Eva Ott\nRelocation Consultant\nNordic Relocation Partners\nTel. +45 33124088\n"
    text = f"Hello,\n\nis MA-1031 free?\n\nBest regards\n{below}"
    assert inquiry(text, "Eva Ott <eva@nordic.example>").company == "Nordic Relocation Partners"


def test_an_office_that_asks_for_a_valuation():
    text = (
        "Guten Tag,\n\nwir benötigen eine Bewertung für ein Reihenhaus. Bitte nennen Sie Ihr Honorar.\n\n"
        "Mit freundlichen Grüßen\nCem Tan\nTelefon 0511 3207755\n"
    )
    found = parsing.parse(mail("Kanzlei Tan <kanzlei@tan.example>", "311/26", text=text), RULES)
    assert (found.kind, found.inquiries[0].last_name) == ("owner_lead", "Tan")

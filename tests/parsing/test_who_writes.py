"""Who writes and what they say, where no label tells: signatures, cards, sentences of a service, a talk with a
machine."""

import pytest
from build import mail

from anfragemanager import parsing
from anfragemanager.parsing import Rules

RULES = Rules(own_domains=("makler.example",), references=("MA-1031",), agents=("Anna Amt",))
EVA = "Eva Ottwald <eva.ottwald@post.example>"
PORTAL = "immowelt <noreply@immowelt.de>"
SERVICE = "Wohnbörse <noreply@wohnboerse.example>"


def inquiry(sender: str, text: str | None = None, subject: str = "Anfrage MA-1031", **how):
    (found,) = parsing.parse(mail(sender, subject, text=text, **how), RULES).inquiries
    return found


def name(found) -> str:
    return " ".join(filter(None, (found.title, found.first_name, found.last_name)))


# -- signatures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("below", "right"),
    [
        ("Keizersgracht 12-II\n1015 CJ Amsterdam", ("Keizersgracht 12-II", "1015 CJ", "Amsterdam")),
        ("14 Clarendon Road, Leeds LS2 9NZ", ("14 Clarendon Road", "LS2 9NZ", "Leeds")),
        ("Rue des Tanneurs 8, 1000 Bruxelles", ("Rue des Tanneurs 8", "1000", "Bruxelles")),
        ("Chaussée de Wavre 8, 1050 Ixelles", ("Chaussée de Wavre 8", "1050", "Ixelles")),
        ("an der mühle 3\n24211 preetz\n04342 123456", ("an der mühle 3", "24211", "preetz")),
        ("studio ott — Eva Ottwald — Hopfenweg 3 — 24211 Preetz — 04342 123456", ("Hopfenweg 3", "24211", "Preetz")),
        ("Stand: Januar 2027 Kiel", (None, None, None)),
    ],
)
def test_an_address_below_a_letter(below, right):
    found = inquiry(EVA, f"Guten Tag,\n\nich bitte um das Exposé MA-1031.\n\nViele Grüße\nEva Ottwald\n{below}\n")
    assert (found.street, found.zip, found.city) == right


@pytest.mark.parametrize("close", ["Mit vorzüglicher Hochachtung", "Distinti saluti", "Bien à vous,"])
def test_a_complimentary_close_ends_the_letter_in_any_language(close):
    found = inquiry(EVA, f"Hello,\n\nis MA-1031 still available?\n\n{close}\nEva Ottwald\nHopfenweg 3, 24211 Preetz\n")
    assert found.message == f"Hello,\n\nis MA-1031 still available?\n\n{close}\nEva Ottwald"


def test_a_firm_called_as_its_domain_stands_in_a_line_with_its_address():
    below = "Ottwald Uhren & Schmuck • Schillerstr. 3 • 24211 Preetz • Tel. 04342 123456"
    text = f"Guten Tag\n\nist MA-1031 noch frei?\n\nFreundlich\nEva Ottwald\n{below}\n"
    assert inquiry("Eva Ottwald <eva@ottwald-uhren.example>", text).company == "Ottwald Uhren & Schmuck"


@pytest.mark.parametrize(
    ("signer", "right"),
    [
        ("Burkhard Ottwald", ("Burkhard Ottwald", "burkhard@bau.example")),
        ("Eva Ottwald", ("Eva Ottwald", "eva.ottwald@post.example")),
        ("E. Ottwald", ("Eva Ottwald", "eva.ottwald@post.example")),
    ],
)
def test_who_signs_in_the_account_of_another_of_the_family(signer, right):
    text = f"Hallo,\n\nAntwort bitte an burkhard@bau.example. Ist MA-1031 noch frei?\n\n{signer}\n"
    found = inquiry(EVA, text)
    assert (name(found), found.email) == right


def test_given_names_in_brackets_tell_less_than_the_header():
    text = "Guten Tag,\n\nist MA-1031 noch frei?\n\nIhre Ottwalds\n(Notker und Eva)\n0171 2345678\n"
    assert name(inquiry("Notker Ottwald <n.ottwald@post.example>", text)) == "Notker Ottwald"


def test_a_mailing_list_names_itself_behind_the_sender():
    found = inquiry("Eva Ottwald via Anfragen <eva.ottwald@post.example>", "Guten Tag, ist MA-1031 noch frei?")
    assert name(found) == "Eva Ottwald"


def test_the_number_of_somebody_else_with_both_names_is_not_the_writers():
    text = "Guten Tag,\n\nunser Vermieter zu MA-1031: Herr Gundolf Prie, Tel. 05131 4420.\n\nEva Ottwald\n"
    assert inquiry(EVA, text).phone is None


# -- what a service tells of who writes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Sie haben eine neue Nachricht von Ayşe Sönmez zu MA-1031:",
        "der Interessent Ayşe Sönmez hat Sie erneut kontaktiert.",
        "über Ihr Profil hat Ihnen Ayşe Sönmez geschrieben:",
        "Ayşe Sönmez hat Ihnen geantwortet:",
        "Vous avez reçu un nouveau message de Ayşe Sönmez concernant votre annonce « Studio MA-1031 ».",
    ],
)
def test_a_sentence_of_the_portal_names_who_writes(sentence):
    text = f"Guten Tag,\n\n{sentence}\n\nReferenznummer: MA-1031\nTelefon: 0511 551903\n\nNachricht:\nGeht auch Mai?\n"
    assert name(inquiry(PORTAL, text)) == "Ayşe Sönmez"


def test_a_conversation_names_who_writes():
    text = "Hallo,\n\nüber dein Profil hat dir Ayşe Sönmez geschrieben:\n\nHallo, ist die Wohnung MA-1031 noch frei?\n"
    assert name(inquiry("Kleinanzeigen <noreply@kleinanzeigen.de>", text, "Neue Nachricht")) == "Ayşe Sönmez"


@pytest.mark.parametrize(
    ("says", "right"),
    [
        ("Hi, I am Chiara Fontana, a nurse. My number is +39 347 811 2200.", ("Chiara Fontana", "+39 347 811 2200")),
        ("Hi, I am Italian, a nurse. Call me on +39 347 811 2200.", ("Chiara", "+39 347 811 2200")),
    ],
)
def test_a_message_gives_the_last_name_and_the_number(says, right):
    text = f"Chiara hat Ihnen eine Nachricht zu MA-1031 geschrieben:\n\n-----\n{says} Is the flat free?\n-----\n"
    text += "\nZum Antworten loggen Sie sich bitte ein: https://www.wohnboerse.example/post\n"
    found = inquiry(SERVICE, text)
    assert (name(found), found.phone or found.mobile) == right
    assert found.message == f"{says} Is the flat free?"


def test_a_card_holds_a_form_of_address_and_a_firm_in_lines_of_their_own():
    card = "Madame\nClémence Rochat\nRochat Sàrl\nChemin des Bossons 4\n1018 Lausanne\nTéléphone: 079 4412208\n"
    text = f"Annonce: MA-1031\n\n{card}E-mail: c.rochat@post.example\n\nMessage:\nLe chalet est-il libre?\n\n"
    found = inquiry("ImmoScout24.ch <info@immoscout24.ch>", f"{text}Meilleures salutations\nVotre équipe ImmoScout24")
    assert (name(found), found.salutation, found.company) == ("Clémence Rochat", "mrs", "Rochat Sàrl")
    assert found.message == "Le chalet est-il libre?"


def test_a_card_may_be_one_line():
    form = "Kennung: MA-1031\nKontakt: Herr Eberhard Süß, Zum Alten Dorfe 7, 30938 Burgwedel\nFon: 05139-8861\n"
    found = inquiry(SERVICE, form + "Mail: e.suess@post.example\n")
    assert (found.street, found.zip, found.city) == ("Zum Alten Dorfe 7", "30938", "Burgwedel")


def test_a_service_tells_where_the_words_came_from():
    text = "Ida Wolfram hat über Ihr ausführliches Unternehmensprofil eine Anfrage gesendet\n\nTelefon: 05172 8810\n"
    assert name(inquiry(SERVICE, text + "\n„Wäre die MA-1031 geeignet?“\n", "Neue Anfrage")) == "Ida Wolfram"


@pytest.mark.parametrize(
    ("says", "right"),
    [
        ("Ja guten Tag, Hinrichsmeyer mein Name, es geht um MA-1031.", "Hinrichsmeyer"),
        ("Guten Tag, hier ist Giesecke aus Burgdorf. Ist MA-1031 noch frei?", "Giesecke"),
        ("Guten Tag, hier spricht Ida Wolf aus Burgdorf. Ist MA-1031 noch frei?", "Ida Wolf"),
        ("Guten Tag, ich bin Rentnerin. Ist MA-1031 noch frei?", ""),
    ],
)
def test_who_calls_says_their_name(says, right):
    found = inquiry(SERVICE, f"Anrufer: 050417780912\nDauer: 0:24\n\nText der Nachricht:\n{says}\n")
    assert name(found) == right


def test_a_note_gives_the_given_name_behind_the_last():
    text = "Anruf um 11:20\nFr. Tillmann-Ott, Canan\nTel 0511 2108743\nwill Unterlagen zu MA-1031\n"
    assert name(inquiry("Anna Amt <amt@makler.example>", text, "Notiz")) == "Canan Tillmann-Ott"


def test_a_heading_has_the_given_name_that_no_label_gives():
    text = "Neue Anfrage\nvon Frau Ida van Houtem\n\nE-Mail: i.houtem@post.example\n\nNachricht von Frau van Houtem:\n"
    found = inquiry(PORTAL, f"{text}Ist MA-1031 noch frei?\n")
    assert (name(found), found.salutation) == ("Ida van Houtem", "mrs")


@pytest.mark.parametrize("who", ["Ida Wolf (+49 152 08771034)", "Ida Wolf"])
def test_a_row_tells_from_whom_a_message_comes(who):
    html = f"<table><tr><td>Kanal</td><td>Chat</td></tr><tr><td>Von</td><td>{who}</td></tr>"
    html += "<tr><td>Nachricht</td><td>Ist MA-1031 noch frei? Telefon 0152 08771034</td></tr></table>"
    assert name(inquiry(SERVICE, html=html)) == "Ida Wolf"


# -- where a message ends ---------------------------------------------------------------------------------------------


def test_a_portal_tells_who_writes_above_all_of_the_message():
    said = "Tag auch. 3 Fragen:\n1) Geht auch Mai?\n2) Gibt es Glasfaser?\nDanke, R. Wolf"
    told = "Du hast eine Nachricht zu deiner Anzeige MA-1031 bekommen."
    text = f"Hallo!\n{told}\n\nR. Wolf schreibt:\n\n{said}\n\n--\nDein Team"
    assert inquiry("R. Wolf über Kleinanzeigen <a-1@mail.kleinanzeigen.de>", text).message == said


def test_a_name_above_a_greeting_heads_the_message():
    said = "Guten Abend,\nist MA-1031 noch frei?\nIda Wolf"
    html = f"<table><tr><td>Hallo, du hast eine neue Nachricht erhalten.</td></tr><tr><td><b>Ida Wolf</b><br>{said}"
    html = html.replace("\n", "<br>") + "<br><br>Telefon: 0160 44 55 8 12</td></tr></table>"
    found = inquiry("Ida Wolf über Kleinanzeigen <a-1@mail.kleinanzeigen.de>", html=html)
    assert (found.message, found.mobile) == (said, "0160 44 55 8 12")


def test_an_imprint_in_the_next_block_is_not_said():
    html = "<div>Nom: Ida Wolf<br>E-mail: ida@post.example</div><div><b>Message:</b><br>Ist MA-1031 noch frei?</div>"
    html += "<div>Habitat Group S.à r.l., L-1855 Luxembourg</div>"
    assert inquiry(SERVICE, html=html).message == "Ist MA-1031 noch frei?"


@pytest.mark.parametrize("label", ["ENQUIRER'S COMMENTS", "What can we help you with?"])
def test_what_heads_a_message_is_not_said(label):
    text = f"Name: Ida Wolf\nEmail: ida@post.example\n\n{label}\nPlease send the plan of MA-1031.\n"
    assert inquiry(SERVICE, text).message == "Please send the plan of MA-1031."


def test_what_a_form_asks_and_is_answered_in_a_few_words_nobody_says():
    card = "<p>Herr<br>Ingo Wolf</p><p>Telefon<br>05137 71244</p><p>E-Mail<br>ingo@wolf.example</p>"
    asked = "<p>Was soll verkauft werden?<br>Bauplatz, 940 m²</p><p>Wo liegt der Bauplatz?<br>30826 Garbsen</p>"
    raw = mail("Vermittler <partner@vermittler.example>", "Grundstück verkaufen", html=card + asked)
    (found,) = parsing.parse(raw, RULES).inquiries
    assert (found.last_name, found.message) == ("Wolf", None)


def test_a_card_between_rules_below_the_words_is_the_prospects():
    card = "Wolf, Ida\nRing 30\n30539 Hannover\n0511 521903\nwolf.i@post.example"
    text = f"Tageblatt - Immobilien\n=====\nAnzeige: MA-1031\n-----\nBitte ein Exposé per Post.\n-----\n{card}\n=====\n"
    found = inquiry(
        "Tageblatt Immobilienmarkt <markt@tageblatt.example>", f"{text}Verlag Kern GmbH, Ring 1, 30559 Hannover"
    )
    assert (name(found), found.email, found.message) == (
        "Ida Wolf",
        "wolf.i@post.example",
        "Bitte ein Exposé per Post.",
    )


def test_a_line_drawn_across_the_page_ends_the_message():
    html = "<p>Name: Ida Wolf<br>E-Mail: ida@post.example<br>Bemerkung: Bitte langsam :)<br><br><hr>Wohnbörse, Köln</p>"
    assert inquiry(SERVICE, html=html).message == "Bitte langsam :)"


@pytest.mark.parametrize(
    ("below", "right"),
    [
        ("Bitte melde dich zeitnah.", None),
        ("** Diese Mail wurde automatisch erzeugt **", None),
        ("Bitte melden Sie sich bei mir.", "Bitte melden Sie sich bei mir."),
    ],
)
def test_what_the_agency_is_told_to_do_is_no_message(below, right):
    text = f"Rückrufbitte zu MA-1031\n\nName: Ida Wolf\nTelefon: 0160 99118402\n\n{below}\n"
    assert inquiry(PORTAL, text).message == right


# -- a talk with a machine --------------------------------------------------------------------------------------------

TALK = """Bot: Hallo! Wie heißen Sie?
Besucher: Ida Wolf
Bot: Und Ihre E-Mail?
Besucher: ida.wolf@post.example
Bot: Was möchten Sie wissen?
Besucher: Ist MA-1031 barrierefrei?
Bot: Danke, wir melden uns!
"""


def test_a_talk_without_times_is_read_as_one():
    found = inquiry("Chat <bot@chat.example>", f"Neue Unterhaltung\n\n{TALK}", "Protokoll")
    assert (name(found), found.email) == ("Ida Wolf", "ida.wolf@post.example")
    assert found.message == "Ist MA-1031 barrierefrei?"


def test_a_form_with_a_field_for_the_system_is_no_talk():
    form = "System: Joomla\nName: Ida Wolf\nE-Mail: ida.wolf@post.example\nNachricht: Ist MA-1031 barrierefrei?\n"
    found = inquiry("Webseite <web@makler.example>", form)
    assert (name(found), found.message) == ("Ida Wolf", "Ist MA-1031 barrierefrei?")


def test_a_portal_names_itself_by_its_domain_too():
    said = "Objekt-Nr.: MA-1031\nE-Mail: eva@post.example\n\nNachricht\nIst MA-1031 noch frei?"
    below = [f"{name} - eine Marke der Markt AG" for name in ("ImmoScout24", "Kahnhof")]
    own, other = (inquiry("Portal <noreply@immoscout24.ch>", f"{said}\n\n{line}").message for line in below)
    assert (own, other) == ("Ist MA-1031 noch frei?", f"Ist MA-1031 noch frei?\n\n{below[1]}")


def test_a_letter_around_one_s_own_data():
    data = "Name: Eva Ottwald\nAdresse: Hopfenweg 3, 24211 Preetz\nTelefon: 04342 123456"
    letter = f"Guten Tag,\n\nfür MA-1031 hier unsere Angaben:\n{data}\n\nViele Grüße\nEva Ottwald"
    found = inquiry(EVA, letter)
    assert (name(found), found.street, found.message) == ("Eva Ottwald", "Hopfenweg 3", letter)
    # What was asked in between is part of it.
    asks = letter.replace("\n\nViele", "\n\nWann können wir MA-1031 ansehen?\n\nViele")
    assert inquiry(EVA, asks).message == asks
    # A form says nothing in words of its own, and what a service sends is not its letter.
    assert inquiry(EVA, f"Guten Tag,\n\nAnfrage zu MA-1031\n{data}").message is None
    assert inquiry("Uwe Kern <uwe@leads.example>", letter).message is None


def test_an_answer_goes_to_whom_a_service_names():
    text = "Okka hat auf Ihr Inserat MA-1031 geantwortet:\n\n-----\nIst es noch frei? Ich käme am Montag.\n-----\n"
    sender = "Schwarzes Brett <post@brett.example>"
    found = inquiry(
        sender, f"{text}\nAntwort an: okka.tietjen@post.example", headers=[("Reply-To", "okka.tietjen@post.example")]
    )
    assert (found.email, found.message) == ("okka.tietjen@post.example", "Ist es noch frei? Ich käme am Montag.")
    other = inquiry(sender, text, headers=[("Reply-To", "antworten@brett.example")])
    assert other.message.startswith("Okka hat")


def test_the_property_in_a_mail_that_is_passed_on():
    below = "--- Forwarded message ---\nVon: Ole <ole@x.example>\nDatum: heute\nBetreff: Haus\n\nSchau mal: {}, hell\n"
    said = "Guten Tag,\n\nmein Onkel schickt mir das Haus unten. Können wir es ansehen?\n\nEva Ottwald\n\n"
    assert inquiry(EVA, said + below.format("MA-1031"), "Fwd: Haus").property_refs == ("MA-1031",)
    # What is asked for above counts alone, and an answer passes nothing on.
    rules = Rules(own_domains=("makler.example",), references=("MA-1031", "MA-1042"))
    raw = mail(EVA, "Fwd: Haus", text=said.replace("das Haus", "MA-1042") + below.format("MA-1031"))
    assert parsing.parse(raw, rules).inquiries[0].property_refs == ("MA-1042",)
    answer = mail(EVA, "Re: Haus", text=said + below.format("MA-1031"))
    assert all("MA-1031" not in found.property_refs for found in parsing.parse(answer, RULES).inquiries)


@pytest.mark.parametrize(
    ("domain", "line", "firm"),
    [
        ("zum-anker.example", "Zum Anker Segelschule", "Zum Anker Segelschule"),
        ("salzundseil.example", "Salz & Seil", "Salz & Seil"),
        ("zum-anker.example", "Hafen Zum Anker", None),
        ("ottwald.example", "Eva Ottwald", None),
        ("ottwald.example", "Ottwald Eva", None),
    ],
)
def test_a_firm_bears_the_name_of_the_domain(domain, line, firm):
    text = f"Guten Tag,\n\nist MA-1031 noch frei?\n\nViele Grüße\nEva Ottwald\n{line}\nHopfenweg 3 - 24211 Preetz\n"
    found = inquiry(f"Eva Ottwald <eva@{domain}>", text)
    assert (found.company, found.street, found.city) == (firm, "Hopfenweg 3", "Preetz")


def test_who_sends_a_form_in_their_own_name_is_known_by_any_spelling():
    form = "vorname=Eva\nname=Bálint-Ottwald\ntelefon=04342 123456\nobjekt=MA-1031\ntext=Geht es im Mai?"
    assert inquiry("e.balint-ottwald@post.example", form).email == "e.balint-ottwald@post.example"
    assert inquiry("formulare@post.example", form).email is None


def test_who_gives_a_postal_address_alone_is_reached_by_letter():
    form = "Vorname: Eva\nNachname: Ottwald\nStraße: Hopfenweg 3\n{}Ort: Preetz\nE-Mail:\nNachricht: Exposé bitte!"
    sender = "Webseite <web@makler.example>"
    kinds = [
        parsing.parse(mail(sender, "Formular", text=form.format(zip_)), RULES).kind for zip_ in ("PLZ: 24211\n", "")
    ]
    assert kinds == ["inquiry", "other"]

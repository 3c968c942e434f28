"""The paths of an inquiry, from the mail server to the exposé in a browser, with nothing replaced."""

from machinery.mails import portal_mail, sample
from machinery.office import CLERK
from machinery.waiting import until

JOERDIS = "joerdis@example.org"


def test_unknown_prospect_confirms_in_the_browser_and_gets_the_expose(office, sink, browser):
    office.receive(sample("immowelt_html_only"))
    (waiting,) = office.wait_for_state(JOERDIS, "waiting")
    (mail,) = sink.wait_for(JOERDIS)
    assert "Jördis" not in mail.text and "MA-1024" not in mail.text, "nothing of the inquiry in an unconfirmed mail"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert office.contacts(JOERDIS) == []

    assert browser.open(mail.link) == 200
    assert set(browser.asked()) == {"first_name", "last_name", "street", "zip", "city"}, "who is meant and what lacks"
    assert JOERDIS not in browser.text, "what is known otherwise is not shown"
    browser.fill(street="Öderstraße 1", zip="50667", city="Köln")
    browser.click("button.btn-primary")

    (done,) = office.wait_for_state(JOERDIS, "done")
    (contact,) = office.contacts(JOERDIS)
    assert (done["id"], done["partner_id"]) == (waiting["id"], contact)
    assert office.one("SELECT name, street, zip, city, phone FROM res_partner WHERE id = %s", contact) == (
        "Jördis Müller-Weiß",
        "Öderstraße 1",
        "50667",
        "Köln",
        "+49 30 2312500",
    )

    _confirmation, expose = sink.wait_for(JOERDIS, 2)
    assert expose.link.endswith("/expose")
    assert browser.open(expose.link) == 200
    assert "Reihenhaus mit Süd-Garten" in browser.text
    assert browser.problems == []

    browser.open(expose.link)
    browser.move_about()
    assert not office.one("SELECT expose_open_count FROM anfragemanager_inquiry WHERE id = %s", done["id"])
    browser.push()
    until(
        lambda: office.one("SELECT expose_open_count FROM anfragemanager_inquiry WHERE id = %s", done["id"]),
        "the exposé to be noted as opened",
    )
    assert browser.open(mail.link) == 200, "the used link shows how it ended"
    assert browser.asked() == [] and "/expose" in browser.run("document.querySelector('main a.btn').href")
    sink.settle()
    assert len(sink.to(JOERDIS)) == 2
    assert steps(office, done["id"])[-1] == ("done", "ok")
    (record,) = office.execute("SELECT state FROM anfragemanager_mail WHERE kind = 'confirmation'")
    assert record == ("processed",), "the confirmation is on record in the mailbox"


def steps(office, inquiry_id):
    return office.execute(
        "SELECT step, outcome FROM anfragemanager_trace WHERE inquiry_id = %s ORDER BY id", inquiry_id
    )


def test_opening_the_link_confirms_nothing(office, sink, browser):
    email = "scanner@example.org"
    office.receive(portal_mail(email))
    (waiting,) = office.wait_for_state(email, "waiting")
    (mail,) = sink.wait_for(email)
    for _visit in range(3):
        assert browser.open(mail.link) == 200
        browser.move_about()
    assert office.inquiries(email) == [waiting]
    assert office.contacts(email) == []


def test_known_address_gets_the_expose_at_once(office, sink, browser):
    email = "kunde@example.org"
    known = office.call("res.partner", "create", [{"name": "Karl Kunde", "email": "Kunde@Example.ORG"}])[0]
    office.receive(portal_mail(email))
    (done,) = office.wait_for_state(email, "done")
    assert done["partner_id"] == known
    (expose,) = sink.wait_for(email)
    assert browser.open(expose.link) == 200
    assert "Reihenhaus mit Süd-Garten" in browser.text
    sink.settle()
    assert len(sink.to(email)) == 1, "no confirmation mail to somebody who is known"
    assert office.contacts(email) == [known]


def test_duplicate_is_decided_by_a_clerk(office, sink, browser):
    email = "neue-adresse@example.org"
    known = office.call(
        "res.partner",
        "create",
        [
            {
                "name": "Friederike Doppel",
                "email": "alte-adresse@example.org",
                "phone": "030/445566",
                "street": "Zwillingsstr. 2",
                "zip": "50667",
                "city": "Köln",
            }
        ],
    )[0]
    office.receive(
        portal_mail(
            email, salutation="Frau", first="Friederike", last="Doppel", phone="+49 30 445566",
            street="Zwillingsstraße 2", zip="50667", city="Köln",
        )
    )  # fmt: skip
    office.wait_for_state(email, "waiting")
    (mail,) = sink.wait_for(email)
    browser.open(mail.link)
    assert set(browser.asked()) == {"first_name", "last_name", "city"}, "only who is meant"
    browser.click("button.btn-primary")
    (stopped,) = office.wait_for_state(email, "aborted")
    assert stopped["reason"] == "duplicate"
    assert "Doppel" not in browser.text, "the page does not tell that we know such a person"

    (candidate,) = office.call(
        "anfragemanager.duplicate",
        "search_read",
        [["inquiry_id", "=", stopped["id"]]],
        ["partner_id", "score"],
        user=CLERK,
    )
    assert candidate["partner_id"][0] == known
    (task,) = office.execute(
        "SELECT login FROM mail_activity JOIN res_users ON res_users.id = mail_activity.user_id"
        " WHERE res_model = 'anfragemanager.inquiry' AND res_id = %s AND mail_activity.active",
        stopped["id"],
    )
    assert task == (CLERK[0],)

    office.call("anfragemanager.duplicate", "action_same", [candidate["id"]], user=CLERK)
    (done,) = office.wait_for_state(email, "done")
    assert done["partner_id"] == known
    sink.wait_for(email, 2)
    sink.settle()
    assert len(sink.to(email)) == 2
    assert office.contacts(email) == [], "no second contact"


def test_property_that_is_not_marketed(office, sink):
    email = "zu-spaet@example.org"
    office.receive(portal_mail(email, reference="MA-3000"))
    (ignored,) = office.wait_for_state(email, "ignored")
    assert ignored["reason"] == "property_inactive"
    sink.settle()
    assert sink.to(email) == []


def test_confirmation_travels_by_mail(office, sink, imap, browser):
    email = "mit-der-post@example.org"
    (mailbox,) = office.call("anfragemanager.mailbox", "search", [["name", "=", "Anfragen"]])
    office.call("anfragemanager.mailbox", "write", [mailbox], {"confirmation_transport": "mail"})
    try:
        office.receive(portal_mail(email))
        office.wait_for_state(email, "waiting")
        (mail,) = sink.wait_for(email)
        browser.open(mail.link)
        browser.click("button.btn-primary")
        (signed,) = sink.wait_for("anfragen@makler.example")
        assert office.inquiries(email)[0]["state"] == "waiting", "nothing goes on before the mail is back"
        browser.open(mail.link)
        assert browser.asked() == [] and not browser.run("!!document.querySelector('form')")

        forged = signed.raw.replace(b"Message-Id: <", b"Message-Id: <forged-").replace(
            b"-----BEGIN ANFRAGE-----", b"-----BEGIN ANFRAGE-----AQ"
        )
        office.receive(forged)
        until(
            lambda: office.execute("SELECT id FROM anfragemanager_mail WHERE kind = 'other'"),
            "the forged mail to be read",
        )
        assert office.inquiries(email)[0]["state"] == "waiting", "a forged confirmation is not believed"

        office.receive(signed.raw)
        office.wait_for_state(email, "done")
        sink.wait_for(email, 2)
        office.receive(signed.raw.replace(b"Message-Id: <", b"Message-Id: <again-"))
        sink.settle()
        assert len(sink.to(email)) == 2, "a confirmation that comes again confirms nothing new"
    finally:
        office.call("anfragemanager.mailbox", "write", [mailbox], {"confirmation_transport": "direct"})


def test_refused_address_becomes_a_task(office, sink):
    email = "gibt-es-nicht@example.org"
    sink.refusing.add(email)
    office.receive(portal_mail(email))
    (stopped,) = office.wait_for_state(email, "aborted")
    assert stopped["reason"] == "undeliverable"
    assert sink.to(email) == []


def test_two_properties_one_confirmation(office, sink, browser):
    email = "zweimal@example.org"
    office.receive(portal_mail(email))
    office.receive(portal_mail(email, reference="MA-2048"))
    # Whichever lane was quicker: one of the two leads.
    leader, follower = sorted(office.wait_for_state(email, "waiting", 2), key=lambda one: one["bundle_id"] or 0)
    assert (leader["bundle_id"], follower["bundle_id"]) == (None, leader["id"])
    (mail,) = sink.wait_for(email)
    sink.settle()
    assert len(sink.to(email)) == 1
    browser.open(mail.link)
    browser.click("button.btn-primary")
    done = office.wait_for_state(email, "done", 2)
    assert {inquiry["partner_id"] for inquiry in done} == set(office.contacts(email))
    assert len(office.contacts(email)) == 1
    exposes = sink.wait_for(email, 3)[1:]
    titles = set()
    for expose in exposes:
        browser.open(expose.link)
        titles.add(browser.run("document.querySelector('h1').innerText"))
    assert titles == {"Reihenhaus mit Süd-Garten", "Altbauwohnung am Park"}


def test_prospect_who_did_not_ask_is_forgotten(office, sink, browser):
    email = "war-ich-nicht@example.org"
    office.receive(portal_mail(email, last="Fremdname"))
    (waiting,) = office.wait_for_state(email, "waiting")
    (mail,) = sink.wait_for(email)
    browser.open(mail.link)
    browser.click("form.o_anfrage_decline button")
    assert office.one("SELECT state, reason FROM anfragemanager_inquiry WHERE id = %s", waiting["id"]) == (
        "aborted",
        "declined",
    )
    everything = office.one("SELECT row_to_json(i)::text FROM anfragemanager_inquiry i WHERE id = %s", waiting["id"])
    assert email not in everything and "Fremdname" not in everything
    assert office.inquiries(email) == [] and office.contacts(email) == []
    sink.settle()
    assert len(sink.to(email)) == 1


def test_used_up_link_and_invented_link_look_the_same(office, sink, browser):
    email = "zu-alt@example.org"
    office.receive(portal_mail(email))
    (waiting,) = office.wait_for_state(email, "waiting")
    (mail,) = sink.wait_for(email)
    office.execute(
        "UPDATE anfragemanager_token SET expires_at = now() at time zone 'utc' - interval '1 hour'"
        " WHERE inquiry_id = %s",
        waiting["id"],
    )
    pages = []
    for link in (mail.link, mail.link[:-5] + "Abcde"):
        assert browser.open(link) == 404
        pages.append(browser.text)
    assert pages[0] == pages[1]

# Runs in Odoo's shell (env is given): one prospect in each state that a page of ours can show.
# Prints what the tests need behind MARK: links by state, and the company.
import base64
import io
import json

from PIL import Image, ImageDraw

env = env(context={"lang": "de_DE"})
company = env.company
company.write(
    {
        "street": "Uferstraße 12",
        "zip": "50667",
        "city": "Köln",
        "vat": False,
        "company_registry": "Amtsgericht Köln, HRB 4711",
        "anfrage_directors": "Anna Muster, Bernd Beispiel",
        "anfrage_authority": "Stadt Köln, Ordnungsamt\nWilly-Brandt-Platz 3, 50679 Köln",
        "anfrage_dpo": "datenschutz@makler.example",
        # One browser plays everybody.
        "anfrage_limit_visitor": 0,
        "anfrage_limit_link": 0,
    }
)
mailbox = env["anfragemanager.mailbox"].search([], limit=1)
mailbox.ask_marketing = True
agent = mailbox.user_id
agent.write({"phone": "+49 30 555011"})
agent.partner_id.function = "Immobilienberaterin"


def photograph(number):
    """A picture that looks like something: sky, meadow and a house."""
    sky, wall = ((168, 203, 232), (235, 222, 200)) if number % 2 else ((214, 226, 235), (205, 190, 180))
    image = Image.new("RGB", (1600, 1067), sky)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 720, 1600, 1067), fill=(120, 150, 90))
    draw.rectangle((420 + 60 * number, 420, 1080 + 60 * number, 800), fill=wall)
    draw.polygon([(380 + 60 * number, 420), (1120 + 60 * number, 420), (750 + 60 * number, 210)], fill=(140, 80, 60))
    for left in (500, 720, 930):
        draw.rectangle((left + 60 * number, 520, left + 90 + 60 * number, 640), fill=(90, 110, 130))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=85)
    return base64.b64encode(target.getvalue())


def logo():
    """Dark letters on nothing, as agencies draw their logos: on a dark ground nobody would see them."""
    image = Image.new("RGBA", (360, 96), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.polygon([(8, 88), (60, 12), (112, 88)], fill=(31, 78, 99, 255))
    draw.text((130, 22), "Makler am Fluss", fill=(20, 32, 43, 255), font_size=28)
    target = io.BytesIO()
    image.save(target, "PNG")
    return base64.b64encode(target.getvalue())


company.logo = logo()
names = ("Straßenseite", "Wohnzimmer mit Blick in den Garten", "Küche", "Bad im Obergeschoss")
common = {
    "company_id": company.id,
    "user_id": agent.id,
    "marketing_type": "buy",
    "marketing_state": "active",
    "property_type": "house",
    "purchase_price": 450000,
    "living_area": 138.5,
    "rooms": 5,
    "plot_area": 412,
    "year_built": 1997,
    "street": "Gartenstr. 5",
    "zip": "50667",
    "city": "Köln",
    "description": "Hell und ruhig gelegen, mit Garten nach Süden.\n\nDas Haus wurde 2019 saniert: neue Fenster, Dach"
    " und Heizung. Die Küche bleibt auf Wunsch im Haus.",
    "location_description": "Zur Stadtbahn sind es fünf Minuten zu Fuß; Schule und Kindergarten liegen im Viertel.",
    "energy_certificate_type": "demand",
    "energy_value": 92.4,
    "energy_class": "C",
    "energy_source": "Erdgas",
    "heating_type": "Zentralheizung",
}
free, gate, gone = env["anfragemanager.property"].create(
    [
        {
            **common,
            "name": "Reihenhaus mit Süd-Garten",
            "reference": "PG-1",
            "image_1920": photograph(0),
            "image_ids": [
                (0, 0, {"name": name, "image_1920": photograph(place)}) for place, name in enumerate(names[1:], start=1)
            ],
            "document_ids": [(0, 0, {"name": "Grundriss.pdf", "raw": b"%PDF-1.4 plan"})],
        },
        {
            **common,
            "name": "Altbauwohnung am Park",
            "reference": "PG-2",
            "property_type": "apartment",
            "commission_buyer_percent": 3.57,
            "commission": "3,57 % inkl. MwSt.",
            "commission_shared": True,
            "image_1920": photograph(1),
        },
        {**common, "name": "Verkaufte Villa", "reference": "PG-3", "marketing_state": "closed"},
    ]
)
for prop in free | gate:
    prop._render()

issue = env["anfragemanager.token"]._issue
now = env.cr.now()
links = {}
ADDRESS = {"street": "Ring 1", "zip": "50667", "city": "Köln"}
WAITS = {"state": "waiting", "next_step": "confirmation"}
SERVED = {"state": "done", "next_step": "done", "confirmed_at": now, "expose_sent_at": now}


def prospect(name, prop=free, purpose="expose", **values):
    """One person in a state, with a link to it."""
    inquiry = env["anfragemanager.inquiry"].create(
        {
            "mailbox_id": mailbox.id,
            "property_id": prop.id,
            "email": f"{name.replace('_', '-')}@example.org",
            "salutation": "mrs",
            "first_name": "Ada",
            "last_name": "Amsel",
            "phone": "+49 221 4710999",
            "lang": "de_DE",
            "expires_at": "2099-01-01",
            **values,
        }
    )
    links[name] = "/anfrage/" + issue(inquiry, purpose, 30)[1]
    return inquiry


prospect("form", purpose="confirmation", **WAITS)
prospect("click", purpose="confirmation", **WAITS, **ADDRESS)
prospect("english", purpose="confirmation", **WAITS, **ADDRESS)
prospect("confirm", purpose="confirmation", **WAITS, **ADDRESS)
prospect("decline", purpose="confirmation", **WAITS)
prospect("scanned", purpose="confirmation", **WAITS, **ADDRESS)
who = prospect("who", purpose="confirmation", **WAITS, **ADDRESS)
env["anfragemanager.inquiry"].create(
    {
        **{field: who[field] for field in ("email", "lang", "street", "zip", "city")},
        "mailbox_id": mailbox.id,
        "property_id": gate.id,
        "first_name": "Berta",
        "last_name": "Buchfink",
        "state": "waiting",
        "next_step": "confirmation",
        "bundle_id": who.id,
    }
)
prospect("sent", purpose="confirmation", **WAITS, submitted_at=now)
prospect("thanks", purpose="confirmation", state="done", next_step="done", confirmed_at=now)
prospect("closed", purpose="confirmation", state="expired", reason="not_confirmed")
typed = prospect("typed", purpose="confirmation", **WAITS, email_is_alias=True)
typed.write({"email": "mistyped@example.org", "email_is_alias": False, "email_typed": True})
old = prospect("expired", purpose="confirmation", **WAITS)
old.token_ids.expires_at = "2020-01-01"
for name in ("served", "account", "rights", "stop", "not_me", "erase", "double", "scanned_served"):
    prospect(name, **SERVED, **ADDRESS)
for name in ("gate", "keyboard", "double_gate", "scanned_gate"):
    prospect(name, gate, **SERVED, **ADDRESS)
prospect("gone", gone, **SERVED, **ADDRESS)
reader = prospect("data", **SERVED, **ADDRESS)
reader._open_request("access").sudo()._release(agent)
links["data"] = "/anfrage/" + issue(reader, "access", 14, number=1)[1] + "/data"
env.cr.commit()
print("PROSPECTS " + json.dumps({"links": links, "company": company.id}))

"""Deliveries of properties as OpenImmo, and an agency with a source that takes them."""

import io
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from odoo.tests import TransactionCase, new_test_user

PROPERTY = """<immobilie>
<objektkategorie><vermarktungsart KAUF="true"/><objektart><haus haustyp="REIHENHAUS"/></objektart></objektkategorie>
<geo><strasse>Grünstraße</strasse><hausnummer>5</hausnummer><plz>51063</plz><ort>Köln</ort><land iso_land="DEU"/></geo>
<kontaktperson><email_direkt>{mail}</email_direkt></kontaktperson>
<preise><kaufpreis>{price}</kaufpreis><aussen_courtage mit_mwst="true">3,57 % inkl. MwSt.</aussen_courtage></preise>
<flaechen><wohnflaeche>128</wohnflaeche><anzahl_zimmer>5</anzahl_zimmer></flaechen>
<zustand_angaben><verkaufstatus stand="{state}"/></zustand_angaben>
<freitexte><objekttitel>{title}</objekttitel><objektbeschreibung>Schön.</objektbeschreibung></freitexte>
<anhaenge>{files}</anhaenge>
<verwaltung_objekt><objektadresse_freigeben>true</objektadresse_freigeben></verwaltung_objekt>
<verwaltung_techn><objektnr_extern>{number}</objektnr_extern><aktion aktionart="{action}"/>
<openimmo_obid>{obid}</openimmo_obid></verwaltung_techn>{more}
</immobilie>"""


def prop(number, **values):
    data = {
        "mail": "",
        "price": "450000",
        "state": "OFFEN",
        "title": f"Haus {number}",
        "files": "",
        "action": "CHANGE",
        "obid": f"OBID-{number}",
        "more": "",
    }
    return PROPERTY.format(number=number, **{**data, **values})


def attached(path, group="BILD", title=""):
    return (
        f'<anhang location="EXTERN" gruppe="{group}"><anhangtitel>{title or path}</anhangtitel>'
        f"<daten><pfad>{path}</pfad></daten></anhang>"
    )


def document(*properties, full=False, anid="ANID-1"):
    scope = "VOLL" if full else "TEIL"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><openimmo><uebertragung umfang="{scope}"/>'
        f"<anbieter><openimmo_anid>{anid}</openimmo_anid>{''.join(properties)}</anbieter></openimmo>"
    )


def picture(color, size=(40, 30)):
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "PNG")
    return buffer.getvalue()


class SourceCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Quellmakler", "country_id": cls.env.ref("base.de").id})
        cls.manager = new_test_user(
            cls.env,
            login="manager_source",
            groups="anfragemanager.group_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            email="chef@quelle.example",
        )
        cls.agent = new_test_user(
            cls.env,
            login="agent_source",
            groups="anfragemanager.group_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            email="Sabine@quelle.example",
        )
        cls.source = cls.env["anfragemanager.property.source"].create(
            {"name": "Software", "company_id": cls.company.id, "user_id": cls.manager.id}
        )

    @contextmanager
    def delivered(self, xml, files=None):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / ("a.zip" if files else "a.xml")
            if files:
                with zipfile.ZipFile(path, "w") as archive:
                    archive.writestr("openimmo.xml", xml)
                    for name, content in files.items():
                        archive.writestr(name, content)
            else:
                path.write_text(xml, "utf-8")
            yield path

    def carry(self, *properties, full=False, files=None, user=None, source=None, **options):
        source = (source or self.source).with_user(user or self.manager)
        with self.delivered(document(*properties, full=full), files) as path:
            run = source._import_path(path, **options)
        self.assertFalse(run.error)
        return run

    def found(self, number, company=None):
        return self.env["anfragemanager.property"].search(
            [("reference", "=", number), ("company_id", "=", (company or self.company).id)]
        )

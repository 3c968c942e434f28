"""The screens of sources and transfers open in a browser."""

from odoo.tests import HttpCase, tagged

READY = """
const wait = (selector) => new Promise((resolve, reject) => {
    const started = Date.now();
    const look = () => {
        const dialog = document.querySelector(".o_error_dialog, .o_notification_bar.bg-danger");
        if (dialog) { reject(new Error(dialog.innerText)); }
        else if (document.querySelector(selector)) { resolve(); }
        else if (Date.now() - started > 40000) { reject(new Error("no " + selector)); }
        else { setTimeout(look, 100); }
    };
    look();
});
wait("%s").then(() => console.log("test successful")).catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestPropertyScreens(HttpCase):
    def test_the_screens_open(self):
        source = self.env["anfragemanager.property.source"].create({"name": "Software"})
        run = self.env["anfragemanager.property.run"].create({"name": "a.xml", "source_id": source.id, "state": "done"})
        prop = self.env["anfragemanager.property"].create(
            {"name": "Haus", "reference": "S-1", "source_id": source.id, "source_key": "S-1"}
        )
        for path, selector in (
            (f"action-anfragemanager.action_property_source/{source.id}", ".o_form_view [name=brake_percent]"),
            (f"action-anfragemanager.action_property_run/{run.id}", ".o_form_view [name=created_count]"),
            ("action-anfragemanager.action_property_run", ".o_list_view"),
            (f"properties/{prop.id}", ".o_form_view [name=expose_gaps]"),
            ("action-anfragemanager.action_property_upload", ".modal [name=file], .o_form_view [name=file]"),
            ("action-anfragemanager.action_property_export", ".modal [name=full], .o_form_view [name=full]"),
        ):
            with self.subTest(path=path):
                self.browser_js(f"/odoo/{path}", READY % selector, login="admin", timeout=90)

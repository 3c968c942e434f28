"""The screens of sources and transfers open in a browser."""

import json

from odoo.tests import HttpCase, tagged

from . import test_ui


@tagged("post_install", "-at_install")
class TestPropertyScreens(HttpCase):
    def test_the_screens_open(self):
        source = self.env["anfragemanager.property.source"].create({"name": "Software"})
        run = self.env["anfragemanager.property.run"].create({"name": "a.xml", "source_id": source.id, "state": "done"})
        prop = self.env["anfragemanager.property"].create(
            {"name": "Haus", "reference": "S-1", "source_id": source.id, "source_key": "S-1"}
        )
        screens = [
            ("action_property_source", source.id, ".o_form_view [name=brake_percent]"),
            ("action_property_run", run.id, ".o_form_view [name=created_count]"),
            ("action_property_run", False, ".o_list_view"),
            ("action_property_upload", False, ".modal [name=file], .o_form_view [name=file]"),
            ("action_property_export", False, ".modal [name=full], .o_form_view [name=full]"),
        ]
        code = f"""
            const screens = {json.dumps(screens)};{test_ui.HELPERS}
            async function main() {{
                await until("property", () => $(".o_form_view [name=expose_gaps]"));
                for (const [name, resId, selector] of screens) {{
                    await open(`anfragemanager.${{name}}`, resId && {{viewType: "form", props: {{resId}}}});
                    await until(name, () => $(selector));
                }}
            }}
            main().then(() => console.log("test successful"), (error) => console.error(error.message));
        """
        self.browser_js(f"/odoo/properties/{prop.id}", code, "odoo.isReady === true", login="admin", timeout=120)

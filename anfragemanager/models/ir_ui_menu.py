from odoo import models

APP = "anfragemanager.menu_root"


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def load_web_menus(self, debug):
        """The app starts with what decides between setup and dashboard; a bookmark of the dashboard belongs to it, too.

        Odoo looks for the menu whose action has the address, finds none and shows another app's menu.
        """
        menus = super().load_web_menus(debug)
        path = self.env.ref("anfragemanager.action_dashboard").sudo().path
        for menu in menus.values():
            if menu["xmlid"] in (APP, "anfragemanager.menu_dashboard"):
                menu["actionPath"] = path
        return menus

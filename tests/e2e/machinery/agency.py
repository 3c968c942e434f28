# Runs in Odoo's shell (env is given) and makes the agency that every end-to-end test starts from.
from odoo.fields import Command

germany = env.ref("base.de")
company = env.company
company.write(
    {
        "name": "Makler am Fluss GmbH",
        "email": "info@makler.example",
        "phone": "+49 30 555010",
        "country_id": germany.id,
        # The tests fill in forms faster than people.
        "anfrage_form_seconds": 0,
        # A clerk's minute in which a decision can be taken back, in short.
        "anfrage_hold_seconds": 2,
    }
)
company.alias_domain_id = env["mail.alias.domain"].create({"name": "makler.example"})
clerk = (
    env["res.users"]
    .with_context(no_reset_password=True)
    .create(
        {
            "name": "Sabine Klerk",
            "login": "sabine",
            "password": "sabine-password",
            "email": "sabine@makler.example",
            "lang": "de_DE",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [
                Command.set([env.ref("anfragemanager.group_user").id, env.ref("base.group_partner_manager").id])
            ],
        }
    )
)
server = env["fetchmail.server"].create(
    {
        "name": "Anfragen",
        "server_type": "imap",
        "server": "127.0.0.1",
        "port": 143,
        "user": "office",
        "password": "secret",
    }
)
server.state = "done"
env["anfragemanager.mailbox"].create(
    {
        "dry_run": False,
        "name": "Anfragen",
        "company_id": company.id,
        "alias_name": "anfragen",
        "user_id": clerk.id,
        "lang": "de_DE",
        "fetchmail_server_id": server.id,
        # The samples are of any age.
        "max_age_days": 0,
    }
)
for reference, state, name in (
    ("MA-1024", "active", "Reihenhaus mit Süd-Garten"),
    ("MA-2048", "active", "Altbauwohnung am Park"),
    ("MA-3000", "reserved", "Verkaufte Villa"),
):
    env["anfragemanager.property"].create(
        {
            "name": name,
            "reference": reference,
            "company_id": company.id,
            "user_id": clerk.id,
            "marketing_type": "buy",
            "marketing_state": state,
            "purchase_price": 450000,
            "living_area": 120,
            "street": "Gartenstr. 5",
            "zip": "50667",
            "city": "Köln",
        }
    )
# The tests decide when a job runs; some of Odoo's own would call the world outside.
keep = env.ref("mail.ir_cron_mail_gateway_action") | env.ref("mail.ir_cron_mail_scheduler_action")
ours = env["ir.cron"].search([("cron_name", "like", "Inquiry Manager")]) | env["ir.cron"].browse(
    env["ir.model.data"].search([("module", "=", "anfragemanager"), ("model", "=", "ir.cron")]).mapped("res_id")
)
(env["ir.cron"].search([]) - keep - ours).active = False
parameters = env["ir.config_parameter"]
parameters.set_param("web.base.url", "http://127.0.0.1:8069")
parameters.set_param("web.base.url.freeze", "True")
env.cr.commit()

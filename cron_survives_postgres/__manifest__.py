{
    "name": "Anfragemanager: Scheduled Jobs Survive a Restart of the Database",
    "summary": "Odoo's threads for scheduled jobs wait for PostgreSQL instead of ending; load it with the server",
    "version": "19.0.1.0.0",
    "category": "Technical",
    "author": "Anfragemanager",
    "website": "https://github.com/anfragemanager/anfragemanager",
    "license": "LGPL-3",
    "depends": ["base"],
    "post_load": "post_load",
}

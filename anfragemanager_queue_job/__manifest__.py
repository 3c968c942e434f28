# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
{
    "name": "Anfragemanager: Job Queue",
    "summary": "Hands each portal inquiry to the job queue of the Odoo Community Association",
    "version": "19.0.1.0.0",
    "category": "Sales/Real Estate",
    "author": "Anfragemanager",
    "website": "https://github.com/anfragemanager/anfragemanager",
    "license": "LGPL-3",
    "depends": ["anfragemanager", "queue_job"],
    "data": ["data/queue_job.xml"],
    "auto_install": True,
    "uninstall_hook": "uninstall",
}

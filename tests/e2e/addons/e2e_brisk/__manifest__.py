{
    "name": "End-to-end tests: nothing waits for nothing",
    "summary": "Loaded server-wide by the tests; looks for jobs often and hashes passwords quickly",
    "version": "19.0.1.0.0",
    "author": "Anfragemanager",
    "license": "LGPL-3",
    "depends": ["base"],
    "installable": False,
    "post_load": "hurry",
}

{
    "name": "End-to-end tests: a process that dies",
    "summary": "Loaded server-wide by the tests; ends the process at the place the environment names",
    "version": "19.0.1.0.0",
    "author": "Anfragemanager",
    "license": "LGPL-3",
    "depends": ["anfragemanager"],
    "installable": False,
    "post_load": "arm",
}

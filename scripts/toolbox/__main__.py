"""What `make` calls: python3 -m toolbox COMMAND [ARGUMENT …]"""

import shutil
import sys

from . import demo, environment, extras, lint, paths, postgres, server, state, testing
from .console import Failure, say
from .failures import reported


@reported
def main(command: str, *arguments: str) -> None:
    commands = {
        "setup": lambda: say(f"Ready: Odoo {environment.ensure().version}"),
        "run": server.run,
        "stop": server.stop,
        "upgrade": upgrade,
        "reset": reset,
        "test": lambda: testing.run(arguments),
        "lint": lint.check,
        "format": lint.mend,
        "bench": lambda: extras.bench(arguments),
        "fuzz": lambda: extras.fuzz(arguments),
        "mutate": lambda: extras.mutate(arguments),
        "lock": extras.lock,
        "clean": clean,
        "distclean": lambda: clean(paths.CACHE),
    }
    if command not in commands:
        raise Failure(f"There is no command `{command}`: `make help` lists them.")
    commands[command]()


def upgrade() -> None:
    """Bring the demo database up to the addon's files, and Odoo with it if it runs."""
    environment.ensure()
    database_server = postgres.demo_server()
    database_server.start()
    if not postgres.exists(database_server, paths.DEMO_DATABASE):
        raise Failure("There is no demo database yet: `make run` creates it.")
    running = server.ODOO.stop()
    demo.upgrade(database_server)
    if running:
        server.run()


def reset() -> None:
    """Forget the demo database and the mails caught; the next `make run` makes them anew."""
    server.ODOO.stop()
    environment.ensure()
    database_server = postgres.demo_server()
    database_server.start()
    demo.drop(database_server)
    say("The demo database is gone; `make run` makes a new one.")


def clean(*more: paths.Path) -> None:
    """Remove everything the toolbox made in this clone (and the folders `more`)."""
    if state.used(paths.LOCAL, "test"):
        raise Failure("Tests are running in this clone: wait for them, or end them, then run the command again.")
    database_server = postgres.demo_server()
    external = isinstance(database_server, postgres.External)
    if external and state.Stamp("demo").known() and not demo.elsewhere(database_server):
        demo.drop(database_server)
    server.stop()
    for folder in (paths.LOCAL, paths.PROJECT / "node_modules", *more):
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["help"]))

"""The only place where an error becomes what the newcomer reads."""

import functools
import signal
import sys
from collections.abc import Callable

from .console import Failure, answer_for


def reported(function: Callable[..., None]) -> Callable[..., None]:
    """End the program with one sentence on an expected failure; a SIGTERM is treated like Ctrl-C."""

    @functools.wraps(function)
    def wrapper(*arguments) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            function(*arguments)
        except KeyboardInterrupt:
            print("\nInterrupted; run the command again to continue where it stopped.", file=sys.stderr)
            sys.exit(130)
        except Failure as failure:
            sys.exit(str(failure))
        except OSError as error:
            sys.exit(answer_for(error))

    return wrapper

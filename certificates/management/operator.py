"""Who types a command: the operation log names the operating system's user."""

import getpass

from chingin.kernel.actors import Actor


def operator() -> Actor:
    """The `by=` of what a command does."""
    return Actor("console", getpass.getuser())

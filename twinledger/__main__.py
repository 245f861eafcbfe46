"""Where the program begins: `twinledger`, `python -m twinledger`, and the single files."""

from __future__ import annotations

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing has begun while it loads, so Ctrl-C just ends it

from twinledger.cli import main  # noqa: E402 - see above


def run() -> None:
    """Run the command that the arguments name."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main(prog_name="twinledger")


if __name__ == "__main__":
    run()

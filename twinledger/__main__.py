"""`python -m twinledger`, and what the single file without Python begins with."""

from __future__ import annotations

from twinledger.cli import main

if __name__ == "__main__":
    main(prog_name="twinledger")

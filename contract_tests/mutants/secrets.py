"""Mistakes with the secrets that a connector is given."""

from __future__ import annotations

import base64
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from mock_silverfin.integrations.odoo import http, inputs, picture, synchronise
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.inputs import Inputs
from twinledger.judge.mutants import Surgery, mutant


def _beforehand(surgery: Surgery, first: Callable[[Inputs], object]) -> None:
    """Let something be done at the start of every run."""
    run = synchronise.run

    def after(given: Inputs, *arguments: Any) -> None:
        first(given)
        run(given, *arguments)

    surgery.replace(synchronise, "run", after)


@mutant("SEC-01")
def logs_what_it_was_given(surgery: Surgery) -> None:
    """Logs the header that it is about to send, encoded as it is."""

    def log(given: Inputs) -> None:
        print("Authorization: Basic", base64.b64encode(f"api:{given.odoo.api_key}".encode()).decode(), file=sys.stderr)

    _beforehand(surgery, log)


@mutant("SEC-02")
def tells_silverfin_the_key(surgery: Surgery) -> None:
    """Names the source of every line by its address, key included."""
    line, known = picture.line_item, dict[str, str]()

    def described(found: Any) -> dict[str, Any]:
        return {**line(found), "description": f"from odoo://{known['key']}@acme"}

    _beforehand(surgery, lambda given: known.update(key=given.odoo.api_key))
    surgery.replace(picture, "line_item", described)


@mutant("SEC-03")
def passes_the_key_as_an_argument(surgery: Surgery) -> None:
    """Has the books read by another program, and tells it the key as an argument."""
    run = synchronise.run

    def helped(given: Inputs, *arguments: Any) -> None:
        wait = "import sys; sys.stdin.read()"
        with subprocess.Popen([sys.executable, "-c", wait, given.odoo.api_key], stdin=subprocess.PIPE):
            run(given, *arguments)

    surgery.replace(synchronise, "run", helped)


@mutant("SEC-04")
def keeps_the_key(surgery: Surgery) -> None:
    """Keeps the inputs of the last run, to have them at hand."""
    _beforehand(surgery, lambda given: (given.state_dir / "last-run.json").write_text(given.odoo.api_key))


@mutant("SEC-05")
def believes_every_certificate(surgery: Surgery) -> None:
    """Was told once that a certificate is not trusted, and looks at none since."""
    request = http.Connection.request

    def believing(self: http.Connection, method: str, path: str, **options: Any) -> http.Answer:
        self._session.trust_env = False
        self._usual["verify"] = False
        return request(self, method, path, **options)

    surgery.replace(http.Connection, "request", believing)


@mutant("SEC-06")
def quotes_what_was_refused(surgery: Surgery) -> None:
    """Says which key was refused, so that it can be looked up."""
    run = synchronise.run

    def quoting(given: Inputs, *arguments: Any) -> None:
        try:
            run(given, *arguments)
        except SyncFailure as failure:
            raise SyncFailure(failure.reason, f"{failure.message} (key: {given.odoo.api_key[:20]}…)") from None

    surgery.replace(synchronise, "run", quoting)


@mutant("SEC-07")
def lets_everybody_read(surgery: Surgery) -> None:
    """Makes what it keeps readable for whoever looks after the machine."""
    run = synchronise.run

    def opening(given: Inputs, *arguments: Any) -> None:
        run(given, *arguments)
        for path in given.state_dir.iterdir():
            path.chmod(0o644)

    surgery.replace(synchronise, "run", opening)


@mutant("SEC-08")
def calls_home(surgery: Surgery) -> None:
    """Tells its maker how often it is used, and does not mind if that fails."""

    def call(_: Inputs) -> None:
        try:
            socket.create_connection(("telemetry.example.com", 443), timeout=1).close()
        except OSError:
            return

    _beforehand(surgery, call)


@mutant("SEC-09")
def speaks_in_the_open(surgery: Surgery) -> None:
    """Takes http for as good as https, whoever may listen on the way."""

    def looks_like_a_url(url: str) -> None:
        if not url.startswith("http"):
            raise SyncFailure(Reason.CONFIGURATION, f"{url!r} is not a URL.", "url")

    surgery.replace(inputs, "_refuse_what_is_no_url", looks_like_a_url)

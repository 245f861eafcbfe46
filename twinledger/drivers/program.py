"""What every driver of a program needs: the clean environment, the start, the end, and what it left behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from twinledger.drivers import enclosure, processes
from twinledger.drivers.family import Program
from twinledger.drivers.limits import MB, Limits, kept
from twinledger.drivers.outcome import Driver, NotStartedError
from twinledger.drivers.route import Route
from twinledger.drivers.watch import Attempt, Watch

if TYPE_CHECKING:
    from mock_kit.tls import Authority

MOST_LOGGED = 10_000_000
TEMPORARY = "tmp"  # in the home of a program, the folder for its temporary files
ALWAYS_PASSED = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "SYSTEMDRIVE", "PATHEXT", "COMSPEC")
OF_A_LOG = re.compile(
    r"(?i)\.(log|txt|out|err|trace|har|jsonl)(\.\d+)?(\.gz)?$|(^|[._-])(logs?|debug|traces?)([._-]|$)"
)
NO_ENCLOSURE = (
    "no network of its own can be made around it here ({}): only what asks the proxy was seen, so it is half judged"
)


class ProgramDriver(Driver):
    """A command that is run in the folder of its manifest, in a clean environment, within its limits."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        *,
        env: Mapping[str, str] | None = None,
        env_from: Sequence[str] = (),
        authority: Authority | None = None,
        fixed_hosts: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._command = list(command)
        self._folder = folder
        self._env = dict(env or {})
        self._env_from = tuple(env_from)
        self.fixed_hosts = dict(fixed_hosts or {})
        self._route = Route(self.fixed_hosts, authority)
        self._process: Program | None = None
        self._limits = limits or Limits()

    @property
    def can_be_watched(self) -> bool:  # type: ignore[override] # it depends on where the program runs
        """Whether it runs on this machine."""
        return not self.advertised

    @property
    def can_be_moved(self) -> bool:  # type: ignore[override] # see above
        """Whether the time zone of its machine is ours to set."""
        return not self.advertised

    @property
    def authority(self) -> Authority:
        """The certificate authority that the program is told to trust."""
        return self._route.authority

    def check(self) -> None:
        """Raise FileNotFoundError if the command cannot be found, PermissionError if it may not be executed."""
        program = self._command[0]
        path = self._folder / program
        if Path(program).name == program:
            if shutil.which(program, path=self._env.get("PATH")) is None:
                advice = f"write ./{program}" if path.is_file() else "is it installed and on the PATH?"
                raise FileNotFoundError(f"the command {program!r} cannot be found; {advice}")
        elif not path.is_file():
            raise FileNotFoundError(f"the command {program!r} cannot be found; there is no file {path}")
        elif not os.access(path, os.X_OK):
            raise PermissionError(f"the command {program!r} may not be executed; chmod +x {path}")

    def processes(self) -> list[int] | None:
        """Return the ids of the program and of all that it has started; None where that cannot be seen."""
        process = self._process
        return process.family() if processes.CAN_BE_SEEN and process is not None else None

    def close(self) -> None:
        """Give back what the runs shared."""
        super().close()
        self._route.close()

    # For the drivers of programs --------------------------------------------------------------------------------------

    def environment(self, inputs: Mapping[str, str], home: str) -> dict[str, str]:
        """Return what the program finds in its environment."""
        kept = {name: os.environ[name] for name in (*ALWAYS_PASSED, *self._env_from) if name in os.environ}
        temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(Path(home) / TEMPORARY))
        given = {"HOME": home, "TZ": self.zone} if self.zone else {"HOME": home}
        return {**kept, **given, **temporary, **self._route.environment(self.advertised), **self._env, **inputs}

    def led(self, inputs: Mapping[str, str]) -> dict[str, str]:
        """Let the hosts that are built into the program lead where the inputs say, and return what it is given."""
        return self._route.fixed.lead(inputs) if self.fixed_hosts else dict(inputs)

    def start(self, environment: Mapping[str, str], **streams: Any) -> Program:
        """Start the command; raise NotStartedError if the operating system does not take it."""
        return self._started(self._command, environment, **streams)

    @contextmanager
    def enclosed(self, watch: Watch, inputs: Mapping[str, str]) -> Iterator[Callable[..., Program]]:
        """Yield what starts the command where nothing can leave; if that is not permitted, `watch` is told so."""
        self._route.proxy.watch = watch
        watch.begin()
        refusal = enclosure_refused()
        try:
            if refusal:
                watch.blind.append(NO_ENCLOSURE.format(refusal))
                yield self.start
                return
            with _reporting(watch) as report:
                specification = self._openings(watch, inputs, report)
                command = [sys.executable, enclosure.__file__, specification, *self._command]
                yield lambda environment, **streams: self._started(command, environment, report=report, **streams)
        finally:
            self._route.proxy.watch = Watch()

    @contextmanager
    def within_limits(self, process: Program, printed: Callable[[], int]) -> Iterator[list[str]]:
        """End the program if it takes more than it may; yield a list that then says of what."""
        self._process = process
        with kept(process, self._limits, printed) as found:
            yield found

    def _openings(self, watch: Watch, inputs: Mapping[str, str], report: int) -> str:
        """Return what the enclosure lets through: the addresses of this machine among the inputs, and the proxy."""
        own = {port for value in inputs.values() for port in ports_of_this_machine(value)} | {self._route.proxy.port}
        ports: dict[int, Any] = {port: ("127.0.0.1", port) for port in own}
        ports.update({port: where for (_, port), where in watch.stand_ins.items()})
        return json.dumps({"ports": ports, "known": list(watch.stand_ins), "report": report})

    def _started(
        self, command: Sequence[str], environment: Mapping[str, str], *, report: int | None = None, **streams: Any
    ) -> Program:
        try:
            passed = () if report is None else (report,)
            return Program(command, environment, cwd=self._folder, pass_fds=passed, **streams)
        except (OSError, ValueError) as error:
            raise NotStartedError(f"the command {self._command[0]!r} cannot be started: {error}") from None

    def logs(self, home: str, since: float) -> tuple[tuple[str, bytes], ...]:
        """Return what it wrote into files that look like logs, in its home and its folder, and what it left in TMPDIR.

        Of very long files only the end.
        """
        places = [*_files(Path(home)), *self._folder.glob("*"), *self._folder.glob("log*/*")]
        left = Path(home) / TEMPORARY
        written = [path for path in places if OF_A_LOG.search(path.name) or left in path.parents]
        return tuple((path.name, _end_of(path)) for path in written if _is_new(path, since))

    def printed_in(self, file: IO[bytes]) -> str:
        """Return what was printed, as far as it is within the limits."""
        file.seek(0)
        return file.read(self._limits.output_mb * MB).decode("utf-8", "replace")


@contextmanager
def fresh_home() -> Iterator[str]:
    """Yield a home that is empty but for the folder for temporary files, and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="twinledger-home-", ignore_cleanup_errors=True) as home:
        (Path(home) / TEMPORARY).mkdir()
        yield home


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):  # folders that nobody may read are passed over
        yield from (Path(place) / name for name in names)


def _is_new(path: Path, since: float) -> bool:
    try:
        return path.is_file() and path.stat().st_mtime >= since
    except OSError:
        return False


def _end_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - MOST_LOGGED, 0))
            return file.read(MOST_LOGGED)
    except OSError:
        return b""  # nobody may read it, so nobody learns anything from it


def ports_of_this_machine(text: str) -> list[int]:
    """Return the ports that URLs of this machine name in a text."""
    return [int(port) for port in re.findall(r"(?i)https?://(?:127\.0\.0\.1|localhost):(\d+)", text)]


@cache
def enclosure_refused() -> str:
    """Return why no network of its own can be made around a program on this machine; nothing if it can."""
    if not sys.platform.startswith("linux"):
        return f"the platform is {sys.platform}"
    tried = subprocess.run([sys.executable, enclosure.__file__, "--try"], capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else (tried.stderr.strip().splitlines() or ["it is refused"])[-1]


@contextmanager
def _reporting(watch: Watch) -> Iterator[int]:
    """Yield a descriptor on which the enclosure reports to `watch`."""
    reading, report = os.pipe()
    try:
        yield report
    finally:
        os.close(report)
        with open(reading, encoding="utf-8") as lines:  # noqa: PTH123 - it is a descriptor
            watch.attempts += [Attempt(**json.loads(line)) for line in lines]

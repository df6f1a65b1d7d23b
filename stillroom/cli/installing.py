"""Timers of the operating system that do the schedule's turns."""

import shlex
import sys
from pathlib import Path
from string import Template

from stillroom.cli.opening import err, out
from stillroom.cli.scheduling import due
from stillroom.errors import ConfigurationError
from stillroom.scheduling import ENTRIES, Entry
from stillroom.settings import Settings

SERVICE = Template("""\
[Unit]
Description=Stillroom: $about

[Service]
Type=oneshot
WorkingDirectory=$folder
Environment="STILLROOM_HOME=$home"
ExecStart=$command
""")
TIMER = Template("""\
[Unit]
Description=Stillroom: $about

[Timer]
OnCalendar=$calendar
Persistent=true

[Install]
WantedBy=timers.target
""")


def run(to: Path | None, *, crontab: bool) -> None:
    """Write unit files, or print crontab lines; nothing is started."""
    if crontab:
        for entry in ENTRIES.values():
            out.print(line(entry), soft_wrap=True, markup=False)
        err.print("to install: (crontab -l; stillroom schedule install --crontab) | crontab -", markup=False)
        return
    folder = to or Path.home() / ".config" / "systemd" / "user"
    names = [_write(folder, entry) for entry in ENTRIES.values()]
    out.print(f"systemctl --user daemon-reload && systemctl --user enable --now {' '.join(names)}", soft_wrap=True)


def command(entry: Entry) -> list[str]:
    """Give the command that does one turn; other settings than the home come from `.env` in the folder."""
    return [str(Path(sys.executable).with_name("stillroom")), "schedule", "once", entry.name]


def line(entry: Entry) -> str:
    """Write an entry's line of a crontab, where a bare % would end the command."""
    home = shlex.quote(str(Settings().home.absolute()))
    told = f"cd {shlex.quote(str(Path.cwd()))} && STILLROOM_HOME={home} {shlex.join(command(entry))}"
    return f"{due(entry)} {told.replace('%', chr(92) + '%')}"


def _write(folder: Path, entry: Entry) -> str:
    values = {
        "about": entry.about,
        "folder": str(Path.cwd()),
        "home": str(Settings().home.absolute()),
        "command": shlex.join(command(entry)),
        "calendar": "*-*-* 00:00:00 UTC" if entry.minutes >= 1440 else f"*:0/{entry.minutes} UTC",
    }
    # systemd reads %h and the like as specifiers
    values = {key: value.replace("%", "%%") for key, value in values.items()}
    name = f"stillroom-{entry.name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.service").write_text(SERVICE.substitute(values), encoding="utf-8")
        (folder / f"{name}.timer").write_text(TIMER.substitute(values), encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"cannot write to {folder}: {error.strerror}; name another folder with --to"
        ) from error
    return f"{name}.timer"

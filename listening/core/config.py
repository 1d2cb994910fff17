"""Settings, all from the environment, each with a default that is safe on a fresh machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

#: One request never needs more: the longest contribution times the most prompts, with room for headers.
MAX_REQUEST_BYTES = 512 * 1024
#: Of one process. One process writes on SQLite, more need PostgreSQL; threads wait for the disk together.
THREADS = 16


#: Days for which the words people wrote are kept once all is signed off, and the most that may be chosen.
ORIGINALS_DAYS, MOST_ORIGINALS_DAYS = 90, 365
#: Days for which a backup is kept: what we promise in public, so it can only be made less.
BACKUP_DAYS = 30


@dataclass(frozen=True)
class Settings:
    """What an installation may choose. Figures of the loop live with the rule that uses them."""

    data: Path
    keys: Path
    database_url: str
    languages: tuple[str, ...] = ("en", "es")
    #: A folder of catalogs beside ours, for a language of one's own; empty when there is none.
    locales: str = ""
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/Los_Angeles"))
    #: True behind TLS: the staff cookie is then ``__Host-`` and Secure.
    secure: bool = False
    trusted_hosts: tuple[str, ...] = ()
    demo: bool = False
    #: A laptop in the room is the server, over plain HTTP on its own network: a reduced mode, and the desk says so.
    room: bool = False
    #: Jobs run in the request that asks for them (tests) or in the sweeper thread (a server).
    inline_jobs: bool = False
    #: Tests alone: hashing a password takes no time, and protects nothing. No environment variable sets it.
    cheap_passwords: bool = False
    redis_url: str = ""
    #: The public address of this installation, for links in mail and calendars; a request's own host is not trusted.
    address: str = ""
    #: ``smtp://user:password@host:587`` or ``smtps://…``; empty means that nothing is ever sent.
    smtp_url: str = ""
    #: A throw-away copy in which someone rehearses: every page says so.
    rehearsal: bool = False
    #: Whom mail comes from.
    mail_from: str = ""
    originals_days: int = ORIGINALS_DAYS
    backup_days: int = BACKUP_DAYS

    @property
    def intake(self) -> Path:
        """Where the short-lived intake files are."""
        return self.data / "intake"

    @property
    def evidence(self) -> Path:
        """Where files are that show what was done."""
        return self.data / "evidence"


def _flag(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def _days(environ: Mapping[str, str], name: str, default: int, most: int) -> int:
    """A number of days from 1 to ``most``.

    Raises:
        ValueError: for anything else: a promise is not stretched by a slip of the keyboard.
    """
    said = environ.get(name, "") or str(default)
    if not said.isascii() or not said.isdigit() or not 1 <= int(said) <= most:
        raise ValueError(f"{name} is {said!r}; it must be a number of days from 1 to {most}.")
    return int(said)


def settings_from(environ: Mapping[str, str]) -> Settings:
    """Read ``HEARBACK_*`` and ``DATABASE_URL``."""
    data = Path(environ.get("HEARBACK_DATA", "var/data")).resolve()
    hosts = tuple(host for host in environ.get("HEARBACK_HOSTS", "").split(",") if host)
    return Settings(
        data=data,
        keys=Path(environ.get("HEARBACK_KEYS", "var/keys")).resolve(),
        database_url=database_url(environ.get("DATABASE_URL", ""), data),
        languages=tuple(environ.get("HEARBACK_LANGUAGES", "en,es").split(",")),
        locales=environ.get("HEARBACK_LOCALES", ""),
        timezone=ZoneInfo(environ.get("HEARBACK_TIMEZONE", "America/Los_Angeles")),
        secure=_flag(environ, "HEARBACK_SECURE"),
        trusted_hosts=hosts,
        demo=_flag(environ, "HEARBACK_DEMO"),
        room=_flag(environ, "HEARBACK_ROOM"),
        inline_jobs=_flag(environ, "HEARBACK_INLINE_JOBS"),
        redis_url=environ.get("REDIS_URL", ""),
        address=environ.get("HEARBACK_ADDRESS", "").rstrip("/"),
        smtp_url=environ.get("SMTP_URL", ""),
        mail_from=environ.get("HEARBACK_MAIL_FROM", ""),
        originals_days=_days(environ, "HEARBACK_ORIGINALS_DAYS", ORIGINALS_DAYS, MOST_ORIGINALS_DAYS),
        backup_days=_days(environ, "HEARBACK_BACKUP_DAYS", BACKUP_DAYS, BACKUP_DAYS),
    )


def database_url(url: str, data: Path) -> str:
    """SQLite inside the data folder unless a URL is given; PostgreSQL through psycopg 3."""
    if not url:
        return f"sqlite:///{data / 'hearback.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url

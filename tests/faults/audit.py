"""``make audit``: known vulnerabilities of everything pinned in requirements.txt, as the advisory service knows them.

Prints one JSON object. What the service does not know was not audited, and is said; ends with 1 when something is
known, or when nothing could be audited at all.
"""

import json
import subprocess
import sys
from pathlib import Path

PINS = Path(__file__).resolve().parents[2] / "requirements.txt"


def main() -> int:
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--no-deps",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "-f",
        "json",
    ]
    done = subprocess.run([*command, "-r", str(PINS)], capture_output=True, text=True, check=False)
    try:
        told = json.loads(done.stdout)["dependencies"]
    except ValueError:
        told = []
    audited = [one for one in told if "skip_reason" not in one]
    known = {one["name"]: [each["id"] for each in one["vulns"]] for one in audited if one["vulns"]}
    facts = {
        "audit": "pip-audit",
        "audited": len(audited),
        "not_audited": len(told) - len(audited),
        "known": known,
    }
    print(json.dumps({**facts, "holds": bool(audited) and not known}))
    if not audited:
        print(f"Nothing could be audited: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
    return int(bool(known) or not audited)


if __name__ == "__main__":
    sys.exit(main())

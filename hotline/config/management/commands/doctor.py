"""``hotline doctor``: how the platform is; exit code 0 well, 1 warning, 2 critical."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hotline.config import console, doctor
from hotline.config.findings import Finding


class Command(BaseCommand):
    """The command."""

    help = "Examines database, queue, disk, clock, stream, facts and more. Exit code: 0 well, 1 warning, 2 critical."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --json."""
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Examine and tell."""
        findings = doctor.examine()
        if options["json"]:
            self.stdout.write(json.dumps(as_json(findings), ensure_ascii=False))
        else:
            rows = [(finding.subject, finding.level.name.lower(), finding.sentence) for finding in findings]
            console.show("Doctor", ["Subject", "State", "Finding"], rows)
        sys.exit(doctor.worst(findings))


def as_json(findings: list[Finding]) -> dict[str, Any]:
    """The findings as plain data."""
    return {
        "level": doctor.worst(findings).name.lower(),
        "findings": [
            {"subject": one.subject, "level": one.level.name.lower(), "sentence": one.sentence, **one.figures}
            for one in findings
        ],
    }

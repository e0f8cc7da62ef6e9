"""Sends each message as mail, by the mail settings in force."""

from __future__ import annotations

from email.utils import make_msgid
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from .client import Letter, Rejected, Unreachable

FOR_EVER = 500
"""SMTP answers from here on will be the same at every try."""


class MailSender:
    """One mail a message; its reference stands in the Message-ID."""

    def send(self, letter: Letter) -> None:
        """Hand the mail over."""
        try:
            validate_email(letter.recipient)
        except ValidationError as fault:
            raise Rejected("not an address") from fault
        headers = {"Message-ID": make_msgid(letter.reference, "hotline.invalid")}
        subject = " ".join(letter.subject.split())
        mail = EmailMessage(subject, letter.body, to=[letter.recipient], headers=headers)
        try:
            mail.send()
        except SMTPRecipientsRefused as fault:
            raise Rejected(str(fault)) from fault
        except SMTPResponseException as fault:
            kind = Rejected if fault.smtp_code >= FOR_EVER else Unreachable
            raise kind(str(fault)) from fault
        except (SMTPException, OSError) as fault:
            raise Unreachable(str(fault)) from fault

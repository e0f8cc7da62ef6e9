"""Words of privacy: what may be unmasked."""

from __future__ import annotations

from hotline.lib.words import Word


class MaskedField(Word):
    """A field that is masked until somebody says why she must see it."""

    NAME = "name", "姓名", "Name"
    PHONE = "phone", "电话", "Phone"
    IDENTITY = "identity", "证件号码", "Identity number"
    ADDRESS = "address", "地址", "Address"
    EMAIL = "email", "电子邮箱", "E-mail"
    TEXT = "text", "反映原文", "Words as received"
    RECORDING = "recording", "录音", "Recording"

"""A model field whose text is encrypted in the database."""

from functools import cache
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression

from hotline.lib.crypto import KeyRing


@cache
def _ring(names: tuple[tuple[str, bytes], ...], cipher: Any) -> KeyRing:
    return KeyRing(dict(names), cipher)


def ring() -> KeyRing:
    """The key ring of the settings: DATA_KEYS (name → 32 bytes, the current one first), DATA_CIPHER aes or sm4."""
    return _ring(tuple(settings.DATA_KEYS.items()), getattr(settings, "DATA_CIPHER", "aes"))


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # TextField takes none at run time
    """Text sealed as bytea, bound to its table and column; empty text stays distinguishable from none.

    Its content cannot be queried: every lookup but `isnull` raises FieldError; exact lookup goes through a blind
    index in a column of its own. Trap: after renaming the table or the column the old values no longer open,
    so a migration that renames must seal them anew (or keep `db_table` and `db_column`).
    """

    description = "Encrypted text"

    def get_internal_type(self) -> str:
        return "BinaryField"

    def bound(self) -> bytes:
        """The place a value belongs to: the same bytes in another column do not open."""
        return f"{self.model._meta.db_table}.{self.column}".encode()

    def get_prep_value(self, value: Any) -> str | None:
        plain = super().get_prep_value(value)
        return None if plain is None else str(plain)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        plain = value if prepared else self.get_prep_value(value)
        if plain is None:
            return None
        return ring().seal(plain.encode(), self.bound())

    def from_db_value(
        self, value: bytes | memoryview | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> str | None:
        return None if value is None else ring().open(bytes(value), self.bound()).decode()

    def to_python(self, value: Any) -> str | None:
        return None if value is None else str(value)

    def value_to_string(self, obj: models.Model) -> NoReturn:
        """Fixtures and dumps would carry the text in clear."""
        raise FieldError(f"{self.name} is encrypted and cannot be serialised")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted: it cannot be looked up by {lookup_name}; use its blind index")

    def get_transform(self, lookup_name: str) -> NoReturn:
        raise FieldError(f"{self.name} is encrypted: it cannot be looked up by {lookup_name}; use its blind index")

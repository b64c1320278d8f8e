"""A guest signs in: what they had is the account's from then on."""

from itertools import chain
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, ForeignKey, ManyToOneRel, OuterRef


def merge_guest(guest: User, account: User) -> None:
    """Moves every row that belongs to the guest, and deletes the guest. Call it inside a transaction.

    Goes through all tables with a foreign key to the user, so a table added later needs nothing here. Where the account
    has a row that may exist once a person (a favourite of the same artwork), the account's stays and the guest's goes.
    """
    for owner in owners():
        _move_rows(owner, guest, account)
    guest.delete()


def owners() -> list[ForeignKey[Any, Any]]:
    """Every foreign key to the user, whether or not the user has a name for it."""
    relations = User._meta.get_fields(include_hidden=True)  # noqa: SLF001 - the documented model _meta API
    fields = [relation.field for relation in relations if isinstance(relation, ManyToOneRel)]
    return [field for field in fields if isinstance(field, ForeignKey)]


def _move_rows(owner: ForeignKey[Any, Any], guest: User, account: User) -> None:
    all_rows = owner.model._base_manager  # noqa: SLF001
    rows = all_rows.filter(**{owner.name: guest})
    for names in _unique_with(owner):
        same = {name: OuterRef(name) for name in names}
        rows.filter(Exists(all_rows.filter(**{owner.name: account, **same}))).delete()
    rows.update(**{owner.name: account})


def _unique_with(owner: ForeignKey[Any, Any]) -> list[list[str]]:
    """The fields of which, together with the owner, there may be one."""
    options = owner.model._meta  # noqa: SLF001
    declared = chain((constraint.fields for constraint in options.total_unique_constraints), options.unique_together)
    together = [[name for name in names if name != owner.name] for names in declared if owner.name in names]
    return [*together, []] if owner.unique else together

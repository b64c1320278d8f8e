"""Names and titles as words to search by, kept by the database itself: whoever writes a row, they cannot go stale.

Both functions are the database's own. PostgreSQL gets them by a migration, each connection to SQLite when it is opened
(``catalog.apps``).
"""

from typing import Any

from django.db.models import BooleanField, F, Func, TextField
from django.db.models.sql.compiler import SQLCompiler


class Words(Func):
    """A text as folded words with single spaces: "Les Nymphéas (2)" → "les nympheas 2"; null where it has none."""

    function = "catalog_words"
    arity = 1
    output_field = TextField()


class Names(Func):
    """A name and a list of others, each as words: "| claude monet | oscar claude monet |"."""

    function = "catalog_names"
    arity = 2
    output_field = TextField()


class HasWord(Func):
    """Whether one of the words of a column starts with the given one, which must be folded."""

    arity = 2
    output_field = BooleanField()

    def __init__(self, column: str, word: Any) -> None:  # noqa: ANN401 - an expression
        super().__init__(F(column), word)

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:  # noqa: ANN401 - Django's own
        """Looks at each row."""
        template = "instr(' ' || %(expressions)s) > 0"
        return self.as_sql(compiler, connection, template=template, arg_joiner=", ' ' || ", **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:  # noqa: ANN401
        """Looks into a full-text index, which is over exactly this expression."""
        template = "to_tsvector('simple', %(expressions)s || ':*')"
        joiner = ") @@ to_tsquery('simple', "
        return self.as_sql(compiler, connection, template=template, arg_joiner=joiner, **context)

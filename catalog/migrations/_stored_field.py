"""An operation of several migrations; Django takes modules whose names begin so for no migrations."""

from typing import Any

from django.db import migrations


class AddStoredField(migrations.AddField):
    """SQLite adds no stored column to a table that has rows, and Django makes the table anew only for NOT NULL ones."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        from_model = from_state.apps.get_model(app_label, self.model_name)
        field = to_state.apps.get_model(app_label, self.model_name)._meta.get_field(self.name)
        schema_editor._remake_table(from_model, create_field=field)

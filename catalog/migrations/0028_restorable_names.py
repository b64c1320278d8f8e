"""A dump is restored without a search path: what a function calls is bound when it is made, not looked for by name."""

from typing import Any

from django.db import migrations

NAMES = """
CREATE OR REPLACE FUNCTION catalog_names(name text, others jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT concat_ws(' ', '|', string_agg(each || ' |', ' ' ORDER BY place))
    FROM (
        SELECT catalog_words(name) AS each, 0 AS place
        UNION ALL
        SELECT catalog_words(other), place
        FROM jsonb_array_elements_text(CASE jsonb_typeof(others) WHEN 'array' THEN others ELSE '[]' END)
            WITH ORDINALITY AS listed (other, place)
    ) AS all_names
    WHERE each IS NOT NULL;
END
"""


def bind_names(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(NAMES, params=None)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0027_artists_by_name")]

    operations = [migrations.RunPython(bind_names, migrations.RunPython.noop)]

"""What the API says, in JSON: unknown is null, never 0 or an empty text; money is a string with its currency."""

"""Apps written with clients that standard generators make of docs/openapi.yaml."""

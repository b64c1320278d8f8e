"""How pages write dates and times: as files and the API do, so that lists sort by eye and take little room."""

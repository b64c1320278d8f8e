"""Settings: the subjects of the API's description, in the order in which an app developer meets them."""

_SUBJECTS = {
    "recognitions": "A photo in, the artwork out; my history, and whether an answer was right.",
    "artworks": "The works of the catalogue: by words, by filters, by likeness.",
    "artists": "Who made them.",
    "images": "The pictures themselves.",
    "prices": "What was asked, estimated and paid: evidence, sums, charts and comparable sales.",
    "venues": "Where art is to be seen: near a point, in a box, open now, and what hangs there.",
    "exhibitions": "What is shown now, and soon.",
    "auctions": "Auctions to come, and their lots.",
    "guides": "A venue's own stories of works, as text and sound.",
    "bundles": "Signed packs to recognize a venue's works without a network.",
    "devices": "How an app gets its token, changes it and ends it.",
    "accounts": "From guest to account; my data to take along, and to delete.",
    "my art": "Favourites and collections.",
    "contributions": "What people propose, and what becomes of it.",
    "webhooks": "What partners are told as it happens.",
    "ingestion": "Staff: loading files into the catalogue.",
    "explanations": "Staff: why a photo is recognized as it is.",
    "health": "Whether the service is ready.",
}
API_TAGS = [{"name": name, "description": description} for name, description in _SUBJECTS.items()]

"""Titles, by the slug of the studio."""

import random

_TITLES: dict[str, tuple[str, ...]] = {
    "currents": (
        *("Leeward", "Slack Water", "The Estuary at Six", "Where the Wind Turned", "Undertow", "Grass After Rain"),
        *("Murmuration", "Crosscurrent", "Isobars for Ada", "The Long Reach", "Gulf Stream, Remembered", "Eddy Line"),
        *("Tidal Script", "A Field Combed by Weather", "Drift Study", "North by Northwest"),
    ),
    "colour-field": (
        *("Ember over Umber", "Vesper", "Room for One Colour", "Ochre Threshold", "Nocturne in Plum", "Harbor, Closed"),
        *("Untitled (Rust and Wine)", "Untitled (Two Blues)", "The Patience of Yellow", "Low Sun", "Interval"),
        *("Homage to a Doorway", "After the Fire", "Meridian", "White Morning", "Number Nineteen"),
    ),
    "weave": (
        *("Threshing Floor", "Plaid for a Cold Room", "Twelve Harnesses", "Fjord Cloth", "Village from Above"),
        *("Red Selvage", "Broken Twill", "Sampler for Ingrid", "Window Wall", "Loom Song", "City in Linen"),
        *("Undyed", "Herringbone Winter", "Night Blanket", "Market Day", "Counting Rhyme"),
    ),
    "ridges": (
        *("Seven Blues toward Evening", "The Pass at First Light", "Rannoch, Thinking", "Far Side of the Lake"),
        *("Smoke in the Valleys", "Red Moon over the Fells", "Six Ridges", "Mist Lifting", "Last Train North"),
        *("Scree", "Heather Month", "The Weather Coming", "Tarn", "Old Snow", "Borderlands", "Summit, Unclimbed"),
    ),
    "marbling": (
        *(
            "Nightingale's Nest",
            "Combed Tulip",
            "Endpaper for a Lost Book",
            "Stones in the Stream",
            "Ebru in Two Breaths",
        ),
        *("Peacock, Folded", "Harbour Oil", "Ox Gall and Indigo", "The Bookbinder's Daughter", "Whirlpool, Gold Ink"),
        *(
            "Sea Atlas, Endpaper",
            "Feathered Madder",
            "Bosphorus Ferry",
            "Turkish Spot",
            "Tide Chart",
            "Letter to Ankara",
        ),
    ),
    "glass": (
        *("Rose for the West Front", "The Orchard Window", "Saint of Small Hours", "Harvest Light", "Lancet, Ruby"),
        *("Sunflower Transept", "Window for a Stairwell", "The Four Quarters", "Winter Clerestory", "Baptistery Blue"),
        *("Fragment, Restored", "Compline", "The Mason's Gift", "Kingfisher Light", "East Window, Study", "Whitsun"),
    ),
    "reaction": (
        *(
            "Brain Coral",
            "Leopard, Abstracted",
            "The Slow Dye",
            "Fingerprint of Nobody",
            "Turing's Garden",
            "Spore Print",
        ),
        *("Labyrinth without a Door", "Lichen Map", "Petri Nocturne", "Autocatalysis", "The Skin of Water"),
        *("Morphogen", "Zebra Problem", "Colony", "Feed Rate", "Kelp Forest, Plan View"),
    ),
    "planes": (
        *("Supreme Diagonal", "Red Plane in Flight", "Construction with Black Disc", "Toward the New Bridge"),
        *("Aerodrome", "Composition 27", "Wedge and Wire", "The Telegraph Office", "Weightless Square", "Orbit, 1919"),
        *("Proun for a Staircase", "Semaphore", "Factory Whistle", "White on the Move", "Tribune", "Counterweight"),
    ),
    "pendulums": (
        *("Third Against Second", "Octave with Decay", "Foucault's Afternoon", "Unison, Nearly", "The Clock Unwound"),
        *("Minor Sixth", "Rosette for Lissajous", "Resonance Sheet 8", "Moth", "Metronome at Rest", "Perfect Fourth"),
        *("Slow Beat", "Lunar Arc", "Two Pens, One Breath", "Harmonic Knot", "Damped"),
    ),
    "dabs": (
        *(
            "Regatta at Noon",
            "The Poplars, Evening",
            "Harvest near Vernay",
            "Becalmed",
            "Garden Wall, July",
            "Sun on the Roads",
        ),
        *("Three Sails", "The Orchard Hill", "Morning on the Étang", "Hay Weather", "Lavender Rows", "Passing Squall"),
        *("Return of the Fleet", "Mistral", "The Painter's Window", "Late Gold"),
    ),
    "truchet": (
        *("Switchyard", "Every Path Meets", "Tile Floor, Ghent", "Marshalling", "Loop Line", "Plumbing for Angels"),
        *(
            "The Thousandth Turn",
            "Garden of Forks",
            "Interchange",
            "Scale and Counterscale",
            "Tramway Map",
            "Closed Circuit",
        ),
        *("Coin Toss", "Quarter Turns", "Bathhouse", "Roundelay"),
    ),
    "herbarium": (
        *("Male Fern, from the Glen", "Sea Lace", "Hogweed in Seed", "Sprig from Mother's Gate", "Marram Grass"),
        *(
            "Bladderwrack, Low Tide",
            "Hart's Tongue",
            "Wild Carrot",
            "Plate XIV",
            "Gathered near Sligo",
            "Quaking Grass",
        ),
        *("Dulse", "Two Fronds", "Meadow, Pressed", "Specimen without a Name", "Sweet Cicely"),
    ),
    "packing": (
        *(
            "Marbles for Inês",
            "No Room for the Moon",
            "Apollonius at Play",
            "Bubble Raft",
            "Crowd, Overhead",
            "Frogspawn",
        ),
        *("Full House", "Small Worlds", "Buttons", "The Jeweller's Tray", "Constellation of Crumbs", "Eclipse Wreath"),
        *("Loose Change", "Petri, Pop", "Orange Grove", "Abacus, Spilled"),
    ),
    "nocturne": (
        *(
            "Harbour Lights",
            "The Office Block at Nine",
            "Moon over the Maas",
            "Insomnia",
            "Last Tram",
            "Windows, Mostly Lit",
        ),
        *("The Night Porter", "Blackout, Remembered", "Quay in Rain", "Someone Still Awake", "River District"),
        *("Blue Hour", "Power Station Reach", "New Year's Eve", "Fog Signal", "The Other Bank"),
    ),
    "agate": (
        *("Blue Lace", "Geode, Opened", "Topography of a Rumour", "Jupiter, Close", "Oxide", "Sediment and Light"),
        *(
            "Moss Agate",
            "Delta from Orbit",
            "The Quarry at Night",
            "Iris",
            "Stratum Nine",
            "Thunder Egg",
            "Polished Section",
        ),
        *("Magma, Cooling", "Petrified Sea", "Chart of Unnamed Shoals"),
    ),
    "op": (
        *(
            "Swell",
            "Bolt",
            "Lens No. 4",
            "Vertigo for Beginners",
            "Breathing Grid",
            "Interference",
            "Ballast",
            "Zephyr",
        ),
        *("Checkpoint", "Double Bulge", "Whisper in Black", "Descent", "Pulse, Orange", "Retina", "Fold", "Afterimage"),
    ),
    "washes": (
        *("Stones from the Kamo River", "Hills, Rain Expected", "Camellia, Unfinished", "Wet Season", "Far Province"),
        *(
            "Plum, Persimmon, Slate",
            "One Breath Flower",
            "Evening Train Window",
            "Pebble Garden",
            "Thaw",
            "Indigo Hour",
        ),
        *("The Colour Left in the Cup", "Autumn, Five Washes", "Lotus", "Island Ferry", "Small Orchard"),
    ),
    "attractors": (
        *(
            "Silk Thrown Once",
            "Sensitive Dependence",
            "Moth Light",
            "Basin",
            "Manta",
            "Orbit Portrait",
            "Clifford's Veil",
        ),
        *("Dust Settling", "The Shape of Nearly", "Phase Space, Winter", "Helmet of Smoke", "Iteration 2,080,000"),
        *("Butterfly, Refused", "Shell", "Limit Cycle", "X-Ray of a Whirlwind"),
    ),
}
_ORDINALS = ("", " II", " III", " IV", " V", " VI", " VII", " VIII", " IX", " X")


def titles(slug: str, seed: int, count: int) -> list[str]:
    """``count`` titles for a studio's works, no two alike."""
    shuffled = random.Random(f"titles/{slug}/{seed}").sample(_TITLES[slug], len(_TITLES[slug]))
    rounds = [divmod(index, len(shuffled)) for index in range(count)]
    return [shuffled[place] + (_ORDINALS[round_] if round_ < 10 else f" {round_ + 1}") for round_, place in rounds]

"""The words of dates in eleven languages, folded: what they mean, as data for ``years.py``."""

from enum import Enum


class Word(Enum):
    """What a word of a date means."""

    CIRCA = "circa"
    AFTER = "after"
    BEFORE = "before"
    NOT = "not"
    AND = "and"
    OR = "or"
    TO = "to"
    BC = "bc"
    AD = "ad"
    CENTURY = "century"
    DECADE = "decade"
    HALF = "half"
    THIRD = "third"
    QUARTER = "quarter"
    EARLY = "early"
    MID = "mid"
    LATE = "late"
    LAST = "last"
    MONTH = "month"
    SEASON = "season"
    MADE = "made"
    COPY = "copy"
    LATER_MADE = "later made"
    FILLER = "filler"


_WORDS = {
    Word.CIRCA: (
        "c ca cca circa cir about around approximately approx probably possibly perhaps likely um gegen wohl vers "
        "env environ verso hacia alrededor cerca omstreeks rond ongeveer omkring omkr noin towards shortly soon"
    ),
    Word.AFTER: ("after nach apres dopo depois despues na efter etter jalkeen since post later from ab"),
    Word.BEFORE: "before by vor avant prima antes voor innan ennen earlier pre",
    Word.NOT: "not no nicht",
    Word.AND: "and und et y og och en ja &",
    Word.OR: "or oder ou oppure eller tai",
    Word.TO: "to through thru until bis tot al a til till",
    Word.BC: "bc bce",
    Word.AD: "ad ce",
    Word.CENTURY: (
        "century centuries cent jahrhundert jahrhunderts jh jhdt jhd jahrh siecle s secolo sec siglo seculo eeuw "
        "arhundrede arhundrade arh vuosisata"
    ),
    Word.DECADE: "decade decades decada decennie decennio jahrzehnt",
    Word.HALF: "half halfte moitie meta mitad metade helft halvdel",
    Word.THIRD: "drittel tiers",
    Word.QUARTER: "quarter viertel quart quarto cuarto kwart fjerdedel",
    Word.EARLY: (
        "early beginning start begin anfang fruhes fruhe debut inizio inizi principios comienzos inicio inicios "
        "vroege tidlig tidligt borjan pocz"
    ),
    Word.MID: "mid middle mitte milieu meados mediados midten mitten medio",
    Word.LATE: ("late end ende spates fin fine finales fins final laat eind slut slutet sen sent"),
    Word.LAST: "last letztes letzte dernier derniere ultimo laatste",
    Word.SEASON: (
        "spring summer autumn fall winter fruhjahr fruhling sommer herbst printemps ete automne hiver primavera "
        "estate verano verao autunno otono outono inverno invierno lente zomer herfst easter christmas"
    ),
    Word.MADE: (
        "painted executed made designed conceived modeled modelled drawn engraved begun completed finished built "
        "created dated taken composed woven carved negative photographed constructed assembled etched written "
        "filmed recorded produced work gemalt entstanden datiert peint dipinto pintado ex"
    ),
    Word.LATER_MADE: (
        "printed reprinted print prints published cast casts recast exhibited issued reproduced remade "
        "reconstructed replica fabricated refabricated manufactured released edition editioned version reworked "
        "restored recreated reassembled republished patented signed posthumous reproduction reissued altered "
        "revised installed gegossen gedruckt imprime stampato fused reproductions destroyed distributed updated "
        "repainted"
    ),
    Word.COPY: "copy kopie copie copia",
    Word.FILLER: (
        "the in of year years des der du de del della dell do da le la les jahre jahren jaren annees anni anos dos "
        "im i den das het van between zwischen entre tra tussen mellem von dal than l"
    ),
    Word.MONTH: (
        "january february march april may june july august september october november december jan feb mar apr jun "
        "jul aug sep sept oct nov dec januar februar marz mai juni juli oktober dezember janvier fevrier mars avril "
        "juin juillet aout septembre octobre novembre decembre gennaio febbraio marzo aprile maggio giugno luglio "
        "agosto settembre ottobre dicembre enero febrero abril mayo junio julio septiembre octubre noviembre "
        "diciembre januari februari maart mei augustus janeiro fevereiro marco maio junho julho setembro outubro "
        "novembro dezembro marts maj"
    ),
}

MEANINGS = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}

_ORDINALS = {
    1: ("first 1st erste ersten erstes premier premiere primera primeira primo eerste forste"),
    2: ("second zweite zweiten zweites seconde deuxieme seconda segunda tweede anden andra"),
    3: "third dritte dritten drittes troisieme terzo tercer terceiro derde",
    4: "fourth vierte vierten viertes quatrieme vierde",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
}
ORDINALS = {word: number for number, words in _ORDINALS.items() for word in words.split()}

ORDINAL_SUFFIXES = frozenset(
    ("st", "nd", "rd", "th", "e", "er", "eme", "ieme", "de", "ste", "te", "ten", "o", "a", "й", "го", "и")
)
"""What follows the digits of an ordinal without a space: 19th, 19e, 19de."""

UNDATED = frozenset(
    (
        *(
            "n.d.",
            "n.d",
            "nd",
            "no date",
            "undated",
            "not dated",
            "unknown",
            "date unknown",
            "date not known",
            "-",
            "?",
        ),
        *("not known", "unknown date", "without date", "s.d.", "sans date", "sin fecha", "sem data", "senza data"),
        *(
            "ohne jahr",
            "o.j.",
            "o. j.",
            "undatiert",
            "z.j.",
            "zonder jaar",
            "u.a.",
            "udateret",
            "nan",
            "none",
            "various",
        ),
        *("date uncertain", "dates unknown", "not determined", "various dates", "dates vary"),
    )
)

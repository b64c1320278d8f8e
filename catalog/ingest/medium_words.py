"""What works are made of and on, in the languages of the sources, as data for ``mediums.py``.

Identifiers of the Art & Architecture Thesaurus stand only where they are certain.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A material, technique or support."""

    name: str
    aat_id: str = ""
    is_support: bool = False
    """Whether it is what something else lies on, even where the text does not say "on"."""


_MATERIALS = (
    (
        Term("oil paint", "300015050"),
        "oil|oils|oil paint|oil colour|oil color|oleo|ol|huile|olio|olie|olieverf|olja|oljy",
    ),
    (
        Term("acrylic paint", "300015058"),
        "acrylic|acrylics|acrylic paint|synthetic polymer paint|acrilico|acryl|acrylique",
    ),
    (Term("tempera", "300015062"), "tempera|egg tempera|detrempe"),
    (
        Term("watercolor", "300015045"),
        "watercolor|watercolour|watercolors|watercolours|aguarela|aquarell|aquarelle|acuarela",
    ),
    (Term("gouache", "300070114"), "gouache|guache|bodycolor|bodycolour|opaque watercolor|deckfarben|distemper"),
    (Term("drawing"), "drawing|drawings|desenho|dessin|zeichnung|disegno"),
    (Term("fresco"), "fresco|freske|fresque|affresco"),
    (Term("encaustic"), "encaustic|encaustica"),
    (Term("enamel"), "enamel|esmalte"),
    (Term("lacquer"), "lacquer|laca|laque"),
    (
        Term("ink", "300015012"),
        "ink|inks|tinta|tinta da china|encre|encre de chine|tinte|tusche|feder|pen|inchiostro|inkt",
    ),
    (
        Term("graphite", "300011098"),
        "graphite|pencil|lead pencil|grafite|lapis|bleistift|crayon noir|matita|blyant|potlood",
    ),
    (Term("colored pencil"), "colored pencil|coloured pencil|colored pencils|lapis de cor|buntstift"),
    (
        Term("chalk", "300011727"),
        "chalk|chalks|red chalk|black chalk|white chalk|kreide|sanguine|pierre noire|giz|gesso nero",
    ),
    (Term("charcoal", "300012862"), "charcoal|carvao|kohle|fusain|carboncino|carboncillo"),
    (Term("pastel"), "pastel|pastels|oil pastel|oil pastels|pastell|pastello"),
    (Term("crayon"), "crayon|crayons|conte crayon|conte|lithographic crayon"),
    (Term("mixed media"), "mixed media|tecnica mista|tecnica mixta|mischtechnik|technique mixte|mixed technique"),
    (Term("collage"), "collage|colagem|colagens|decollage"),
    (Term("etching", "300053241"), "etching|etchings|agua forte|radierung|eau forte|acquaforte|ets"),
    (
        Term("engraving", "300053225"),
        "engraving|engravings|line engraving|kupferstich|burin|kobberstik|burilada",
    ),
    (Term("aquatint", "300053242"), "aquatint|agua tinta|aquatinta"),
    (Term("drypoint"), "drypoint|ponta seca|kaltnadel|pointe seche"),
    (Term("mezzotint"), "mezzotint|schabkunst|maniere noire"),
    (
        Term("lithograph"),
        "lithograph|lithographs|litografia|lithographie|offset lithograph|photolithograph|offset|chromolithograph",
    ),
    (
        Term("screenprint"),
        "screenprint|screenprints|screen print|silkscreen|serigraph|serigrafia|siebdruck|serigraphie",
    ),
    (Term("woodcut"), "woodcut|woodcuts|woodblock print|woodblock|color woodcut|holzschnitt|xilogravura|xylographie"),
    (Term("wood engraving"), "wood engraving|wood engravings|holzstich"),
    (Term("linocut"), "linocut|linoleum cut|linogravura|linolschnitt"),
    (Term("monotype"), "monotype|monoprint|monotipia"),
    (Term("intaglio print"), "intaglio print|intaglio|photogravure|heliogravure|photoetching"),
    (Term("relief print"), "relief print|letterpress|relief halftone"),
    (Term("print"), "print|prints|gravura|gravure|druckgraphik|poster"),
    (Term("gelatin silver print", "300128695"), "gelatin silver print|gelatin silver photograph|silver gelatin print"),
    (Term("albumen print", "300127121"), "albumen silver print|albumen print|albumen"),
    (Term("chromogenic print"), "chromogenic color print|chromogenic print|chromogenic prints|c print|type c print"),
    (Term("platinum print"), "platinum print|palladium print|platinum palladium print"),
    (Term("salted paper print"), "salted paper print|salt print|calotype"),
    (Term("daguerreotype"), "daguerreotype"),
    (Term("collotype"), "collotype"),
    (Term("inkjet print"), "inkjet print|pigmented inkjet print|digital print|pigment print|giclee"),
    (
        Term("photograph"),
        "photograph|photographs|fotografia|photographie|fotografie|photo|safety film|dye transfer print",
    ),
    (Term("film"), "film|16mm film|35mm film|super 8mm film"),
    (Term("video"), "video|videotape|video installation"),
    (Term("bronze", "300010957"), "bronze|bronzo|brons"),
    (Term("brass"), "brass|latao|messing|laiton"),
    (Term("steel"), "steel|stainless steel|aco|stahl|acier"),
    (Term("iron"), "iron|cast iron|ferro|eisen|fer"),
    (Term("aluminum"), "aluminum|aluminium|aluminio"),
    (Term("metal"), "metal|metals|tin|zinc|pewter"),
    (Term("clay"), "clay|mud"),
    (Term("lead"), "lead|chumbo|blei|plomb"),
    (Term("silver", "300011029"), "silver|prata|silber|argent"),
    (Term("gold leaf", "300264831"), "gold leaf|folha de ouro|blattgold"),
    (Term("gold"), "gold|ouro"),
    (Term("marble", "300011443"), "marble|marmore|marmor|marbre|marmo"),
    (Term("limestone"), "limestone|calcario|kalkstein|calcaire"),
    (Term("sandstone"), "sandstone|arenito|sandstein|gres"),
    (Term("stone"), "stone|pedra|stein|pierre|pietra|granite|slate|schist|basalt|alabaster|jade|lapis lazuli"),
    (Term("plaster"), "plaster|gesso|gips|platre|stucco"),
    (Term("terracotta", "300010669"), "terracotta|terra cotta|barro|terre cuite"),
    (
        Term("ceramic"),
        "ceramic|ceramics|ceramica|keramik|faience|faianca|stoneware|earthenware|porcelain|porcelana|azulejo",
    ),
    (Term("glass", "300010797"), "glass|vidro|glas|verre|cristal|crystal"),
    (Term("ivory", "300011857"), "ivory|marfim|elfenbein|ivoire"),
    (Term("wax"), "wax|cera|wachs|cire"),
    (
        Term("plastic"),
        "plastic|vinyl|perspex|polyester|acrylic sheet|plexiglass|plexiglas|resin|fiberglass|polyurethane",
    ),
    (Term("wool"), "wool|wolle|laine|tapestry|tapecaria"),
    (Term("cotton"), "cotton|algodao|baumwolle|coton"),
    (Term("silk"), "silk|seda|seide|soie|seta"),
    (Term("copper", "300011020"), "copper|cobre|kupfer|cuivre|rame|koper"),
    (Term("oak", "300012264"), "oak|carvalho|eiche|eichenholz|chene"),
    (Term("wood", "300011914"), "wood|madeira|holz|bois|legno|madera|hout|mahogany|walnut|plywood|trae"),
)
_SUPPORTS = (
    (
        Term("canvas", "300014078", is_support=True),
        "canvas|canvases|tela|leinwand|toile|lienzo|doek|lerred|duk|linen|linho|fabric",
    ),
    (
        Term("panel", "300014657", is_support=True),
        "panel|wood panel|panneau|tavola|tabla|paneel|masonite|platex|hardboard",
    ),
    (
        Term("paper", "300014109", is_support=True),
        "paper|papel|papier|carta|papir|papper|tracing paper|wove paper|laid paper|japan paper|newsprint|paperi",
    ),
    (
        Term("cardboard", is_support=True),
        "cardboard|cartao|pappe|carton|board|paperboard|card|cartone|karton|canvas board|canvasboard",
    ),
    (Term("vellum", is_support=True), "vellum|parchment|pergaminho|pergament|parchemin"),
)
TERMS = {word: term for term, words in (*_MATERIALS, *_SUPPORTS) for word in words.split("|")}
"""Terms by how they are written, folded, with single spaces and no hyphens."""

LONGEST = max(word.count(" ") + 1 for word in TERMS)

ON = frozenset(("on", "sobre", "auf", "sur", "su", "op", "pa", "onto", "upon", "/"))
"""Between what is applied and its support."""

BREAKS = frozenset((",", ";", ":", "and", "with", "e", "com", "und", "mit", "et", "avec", "y", "con", *ON))
"""Between terms; where none stands, those before a support describe it: "ivory laid paper", "oak panel"."""

ENDS = frozenset(
    (
        *(
            "assinado",
            "assinada",
            "assinados",
            "assinadas",
            "signed",
            "numerado",
            "numerada",
            "datado",
            "datada",
            "verso",
        ),
        *("autografado", "autografada", "moldura", "framed", "mounted", "transferred", "marcado", "marcada"),
        *("edition", "publicado", "publisher", "frame", "after", "containing", "reproductions"),
    )
)
"""What follows is not about what the work is made of."""

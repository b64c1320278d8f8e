"""What columns and labels are called in the languages of the sources, as data for ``mapping.py``."""

_NAMES = {
    "source_id": (
        "source id, id, identifier, object id, object number, inventory number, inv, inv no, inv nr, "
        "inventarnummer, objektnummer, identifiant, numero d inventaire, numero de inventario, n inventario, no "
        "inventario, no de inventario, numero inventario, inventarisnummer, objectnummer, numero de registo, "
        "reference, ref, uid, uuid, record id, system number, objectid, recordid, lot id, artwork id, work id, item "
        "id, guid, record number, inventory, inventory no, inventory nr, inventar nr, inventario, inventaire, n d "
        "inventaire, no inventaire, catalogue number, catalog number, cat no, cat nr, kat nr, katalognummer, item, "
        "museum number, sku, object inventory number, n de catalogo, no de catalogo, numero de catalogo, numero de "
        "inventario general"
    ),
    "title": (
        "title, titel, titre, titulo, titolo, name, object title, object name, artwork, work, work title, label, "
        "otsikko, tittel, lot title, artwork title, artwork name, titel des werks, titre de l oeuvre, item label, "
        "primary title, itemlabel, titulo de la obra"
    ),
    "artist": (
        "artist, artists, creator, maker, author, painter, kunstler, kunstlerin, kunstler in, urheber, artiste, "
        "auteur, peintre, artista, autor, pintor, autore, pittore, kunstenaar, vervaardiger, schilder, konstnar, "
        "kunstner, taiteilija, artist name, constituent, creators, makers, by, attribution, artist display name, "
        "artist full name, full name, author name, artist name s, people, creator label, primary maker, primary "
        "maker name, producer name, producer, object creator, artist title, artist display, kunstlername, nombre "
        "del autor"
    ),
    "artist_birth": (
        "artist birth, birth, born, birth year, artist birth year, geburtsjahr, geboren, naissance, annee de "
        "naissance, nacimiento, nascimento, ano de nascimento, nascita, geboortejaar, begin date, artist begin date"
    ),
    "artist_death": (
        "artist death, death, died, death year, artist death year, todesjahr, gestorben, deces, mort, annee de "
        "deces, fallecimiento, morte, ano de morte, sterfjaar, end date, artist end date"
    ),
    "nationality": (
        "nationality, artist nationality, nationalitat, nationalite, nacionalidad, nacionalidade, nazionalita, "
        "nationaliteit"
    ),
    "ulan_id": "ulan, ulan id, artist ulan, ulan url, ulan uri",
    "year": (
        "display date, date display, date text, year, date, dated, date created, creation date, object date, "
        "display date, datierung, jahr, entstehungsjahr, datum, annee, datation, date de creation, ano, fecha, "
        "data, anno, datazione, datering, jaar, created, year created, period date, vuosi, ar, date made, creation "
        "year, year of creation, date of creation, production date, inception, primary date, object creation date, "
        "millesime de creation, date display text, entstehungszeit, cronologia"
    ),
    "style": "style, movement, stil, stilrichtung, mouvement, estilo, movimiento, movimento, stile, stijl, stroming",
    "genre": (
        "genre, gattung, genero, genere, subject, type, object type, classification, genre label, domaine, objektart"
    ),
    "medium": (
        "medium, technique, materials, material, media, materials and techniques, technik, material technik, "
        "materiaux, technique et materiaux, tecnica, materiais, materiales, tecnica e materiali, materia, techniek, "
        "materiaal, teknik, suport, support, physical description, materiaux techniques, material label, medium "
        "display, soporte y tecnica, material und technik, materialien"
    ),
    "dimensions": (
        "dimensions, size, measurements, dimension, masse, abmessungen, grosse, format, mesures, dimensoes, "
        "dimensiones, medidas, dimensioni, misure, afmetingen, formaat, matt, mal, mitat, extent"
    ),
    "height": "height, h, hohe, hauteur, altura, alto, altezza, hoogte, hojd, height cm, height mm, height in",
    "width": "width, w, breite, largeur, largura, ancho, larghezza, breedte, bredd, width cm, width mm, width in",
    "accession_number": (
        "accession number, accession no, accession, akzessionsnummer, numero d acquisition, acc no, shelfmark, call "
        "number"
    ),
    "wikidata_id": "wikidata, wikidata id, qid, artwork wikidata",
    "rights": (
        "rights, licence, license, copyright, rechte, lizenz, droits, derechos, direitos, diritti, rechten, "
        "licencia, licenca, rights statement, pd status"
    ),
    "credit_line": "credit line, creditline, acknowledgement, ligne de credit, linea de credito",
    "credit": "credit, photo credit, bildnachweis, credit photo, creditos, crediti, attribution required",
    "url": "url, link, web page, page, page url, object url, source url, link resource, permalink",
    "image": (
        "image, image file, picture, photo, file, filename, file name, bild, bilddatei, fichier, fichier image, "
        "imagen, imagem, immagine, afbeelding, image path, path, archivo, ficheiro"
    ),
    "image_url": (
        "image url, image link, picture url, photo url, thumbnail url, bild url, url image, url de l image, imagen "
        "url, url imagen, url da imagem, image uri, primary image, primaryimage, imageurl, image src, image web, "
        "image large, primary image url, images url, thumbnail, thumbnail link, object image, object image url, "
        "image web url"
    ),
    "iiif": "iiif, iiif url, iiif image, iiif base, iiif service, image service",
    "price": (
        "price, sold for, amount, preis, verkaufspreis, prix, prix de vente, precio, preco, prezzo, prijs, sale "
        "price, hammer, hammer price, price realised, price realized, realized price, zuschlag, zuschlagspreis, "
        "prix d adjudication, asking price, preco de venda, precio de venta, realised price, sold price, final "
        "price, list price, retail price, winning bid"
    ),
    "currency": "currency, wahrung, devise, monnaie, moneda, moeda, valuta, price currency, currency code",
    "price_kind": "price kind, kind of price, price type",
    "outcome": "outcome, sold, status, verkauft, vendu, vendido, venduto, verkocht, result, ergebnis, resultat",
    "estimate_low": (
        "estimate low, low estimate, est low, lower estimate, estimate from, estimate, schatzpreis von, "
        "schatzpreis, schatzung, estimation, estimation basse, estimacion, estimativa, stima, schatting, estimate "
        "min, taxe"
    ),
    "estimate_high": (
        "estimate high, high estimate, est high, upper estimate, estimate to, estimation haute, estimate max, "
        "schatzpreis bis"
    ),
    "sale_date": (
        "sale date, auction date, date of sale, date sold, auktionsdatum, verkaufsdatum, date de vente, fecha de "
        "venta, data da venda, data del venda, data di vendita, veilingdatum, date of auction"
    ),
    "house": (
        "auction house, house, seller, gallery seller, auktionshaus, maison de vente, maison de ventes, casa de "
        "subastas, leiloeira, casa d asta, veilinghuis, dealer"
    ),
    "lot": "lot, lot number, lot no, losnummer, los, numero de lot, lote, lotto, kavel, lot nr, los nr",
    "sale": (
        "sale, sale name, auction, auction title, sale title, sale number, auktion, vente, subasta, leilao, asta, "
        "veiling"
    ),
    "venue": (
        "venue, museum, gallery, repository, institution, sammlung, collection, musee, museo, museu, instelling, "
        "location, holding institution, owner, owned by, current location, collection label, location label, nom "
        "officiel musee, museum name"
    ),
    "city": "city, stadt, ort, ville, ciudad, cidade, citta, stad, town, venue city",
    "country": "country, land, pays, pais, paese, venue country",
    "room": "room, gallery number, raum, saal, salle, sala, zaal, room number",
}
FIELDS = {field: names.split(", ") for field, names in _NAMES.items()}
"""Names of columns, folded, by field, the likeliest first; of two fields that share a name, the first has it."""

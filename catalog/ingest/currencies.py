"""Currencies: the codes of ISO 4217, present and past, and how people write them."""

_PRESENT = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
    "GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT "
    "LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD "
    "OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
    "SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR "
    "ZMW ZWG"
)
_PAST = (
    "ADP AFA ALK AOK AON AOR ARA ARP ARY ATS AZM BAD BEC BEF BEL BGJ BGK BGL BOP BRB BRC BRE BRN BRR BUK BYB BYR "
    "CHC CSD CSJ CSK CYP DDM DEM ECS EEK ESA ESB ESP FIM FRF GEK GHC GNE GQE GRD GWE GWP HRD HRK IEP ILP ILR ISJ "
    "ITL LAJ LSM LTL LTT LUC LUF LUL LVL LVR MGF MLF MRO MTL MTP MVQ MXP MZE MZM NIC NLG PEH PEI PES PLZ PTE RHD "
    "ROK ROL RUR SDD SDP SIT SKK SLL SRG STD SUR TJR TMM TPE TRL UAK UGS UGW USS UYN UYP VEB VEF VNC XEU YDD YUD "
    "YUM YUN ZAL ZMK ZRN ZRZ ZWC ZWD ZWL ZWN ZWR"
)
CODES = frozenset(f"{_PRESENT} {_PAST}".split())

_WRITTEN = {
    "GBP": "£ pounds pound sterling stg ₤",
    "EUR": "€ euro euros",
    "USD": "us$ dollars dollar u.s.$",
    "HKD": "hk$ h.k.$",
    "AUD": "a$ au$",
    "CAD": "c$ ca$ can$",
    "NZD": "nz$",
    "SGD": "s$",
    "TWD": "nt$",
    "BRL": "r$ reais",
    "CNY": "rmb cn¥ yuan renminbi",
    "JPY": "jp¥ yen",
    "CHF": "sfr sfr. fr.s swiss-francs",
    "FRF": "francs franc frs frs. ff fr fr. franken",
    "DEM": "dm d-mark deutsche-mark deutschmark",
    "NLG": "florins florin fl fl. gulden guilders guilder hfl hfl. dfl",
    "ITL": "lire lira lit",
    "ESP": "pesetas peseta pts ptas pts. ptas.",
    "PTE": "escudos escudo esc esc.",
    "ATS": "schilling osterreichische-schilling os",
    "RUB": "roubles rubles rouble ruble",
    "INR": "rupees rs rs.",
}
WRITTEN = {word: code for code, words in _WRITTEN.items() for word in words.split()}
"""Currencies by symbol, abbreviation or name, folded."""

DOLLAR = "$"
"""Of any country: the text alone does not say which."""

GUINEAS = frozenset(("gns", "gns.", "guineas", "guinea", "gs", "gs."))

WITHOUT_CODE = frozenset(
    (
        *(
            "livres",
            "livre",
            "reichsmark",
            "marks",
            "mark",
            "m",
            "rm",
            "rigsdaler",
            "danish rigsdaler",
            "thaler",
            "taler",
        ),
        *("scudi", "scudo", "ducats", "ducat", "ducati", "zecchini", "kreuzer", "reis", "louis", "pistoles"),
    )
)
"""Money that ISO 4217 has no code for: older than the standard."""

"""One spelling for each outlet, so that corpora can be grouped, joined and held apart by outlet."""

from __future__ import annotations

import re
import unicodedata

# By key (see _key). Names that a capital at each word does not give, and outlets that go by several names.
_NAMES = {
    "abcnews": "ABC News",
    "atlantajournalconstitution": "Atlanta Journal-Constitution",
    "azcentral": "AZ Central",
    "blaze": "TheBlaze",
    "breitbartnews": "Breitbart",
    "buzzfeednews": "BuzzFeed News",
    "cbn": "CBN",
    "cbsnews": "CBS News",
    "chicagosuntimes": "Chicago Sun-Times",
    "cnbc": "CNBC",
    "cnet": "CNET",
    "cnn": "CNN",
    "fair": "FAIR",
    "hotair": "Hot Air",
    "huffingtonpost": "HuffPost",
    "huffpost": "HuffPost",
    "infowars": "InfoWars",
    "marketwatch": "MarketWatch",
    "msnbc": "MSNBC",
    "nbcnews": "NBC News",
    "newsbusters": "NewsBusters",
    "newsone": "NewsOne",
    "nj": "NJ.com",
    "njcom": "NJ.com",
    "nowthisnews": "NowThis News",
    "npr": "NPR",
    "nyt": "New York Times",
    "nytimes": "New York Times",
    "pbsnewshour": "PBS NewsHour",
    "pittsburghpostgazette": "Pittsburgh Post-Gazette",
    "propublica": "ProPublica",
    "rt": "RT",
    "sandiegouniontribune": "San Diego Union-Tribune",
    "sfgate": "SFGATE",
    "techcrunch": "TechCrunch",
    "theblaze": "TheBlaze",
    "time": "Time",
    "timemagazine": "Time",
    "ucsdguardian": "UCSD Guardian",
    "usatoday": "USA Today",
    "voiceofamerica": "Voice of America",
    "washpost": "Washington Post",
    "westjournal": "Western Journalism",
    "westernjournal": "Western Journalism",
    "wnd": "WND",
    "zerohedge": "ZeroHedge",
}


def canonical_outlet(name: str | None) -> str | None:
    """Return the one spelling of an outlet that is given as a name or as a slug; None where there is none.

    A leading "The", case, hyphens and white space make no difference: ``The Federalist``, ``Federalist`` and
    ``the-federalist`` are all ``Federalist``. Names that are not known keep their own spelling, slugs get a capital at
    each word.
    """
    if not isinstance(name, str) or not name.strip():
        return None
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFC", name)).strip()
    known = _NAMES.get(_key(plain))
    if known is not None:
        return known
    if plain == plain.lower():
        plain = " ".join(word[:1].upper() + word[1:] for word in re.split(r"[-_ ]+", plain) if word)
    return re.sub(r"^The\s+(?=\S)", "", plain, flags=re.IGNORECASE)


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", re.sub(r"^the[-_ ]+", "", name.lower()))

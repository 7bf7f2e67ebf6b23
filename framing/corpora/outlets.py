"""One spelling for each outlet, so that corpora can be grouped, joined and held apart by outlet."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

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
    "cnsnews": "CNS News",
    "cnsnewscom": "CNS News",
    "cnet": "CNET",
    "cnn": "CNN",
    "desmoinesregister": "Des Moines Register",
    "fair": "FAIR",
    "fox": "Fox News",
    "hotair": "Hot Air",
    "huffingtonpost": "HuffPost",
    "huffpost": "HuffPost",
    "infowars": "InfoWars",
    "marketwatch": "MarketWatch",
    "msnbc": "MSNBC",
    "nbc": "NBC News",
    "nbcnews": "NBC News",
    "nbcnewscom": "NBC News",
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
    "rollingstonecom": "Rolling Stone",
    "rt": "RT",
    "sandiegouniontribune": "San Diego Union-Tribune",
    "sfgate": "SFGATE",
    "techcrunch": "TechCrunch",
    "theblaze": "TheBlaze",
    "theblazecom": "TheBlaze",
    "time": "Time",
    "timemagazine": "Time",
    "ucsdguardian": "UCSD Guardian",
    "usatoday": "USA Today",
    "voiceofamerica": "Voice of America",
    "washpost": "Washington Post",
    "westjournal": "Western Journalism",
    "westernjournal": "Western Journalism",
    "wnd": "WND",
    "wndcom": "WND",
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


HOSTS: dict[str, str] = {
    "abcnews.go.com": "ABC News",
    "apnews.com": "Associated Press",
    "bbc.co.uk": "BBC News",
    "bbc.com": "BBC News",
    "bloomberg.com": "Bloomberg",
    "bloombergview.com": "Bloomberg",
    "bostonglobe.com": "Boston Globe",
    "bostonherald.com": "Boston Herald",
    "breitbart.com": "Breitbart",
    "buzzfeednews.com": "BuzzFeed News",
    "cbn.com": "CBN",
    "cbsnews.com": "CBS News",
    "chicago.suntimes.com": "Chicago Sun-Times",
    "chicagotribune.com": "Chicago Tribune",
    "cnn.com": "CNN",
    "csmonitor.com": "Christian Science Monitor",
    "dailycaller.com": "Daily Caller",
    "dailymail.co.uk": "Daily Mail",
    "dailywire.com": "Daily Wire",
    "finance.yahoo.com": "Yahoo! Finance",
    "foxbusiness.com": "Fox Business",
    "foxnews.com": "Fox News",
    "huffingtonpost.com": "HuffPost",
    "huffpost.com": "HuffPost",
    "latimes.com": "Los Angeles Times",
    "nationalreview.com": "National Review",
    "nbcnews.com": "NBC News",
    "newsmax.com": "Newsmax",
    "newsweek.com": "Newsweek",
    "npr.org": "NPR",
    "nymag.com": "New York Magazine",
    "nypost.com": "New York Post",
    "nytimes.com": "New York Times",
    "pbs.org": "PBS NewsHour",
    "politico.com": "Politico",
    "reason.com": "Reason",
    "reuters.com": "Reuters",
    "salon.com": "Salon",
    "slate.com": "Slate",
    "spectator.org": "American Spectator",
    "theatlantic.com": "Atlantic",
    "theblaze.com": "TheBlaze",
    "thedailybeast.com": "Daily Beast",
    "theguardian.com": "Guardian",
    "thehill.com": "Hill",
    "theweek.com": "Week",
    "time.com": "Time",
    "townhall.com": "Townhall",
    "usatoday.com": "USA Today",
    "vanityfair.com": "Vanity Fair",
    "vox.com": "Vox",
    "washingtonpost.com": "Washington Post",
    "washingtontimes.com": "Washington Times",
    "wsj.com": "Wall Street Journal",
    "yahoo.com": "Yahoo! News",
}
"""Hosts whose outlet is known, in the spelling of :func:`canonical_outlet`; their subdomains are theirs too."""


def outlet_of_link(link: str | None) -> str | None:
    """Return the outlet that a link leads to; None where there is no link, or its host is not in :data:`HOSTS`."""
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        labels = (urlsplit(link if "://" in link else f"//{link}").hostname or "").split(".")
    except ValueError:
        return None
    hosts = (".".join(labels[first:]) for first in range(len(labels)))
    return next((HOSTS[host] for host in hosts if host in HOSTS), None)


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", re.sub(r"^the[-_ ]+", "", name.lower()))

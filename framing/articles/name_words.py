"""Words that tell names from other capitalised words: particles, calendar, function words, nationalities."""

from __future__ import annotations

PARTICLES = frozenset("de van von der den bin ibn al el la di da du del dos ten ter".split())
"""Small words inside a name."""
HEADS = frozenset(
    """bank board bureau centre center chamber church college commission council court department federation house
    institute league ministry office organization republic secretary state states kingdom university union""".split()
)
"""Words that 'of' may follow inside a name; alone they name nobody."""
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
"""Never part of a name ("Trump Tuesday")."""
TIMES = WEEKDAYS | frozenset(
    """january february march april may june july august
    september october november december jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun
    christmas easter thanksgiving ramadan hanukkah""".split()
)
"""Words of the calendar, which alone are no names ("May", but "Theresa May")."""
COMMON = frozenset(
    """i i'm i've i'd i'll the a an and but or nor so yet if as at by for from in into of off on out over to up with
    without about above across after against along amid among around because before behind below beneath beside besides
    between beyond despite down during except inside like near once onto outside past per since than through throughout
    till toward towards under unless unlike until upon versus via when whenever where wherever whereas whether while
    who whom whose which what why how that this these those there here he she it we they you his her hers its our ours
    their theirs your yours my mine me him us them one two three four five six seven eight nine ten some any many much
    most more less few fewer several all both each every either neither no none not never always often sometimes
    usually still even just only also too then now later earlier today yesterday tomorrow meanwhile however moreover
    furthermore nevertheless nonetheless indeed instead perhaps maybe otherwise though although according last next
    first second third other others another such same ok okay yes please thanks let let's do does did don't doesn't is
    are was were be been being has have had can could might must shall should will would ask asked said say says
    it's that's there's he's she's they're we're you're what's here's god covid covid-19 coronavirus internet
    pm am est edt gmt pt et tv""".split()
)
"""Words that are no names, whatever their case."""
DEMONYMS = frozenset(
    """afghan african american arab argentine asian australian austrian belgian brazilian british canadian chinese
    christian colombian cuban czech danish democratic dutch egyptian english european finnish french german greek
    hungarian indian indonesian iranian iraqi irish islamic israeli italian japanese jewish kenyan korean latin latino
    lebanese libyan mexican muslim nigerian norwegian pakistani palestinian polish portuguese puerto romanian russian
    saudi scottish serbian soviet spanish swedish swiss syrian taiwanese thai turkish ukrainian venezuelan vietnamese
    western yemeni""".split()
)
"""Adjectives of nationality, religion or party."""
NOT_ALONE = TIMES | DEMONYMS | (HEADS - {"house"})
"""Words that name somebody only together with others."""
NO_ACTORS = frozenset(
    """act agreement amendment avenue award bill code constitution day deal era festival games initiative law month
    plan prize resolution revolution river road sea street summit treaty virus war week year
    obamacare medicare medicaid""".split()
)
"""Last words of the names of what is neither a person nor a group or country: laws, events, places."""
SPLIT_OFF = frozenset("U.S. U.K. E.U. U.N. US UK EU UN".split())
"""Names that stand before others without being part of them (U.S. Senate)."""
AGENCIES = frozenset("reuters ap associatedpress afp bloomberg dpa upi xinhua gettyimages".split())
"""News agencies, which sign articles: in lower case, without spaces."""

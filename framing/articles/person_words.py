"""Words that tell persons from things: titles, offices, roles, groups of people, ends of organisations' names."""

from __future__ import annotations

TITLE_WORDS = frozenset(
    """mr mrs ms miss dr sen senator rep representative congressman congresswoman gov governor gen general lt lieutenant
    col colonel sgt sergeant capt captain prof professor rev reverend president vice minister prime chancellor
    premier secretary mayor judge justice king queen prince princess pope sir lord lady dame attorney chief officer
    detective sheriff deputy director chairman chairwoman chair speaker ambassador commissioner councillor councilman
    councilwoman spokesman spokeswoman spokesperson candidate nominee leader manager republican democrat democratic
    former st hon admiral major inspector superintendent ceo mp mep editor author coach constable corporal private
    warden principal whip adviser advisor counsel counselor strategist analyst economist columnist correspondent host
    anchor historian lawyer commentator reporter undersecretary treasurer comptroller solicitor marshal administrator
    archbishop bishop cardinal pastor rabbi imam ayatollah sheikh assemblyman assemblywoman alderman actor actress
    singer""".split()
)
"""Words before a name that are no part of it."""
MALE = frozenset("mr sir lord king prince".split())
FEMALE = frozenset("mrs ms miss lady dame queen princess".split())
SUFFIXES = frozenset("jr sr ii iii iv".split())
OFFICE_WORDS = frozenset(
    """state house national intelligence defense homeland security education labor energy health interior agriculture
    commerce treasury""".split()
)
"""Words of the name of an office that may stand between it and a person's name: Secretary of State John Kerry."""
PEOPLE = frozenset(
    """aides advisers advisors activists advocates allies analysts authorities backers campaigners colleagues critics
    defenders diplomats doctors economists employees executives experts friends fans historians insiders investigators
    journalists lawmakers lawyers leaders legislators members neighbors neighbours observers officers officials
    opponents organizers organisers parents people politicians pollsters prosecutors protesters relatives reporters
    representatives researchers residents scholars scientists someone somebody sources specialists spokespeople staff
    staffers strategists students supporters teachers users veterans voters witnesses workers""".split()
)
"""Groups of people."""
PERSONS = frozenset(
    """man woman boy girl person witness nurse mother father son daughter brother sister wife husband driver farmer
    priest soldier victim suspect survivor patient writer player star founder owner attorney prosecutor defendant
    businessman businesswoman billionaire nominee incumbent native teenager worker pilot agent surgeon physician
    scholar engineer executive banker dentist salesman shopkeeper cleric monk nun sailor guard clerk""".split()
) | {word.removesuffix("s") for word in PEOPLE}
"""What a single person may be called."""
PARTISANS = frozenset("republicans democrats conservatives liberals progressives officials lawmakers aides".split())
"""Groups that are no surname, though a capitalised word stands before them: House Republicans."""
ORGANISATIONS = frozenset(
    """academy act administration affairs agency alliance assembly association authority bank board bureau business
    campaign center centre church coalition college commission committee company congress corps council court daily
    day department desk digest division force foundation fund government group guard hospital house institute
    investors journal law ministry museum network news office parliament party plan police poll post press project
    report republicans democrats research school senate service society supreme survey team times union
    university""".split()
)
"""Words with which the name of an organisation ends."""
NOBODY = frozenset(
    """there only those despite considering having rather maybe perhaps just regarding related advertisement watch
    trending story more such neither nor""".split()
)
"""First words of what cannot speak."""
STANDS_ALONE = frozenset("some many most several all both one two those these".split())
"""Words of NO_NAME that alone may be who speaks."""
NO_NAME = frozenset(
    """the a an in on at of to for from by with and but or as if when while after before since because though although
    this that these those it he she they we i you his her their its our my there here what why how who where yet
    still so then now later meanwhile however one two some many most several all both no not according monday tuesday
    wednesday thursday friday saturday sunday january february march april june july august september october
    november december yesterday today tomorrow last even just also during earlier""".split()
)
"""Words that no name begins with."""
SAME = {
    "leader": ("president", "premier", "chancellor", "minister", "chairman", "chairwoman", "chair"),
    "governor": ("gov",),
    "senator": ("sen",),
    "congressman": ("rep", "representative"),
    "congresswoman": ("rep", "representative"),
    "representative": ("rep",),
    "general": ("gen",),
    "professor": ("prof",),
}
"""Titles by which an article names whom it describes by the other word."""

from __future__ import annotations

import pytest

from framing.articles.voice import read_article

CASES = [
    ("Zakir Jalal, a ministry official, came. “The doors are open,” he said.", ["Zakir Jalal"]),
    ("Zakir Jalal, a ministry official, came. “The doors are open,” the ministry official noted.", ["Zakir Jalal"]),
    ("President Ada Moss arrived. “It is late,” Ms Moss said.", ["Ada Moss"]),
    ("Ms Ada Moss met Mr Tom Reed. “It is late,” she said. “It is not,” he said.", ["Ada Moss", None]),
    (
        "The Chinese embassy in the city said it was late. “It is,” the embassy added.",
        ["Chinese embassy in the city"] * 2,
    ),
    ("Sheriff Hank Purcell of Dry County said that he had fled.", ["Hank Purcell"]),
    ("The Bank of Verania said that rates would rise.", ["Bank of Verania"]),
    ("Considering the cost, I thought it over. “It is far too late,” he said.", [None]),
    ("Trump’s lawyer told reporters that the deal was dead.", ["Trump’s lawyer"]),
    ("FBI investigators say the letter was forged.", ["FBI investigators"]),
    ("“We regret the error,” the email read.", ["email"]),
    ("Secretary of State John Kerry said the talks had failed. Kerry said he was sad.", ["John Kerry"] * 2),
    ("Kevin McDonald Jr. left. Martin Luther King Jr. said the dream was alive.", ["Martin Luther King Jr"]),
    ("In 2016, according to the bureau, the mill closed for good.", ["bureau"]),
    ("“We must go,” said deputy mayor Emile Roux. “It is late,” the deputy mayor said.", ["Emile Roux"] * 2),
    ("NPR's Hugh Lang reported that the mill had closed. Lang said it was odd.", ["Hugh Lang"] * 2),
    ("Arden's Justice Department said that the case was over.", ["Arden's Justice Department"]),
    ("The Justice Department said that the case was over.", ["Justice Department"]),
    ("He met Moss. Yesterday Bell said that it was late. “It is,” Bell added.", ["Bell"] * 2),
    ("Is Ada Moss right? Moss said that she was.", ["Ada Moss"]),
    ("TIMES Ada Moss left. “I am glad to go,” Moss said.", ["Ada Moss"]),
    ("House Republicans met. Republicans said that the bill was late.", ["Republicans"]),
    ("T.S. Ellis III ruled. “It is over and done,” Judge Ellis said.", ["T.S. Ellis III"]),
    ("Bruno Le Maire came. “It is far too late,” Mr Le Maire said.", ["Bruno Le Maire"]),
    ("Governor Ada Bell came. “It is far too late,” the governor said.", ["Ada Bell"]),
    ("A nurse came in. This term has been long. “It is far too late,” she said.", [None]),
    ("A nurse came in. “It is far too late,” she said.", ["nurse"]),
    (
        "Former President Sam Rowe left. President Ada Moss and Moss's aides came. Veranian President Lu Ho came. "
        "The president said that it was late.",
        ["Ada Moss"],
    ),
    ("Former President Sam Rowe left. The president said that it was late.", ["president"]),
    ("“It’s over and done,” it’s said.", [None]),
    ("“It is late,” I said.", [None]),
    ("“It is late,” he said.", [None]),
]


@pytest.mark.parametrize(("text", "speakers"), CASES)
def test_mentions_become_names(text: str, speakers: list[str | None]) -> None:
    _, found = read_article(text)
    if speakers[-1] is None and len(speakers) > 1:  # a second person of the other gender: never the first one's name
        assert found[0].speaker == speakers[0]
        assert found[1].speaker != speakers[0]
    else:
        assert [a.speaker for a in found] == speakers

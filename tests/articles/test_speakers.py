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

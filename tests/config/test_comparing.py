from __future__ import annotations

from inspect import signature

import pytest

from framing import compare_sources
from framing.config import Compare, make_config
from framing.errors import ConfigError

PLAIN = {"name": "x", "seed": 0, "score": {"targets": {"China": ["China"]}}}
OF_THE_RUN = {"scores", "stance", "attributions", "vectors", "model", "seed"}


def made(**compare: object) -> Compare:
    found = make_config({**PLAIN, "compare": compare}).compare
    assert found is not None
    return found


def test_a_config_gives_every_argument_of_compare_sources_with_its_default() -> None:
    arguments = {name: one.default for name, one in signature(compare_sources).parameters.items()}
    keys = {name: field.get_default(call_default_factory=True) for name, field in Compare.model_fields.items()}
    assert set(arguments) - OF_THE_RUN == set(keys) - {"figures", "report", "key"}
    for name in set(arguments) - OF_THE_RUN - {"measures"}:
        assert keys[name] == (arguments[name] or keys[name]), name
        assert bool(keys[name]) == bool(arguments[name]), name


def test_measures_are_ours_frames_and_stances_or_all() -> None:
    compare = made(measures=["quoted_share", "frame_economic", "stance_China"])
    assert (compare.frames(), compare.targets()) == (["frame_economic"], ["China"])
    assert made(measures=None).measures is None
    for wrong in ("frame_econ", "stance_", "stance", "China"):
        with pytest.raises(ConfigError, match=f"'compare.measures': Unknown measure '{wrong}'"):
            made(measures=[wrong])


def test_a_margin_is_one_number_or_one_for_each_measure() -> None:
    assert made(margin=0.1).margin == 0.1
    assert made(margin={"stance_China": 0.2}).margin == {"stance_China": 0.2}
    for wrong in (0, -1, "small", True, [0.1], {"quoted_share": 0}):
        with pytest.raises(
            ConfigError, match=r"'compare\.margin': has to be a number above 0, or one for each measure"
        ):
            made(margin=wrong)
    with pytest.raises(ConfigError, match=r"'compare\.margin': Unknown measure 'quotd_share'"):
        made(margin={"quotd_share": 0.1})


def test_marks_are_dates() -> None:
    assert made(marks={"2016-11-08": "the election"}).marks == {"2016-11-08": "the election"}
    with pytest.raises(ConfigError, match=r"'compare\.marks': 'soon' is no date; write"):
        made(marks={"soon": "the election"})


@pytest.mark.parametrize(
    ("compare", "told"),
    [
        ({"measures": ["stance_China"]}, "stance_China needs targets; add 'targets' to 'score'"),
        ({"figures": ["stance_by_target"]}, "stance_by_target is drawn from the stance toward targets; add 'targets'"),
        ({"figures": ["event_slopes"]}, "event_slopes is drawn from events; add 'match'"),
        ({"figures": ["source_reliability"]}, "source_reliability is drawn from labels; add 'labels'"),
        ({"figures": ["word_funnel"], "words": False}, "word_funnel is drawn from words; leave 'words: false' out"),
        ({"key": "k.csv"}, "'compare.key' is the key of a coded sample; add 'labels'"),
    ],
)
def test_what_a_comparison_is_asked_for_and_not_given_is_told(compare: dict, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        make_config({**PLAIN, "score": {}, "compare": compare})
    assert told in str(caught.value)

from genocore.plots.consequences import LOOKS, in_order, look


def test_no_two_consequences_share_a_name_a_colour_a_symbol_or_a_letter():
    for part in zip(*LOOKS.values(), strict=True):
        assert len(set(part)) == len(LOOKS) == 11


def test_an_unlisted_consequence_is_a_grey_circle_and_its_name_is_text():
    assert look("<b>x</b>") == ("&lt;b&gt;x&lt;/b&gt;", "#888888", "circle", "?")


def test_order_is_that_of_the_list_whatever_comes_first():
    assert in_order(["unknown", "z", "missense", "a", "z"]) == ["missense", "unknown", "z", "a"]
    assert in_order([]) == []

"""What ``make scan`` says where it could not look, and where it found something."""

from dev.scan import Finding


def test_a_check_that_could_not_look_never_says_that_nothing_was_found() -> None:
    [line] = Finding("known holes", said="none", unchecked="no answer").lines()
    assert "NOT CHECKED: no answer" in line
    assert "none" not in line


def test_what_was_found_and_what_could_not_be_looked_at_are_both_told() -> None:
    lines = list(
        Finding("known holes", wrong=["lxml 4.6.0: CVE-2021-28957"], unchecked="nothing is known of x").lines()
    )
    assert any("CVE-2021-28957" in line for line in lines)
    assert any("NOT CHECKED: nothing is known of x" in line for line in lines)


def test_a_check_that_found_nothing_says_what_it_looked_at() -> None:
    [line] = Finding("known holes", "none in 57").lines()
    assert "none in 57" in line

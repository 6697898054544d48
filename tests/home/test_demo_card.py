"""What the demonstration's card promises of the numbers that one may add by a code, as its contracts have them."""

from cabinet.home import demo


def test_the_numbers_to_add_are_one_of_nobody_a_second_one_and_somebodys_main_one():
    found = {}
    for contract in demo.CONTRACTS:
        for line in contract.lines:
            is_main = line is contract.lines[0]
            found[line.number] = "nobody's" if not contract.owned else "main" if is_main else "second"
    assert [found[number] for number, _what in demo.ADDED_BY_CODE] == ["nobody's", "second", "main"]

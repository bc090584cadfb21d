"""What msgspec says of a value that does not fit, as a field and a sentence: it speaks to programmers, we to people."""

import re

from chalicelib.core.errors import FieldError

_WHERE = re.compile(r"(?P<message>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?", re.DOTALL)
_NAMED = {
    r"Object contains unknown field `(.*)`": "There is no such field.",
    r"Object missing required field `(.*)`": "This field is required.",
}
"""These name the field themselves."""
_SAID = {
    r"Expected `str` of length <= (\d+)": "Write at most {} characters.",
    r"Expected `str` of length >= (\d+)": "Write at least {} characters.",
    r"Expected `str` matching regex .*": "This does not have the form that is asked for.",
    r"Expected `array` of length <= (\d+)": "Name at most {} of them.",
    r"Expected `int` >= (-?\d+)": "Choose a whole number of at least {}.",
    r"Expected `int` <= (-?\d+)": "Choose a whole number of at most {}.",
    r"Expected `(.+)`, got `(.+)`": "Send the type {} here, not {}.",
    r"Invalid enum value (.*)": "{} is none of the values that are taken here.",
}


def misfit(message: str) -> FieldError:
    """The dotted path of what does not fit, and what is wrong with it."""
    match = _WHERE.fullmatch(message)
    text, path = (match["message"], match["path"] or "") if match else (message, "")
    path = path.replace("[", ".").replace("]", "").strip(".")
    for pattern, sentence in _NAMED.items():
        if named := re.fullmatch(pattern, text, re.DOTALL):
            return FieldError(".".join(filter(None, (path, named[1][:100]))), sentence)
    return FieldError(path, _sentence(text[:200]))


def _sentence(text: str) -> str:
    for pattern, sentence in _SAID.items():
        if match := re.fullmatch(pattern, text):
            return sentence.format(*match.groups())
    return f"{text}."

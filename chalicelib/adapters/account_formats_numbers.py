"""Numbers, percentages and amounts of money in the forms of a locale."""

import re
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.numbers import NumberPattern, parse_pattern

_MOST_FIXED = 6
"""Fields with more places than this hold measures, not sums: there the zeros at the end say nothing."""
_SIGN_AT_DIGIT = re.compile(r"(?<=[A-Za-z])(?=\d)")


def decimal_text(value: Any, scale: int, locale: Locale) -> str:
    """Digits grouped, with the field's places. Raises TypeError or ArithmeticError on what is no number."""
    return str(_with_places(locale.decimal_formats[None], scale).apply(_number(value), locale))


def percent_text(value: Any, scale: int, locale: Locale) -> str:
    """Salesforce sends the percentage itself: 33.0 is 33 %."""
    return str(_with_places(locale.percent_formats[None], scale).apply(_number(value) / 100, locale))


def currency_text(value: Any, scale: int, currency: str, locale: Locale) -> str:
    """With the sign that the locale has for the currency, or its code; without a currency, the number alone.

    The places are the field's, not the currency's. Between letters and digits stands a space, as CLDR has it:
    https://unicode.org/reports/tr35/tr35-numbers.html#Currencies
    """
    if not currency:
        return decimal_text(value, scale, locale)
    pattern = _with_places(locale.currency_formats["standard"], scale)
    text = str(pattern.apply(_number(value), locale, currency=currency, currency_digits=False))
    return _SIGN_AT_DIGIT.sub("\u00a0", text)


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError("not a number")
    number = Decimal(str(value))
    if not number.is_finite():
        raise ArithmeticError("not a number")
    return number


def _with_places(pattern: NumberPattern, scale: int) -> NumberPattern:
    """A pattern of its own: the locale's is shared by all who use it."""
    own = parse_pattern(pattern.pattern)
    own.frac_prec = (scale if scale <= _MOST_FIXED else 0, scale)
    return own

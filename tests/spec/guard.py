"""The arithmetic of Number as 02-amounts tells it: one digit at a time, through a register of dropped digits.

It shares nothing with `spec.arithmetic` and `spec.large_scale`, which compute with whole quotients instead:
where they agree, they agree about the text.
"""

from __future__ import annotations

from spec.rounding import Rounding

MAX_REP = 2**63 - 1
LOW, HIGH = -32768, 32768
ZERO = (0, -(2**31))
HALF = 5 * 10**15


class Overflow(Exception):
    """The exponent left its range."""


class Guard:
    """Sixteen dropped digits, the latest first, and whether any other was not zero."""

    def __init__(self, negative: bool, mode: Rounding) -> None:
        self.digits, self.more, self.negative, self.mode = 0, False, negative, mode

    def push(self, digit: int) -> None:
        self.more = self.more or self.digits % 10 != 0
        self.digits = self.digits // 10 + digit * 10**15

    def pop(self) -> int:
        digit, rest = divmod(self.digits, 10**15)
        self.digits = rest * 10
        return digit

    def round(self) -> int:
        something = self.digits > 0 or self.more
        if self.mode == Rounding.TOWARDS_ZERO:
            return -1
        if self.mode == Rounding.DOWNWARD:
            return 1 if self.negative and something else -1
        if self.mode == Rounding.UPWARD:
            return 1 if not self.negative and something else -1
        if self.digits != HALF:
            return 1 if self.digits > HALF else -1
        return 1 if self.more else 0


class Text:
    """The text for mantissas from ``least``, whose quotients are cut after some digits and, if there is a
    remainder, after three more."""

    def __init__(self, least: int, dividend_digits: int, more_digits: int) -> None:
        self.least, self.most = least, 10 * least - 1
        self.dividend_digits, self.more_digits = dividend_digits, more_digits

    def _round_up(self, m: int, e: int, guard: Guard) -> tuple[int, int]:
        r = guard.round()
        if r == 1 or (r == 0 and m % 2 == 1):
            m += 1
            if m > self.most or m > MAX_REP:
                m, e = m // 10, e + 1
        return self._in_range(m, e)

    def _in_range(self, m: int, e: int) -> tuple[int, int]:
        if m < self.least:
            m, e = m * 10, e - 1
        if e < LOW:
            return ZERO
        if e > HIGH:
            raise Overflow
        return m, e

    def normalize(self, value: int, e: int, mode: Rounding) -> tuple[int, int]:
        m, guard = abs(value), Guard(value < 0, mode)
        if m == 0:
            return ZERO
        while m < self.least and e > LOW:
            m, e = m * 10, e - 1
        while m > self.most:
            if e >= HIGH:
                raise Overflow
            guard.push(m % 10)
            m, e = m // 10, e + 1
        if e < LOW or m < self.least:
            return ZERO
        if m > MAX_REP:
            if e >= HIGH:
                raise Overflow
            guard.push(m % 10)
            m, e = m // 10, e + 1
        m, e = self._round_up(m, e, guard)
        return (-m if value < 0 else m), e

    def add(self, xm: int, xe: int, ym: int, ye: int, mode: Rounding) -> tuple[int, int]:
        if ym == 0:
            return xm, xe
        if xm == 0:
            return ym, ye
        if (xm, xe) == (-ym, ye):
            return ZERO
        xn, yn, x, y = xm < 0, ym < 0, abs(xm), abs(ym)
        guard = Guard(xn if xe < ye else yn if ye < xe else False, mode)
        while xe < ye:
            guard.push(x % 10)
            x, xe = x // 10, xe + 1
        while ye < xe:
            guard.push(y % 10)
            y, ye = y // 10, ye + 1
        if xn == yn:
            m = x + y
            if m > self.most or m > MAX_REP:
                guard.push(m % 10)
                m, xe = m // 10, xe + 1
            m, e = self._round_up(m, xe, guard)
            return self.normalize(-m if xn else m, e, mode)
        m, negative = (x - y, xn) if x > y else (y - x, yn)
        while m < self.least and m * 10 <= MAX_REP:
            m, xe = m * 10 - guard.pop(), xe - 1
        r = guard.round()
        if r == 1 or (r == 0 and m % 2 == 1):
            m -= 1
        m, e = self._in_range(m, xe)
        return self.normalize(-m if negative else m, e, mode)

    def multiply(self, xm: int, xe: int, ym: int, ye: int, mode: Rounding) -> tuple[int, int]:
        if xm == 0 or ym == 0:
            return ZERO
        negative = (xm < 0) != (ym < 0)
        m, e, guard = abs(xm * ym), xe + ye, Guard(negative, mode)
        while m > self.most or m > MAX_REP:
            guard.push(m % 10)
            m, e = m // 10, e + 1
        m, e = self._round_up(m, e, guard)
        return self.normalize(-m if negative else m, e, mode)

    def divide(self, xm: int, xe: int, ym: int, ye: int, mode: Rounding) -> tuple[int, int]:
        if xm == 0:
            return ZERO
        m, rest = divmod(abs(xm) * 10**self.dividend_digits, abs(ym))
        e = xe - ye - self.dividend_digits
        if rest and self.more_digits:
            m = m * 10**self.more_digits + rest * 10**self.more_digits // abs(ym)
            e -= self.more_digits
        return self.normalize(-m if (xm < 0) != (ym < 0) else m, e, mode)


SIXTEEN = Text(10**15, 17, 0)
NINETEEN = Text(10**18, 19, 3)


def to_integer(value: int, e: int, mode: Rounding) -> int:
    m, guard = abs(value), Guard(value < 0, mode)
    while e < 0:
        guard.push(m % 10)
        m, e = m // 10, e + 1
    while e > 0 and m:
        if m > (2**63 - 1) // 10:
            raise Overflow
        m, e = m * 10, e - 1
    r = guard.round()
    if r == 1 or (r == 0 and m % 2 == 1):
        m += 1
    return -m if value < 0 else m

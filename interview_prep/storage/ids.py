"""Names that need no central giver: UUIDv7 for events, short random names for devices.

Reference: RFC 9562, section 5.7. The first 48 bits are the milliseconds of the event, so ids sort by time.
"""

import os
from collections.abc import Callable


def event_id(at_ms: int, entropy: Callable[[int], bytes] = os.urandom) -> str:
    """A UUIDv7 of that moment, as 36 lower-case characters."""
    value = int.from_bytes(entropy(10), "big")
    number = (at_ms & 0xFFFF_FFFF_FFFF) << 80 | value
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def device_name(entropy: Callable[[int], bytes] = os.urandom) -> str:
    """A name for a home: 12 hexadecimal digits."""
    return entropy(6).hex()

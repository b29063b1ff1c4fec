"""Names that need no central giver: UUIDv7 for events, short random names for devices.

Reference: RFC 9562, section 5.7. The first 48 bits are the milliseconds of the event, so ids sort by time;
the next 12 bits count the device's events, so that those of one millisecond sort as they were recorded (method 1).
"""

import os
from collections.abc import Callable


def event_id(at_ms: int, seq: int, entropy: Callable[[int], bytes] = os.urandom) -> str:
    """A UUIDv7 of that moment and number, as 36 lower-case characters."""
    tail = int.from_bytes(entropy(8), "big") & ~(0x3 << 62) | 0x2 << 62
    number = (at_ms & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | (seq & 0xFFF) << 64 | tail
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def device_name(entropy: Callable[[int], bytes] = os.urandom) -> str:
    """A name for a home: 12 hexadecimal digits."""
    return entropy(6).hex()

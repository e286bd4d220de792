"""Text on its way in: what nobody sees and no page, feed or database holds is taken out, once, for every door."""

import re

# Tabs and line ends stay; what word processors break lines with is white space, for most fields are of one line.
LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# Controls, soft hyphens, zero-width marks, marks of direction, interlinear marks, halves of pairs, non-characters.
# The joiners U+200C and U+200D stay: emoji and several scripts need them.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff]"
)
FULL_WIDTH = {0xFF01 + place: 0x21 + place for place in range(94)} | {0x3000: 0x20}


def cleaned(text: str) -> str:
    """A text as people see it; `cleaned(cleaned(x)) == cleaned(x)`."""
    return UNSEEN.sub("", LINE_ENDS.sub(" ", text))


def half_width(text: str) -> str:
    """Full-width letters, digits and marks made ASCII's, where a number or a code is meant."""
    return cleaned(text).translate(FULL_WIDTH)

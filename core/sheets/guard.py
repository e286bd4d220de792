"""What an xlsx file holds, judged before anything parses it.

An xlsx file is a zip of XML: it can inflate to any size, name any file, declare entities and put
a cell at the far end of a sheet for which a reader would fill memory. Each part is inflated once,
in pieces, against the bounds; what it declares about itself is not believed.
"""

import copy
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from core.sheets.bounds import LAST_ROW, MOST_COLUMNS, MOST_INFLATED, MOST_PARTS, SheetRefused
from core.sheets.shown import BUILT_IN, is_telling

PIECE = 1 << 16
READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1
REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
SPAN = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
TRUE = ("1", "true")
STYLES = "xl/styles.xml"
MOST_CELLS = (LAST_ROW + 1) * MOST_COLUMNS
MOST_MERGED = 20_000
Place = tuple[int, int]  # row and column from 0


@dataclass(slots=True)
class Layout:
    """What a sheet's cells don't say themselves: formulas and errors, telling number formats, merging, hiding."""

    doubtful: set[Place] = field(default_factory=set)
    formats: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def check_workbook(data: bytes) -> list[Layout]:
    """Refuse what is beyond the bounds; the layouts of the sheets that are shown otherwise.

    Raises SheetRefused.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        _check_listing(archive)
        return _check_parts(archive)
    except (zipfile.BadZipFile, expat.ExpatError, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise SheetRefused("broken") from error


def _check_listing(archive: zipfile.ZipFile) -> None:
    """What can be said from the list of parts alone."""
    parts = archive.infolist()
    names = [part.filename.lower().replace("\\", "/") for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
        raise SheetRefused("inflates")
    if len(set(names)) < len(names) or any(part.compress_type not in READABLE for part in parts):
        raise SheetRefused("broken")
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise SheetRefused("old_or_encrypted")
    if "xl/workbook.xml" not in names:
        raise SheetRefused("unknown")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise SheetRefused("macros")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise SheetRefused("external_links")


def _check_parts(archive: zipfile.ZipFile) -> list[Layout]:
    """Inflate every part once, bounded, and look at those that are XML."""
    budget = MOST_INFLATED
    book, styles, sheets = _Book(), _Styles(), {}
    # The styles first: cells name them by number.
    for part in sorted(archive.infolist(), key=lambda part: part.filename.lower() != STYLES):
        name = part.filename.lower()
        scan: _Scan = _Scan()
        if name == "xl/workbook.xml" or name == "xl/_rels/workbook.xml.rels":
            scan = book
        elif name.startswith("xl/worksheets/") and name.endswith(".xml"):
            scan = sheets[name] = _Cells(styles.telling)
        elif name == STYLES:
            scan = styles
        parser = _parser(scan) if name.endswith((".xml", ".rels")) else None
        for piece in _inflated(archive, part, budget):
            budget -= len(piece)
            if parser is not None:
                parser.Parse(piece)
        if parser is not None:
            parser.Parse(b"", True)
            scan.end()
    return [sheets[name].layout for name in book.shown_parts() if name in sheets]


def _inflated(archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: int) -> Iterator[bytes]:
    """A part in pieces, as long as it really is: the size that the archive tells is only compared at the end."""
    disbelieved = copy.copy(part)
    disbelieved.file_size = budget + PIECE
    length = 0
    with archive.open(disbelieved) as stream:
        while piece := stream.read(PIECE):
            length += len(piece)
            if length > budget:
                raise SheetRefused("inflates")
            yield piece
    if length != part.file_size:
        raise SheetRefused("broken")


class _Scan:
    """Looks at the elements of a part; a document type is refused in every part."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self) -> None:
        """The part has ended."""


def _parser(scan: _Scan) -> expat.XMLParserType:
    def refuse(*_declared: object) -> None:
        raise SheetRefused("doctype")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    if type(scan) is not _Scan:
        parser.StartElementHandler = scan.start
    return parser


@dataclass(slots=True)
class _Book(_Scan):
    """Which parts are the sheets that are shown."""

    shown: list[str] = field(default_factory=list)  # relations
    targets: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "sheet" and attributes.get("state", "visible") == "visible":
            self.shown.append(next((value for key, value in attributes.items() if key.endswith(":id")), ""))
        elif local == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def shown_parts(self) -> list[str]:
        targets = [self.targets.get(relation, "").lower() for relation in self.shown]
        return [target.lstrip("/") if target.startswith("/") else f"xl/{target}" for target in targets]


@dataclass(slots=True)
class _Styles(_Scan):
    """The number formats that show more than the number, by the style's number."""

    telling: dict[int, str] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    group: str = ""
    count: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        number = attributes.get("numFmtId", "")
        if local.endswith(("Xfs", "xfs")) or local == "cellStyles":
            self.group = local
        elif local == "numFmt" and number.isdigit():
            self.codes[int(number)] = attributes.get("formatCode", "")
        elif local == "xf" and self.group == "cellXfs":
            code = self.codes.get(int(number), "") if number.isdigit() else ""
            if is_telling(code):
                self.telling[self.count] = code
            self.count += 1


@dataclass(slots=True)
class _Cells(_Scan):
    """A sheet's cells: none with content beyond the bounds."""

    telling: dict[int, str]
    layout: Layout = field(default_factory=Layout)
    count: int = 0
    row: int = -1
    column: int = -1
    kind: str = ""
    formula: bool = False
    filled: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self.end()
            self._begin(attributes)
        elif local in ("v", "t"):
            self.filled = True
        elif local == "f":
            self.formula = True
        elif local == "row":
            self.end()
            stated = attributes.get("r", "")
            self.row, self.column = (int(stated) - 1 if stated.isdigit() else self.row + 1), -1
            if attributes.get("hidden") in TRUE and self.row <= LAST_ROW:
                self.layout.hidden_rows.add(self.row)
        elif local == "col" and attributes.get("hidden") in TRUE:
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            self.layout.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))
        elif local == "mergeCell" and (span := SPAN.fullmatch(attributes.get("ref", ""))):
            if len(self.layout.merged) == MOST_MERGED:
                raise SheetRefused("too_heavy")
            self.layout.merged.append((int(span[2]) - 1, _column(span[1]), int(span[4]) - 1, _column(span[3])))

    def _begin(self, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_CELLS:
            raise SheetRefused("too_many_rows")
        self.kind = attributes.get("t", "")
        found = REFERENCE.fullmatch(attributes["r"]) if "r" in attributes else None
        if found:
            self.column = _column(found[1])
            self.row = int(found[2]) - 1
        else:
            self.column += 1
        if self.telling and (code := self.telling.get(int(attributes.get("s", "0")))):
            self.layout.formats[self.row, self.column] = code

    def end(self) -> None:
        """Judge the cell that has just ended."""
        if self.filled and self.row > LAST_ROW:
            raise SheetRefused("too_many_rows")
        if self.filled and self.column >= MOST_COLUMNS:
            raise SheetRefused("too_many_columns")
        if self.kind == "e" or (self.formula and self.kind != "str"):
            self.layout.doubtful.add((self.row, self.column))
        self.filled = self.formula = False
        self.kind = ""


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1

"""Workbooks made by hand, so that a test can break exactly one thing in them."""

import io
import zipfile
from collections.abc import Mapping

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"/>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
    '<numFmt numFmtId="165" formatCode="00000"/></numFmts>'
    '<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/>'
    '<xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
)
DAY, SHARE, CHINESE_DAY, ZEROS = 1, 2, 3, 4


def cell(place: str, value: object, *, style: int = 0, kind: str = "", formula: str = "") -> str:
    """Return the markup of one cell."""
    inside = f"<f>{formula}</f>" if formula else ""
    if value is None:
        return f'<c r="{place}" s="{style}">{inside}</c>'
    if isinstance(value, str) and not kind:
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}" s="{style}" t="{kind or "n"}">{inside}<v>{value}</v></c>'


def row(number: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{number}" {attributes}>{"".join(cells)}</row>'


def line(number: int, *values: object) -> str:
    """Return a row of plain cells from column A on."""
    places = (f"{'ABCDEFGHIJ'[at]}{number}" for at in range(len(values)))
    return row(number, *(cell(each, value) for each, value in zip(places, values, strict=True)))


def sheet(*rows: str, after: str = "") -> str:
    return (
        f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData>'
        f"{after}</worksheet>"
    )


def workbook(
    sheets: Mapping[str, str] | str,
    *,
    hidden: tuple[str, ...] = (),
    since_1904: bool = False,
    parts: Mapping[str, str | bytes] | None = None,
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Return the bytes of a workbook of some sheets; ``parts`` replace or add others."""
    sheets = {"People": sheets} if isinstance(sheets, str) else sheets
    entries, relations = [], []
    contents: dict[str, str | bytes] = {"[Content_Types].xml": TYPES, "xl/styles.xml": STYLES}
    for number, (name, markup) in enumerate(sheets.items(), start=1):
        state = ' state="hidden"' if name in hidden else ""
        entries.append(f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"{state}/>')
        target = f'Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"'
        relations.append(f'<Relationship Id="rId{number}" {target}/>')
        contents[f"xl/worksheets/sheet{number}.xml"] = markup
    contents["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{int(since_1904)}"/>'
        f"<sheets>{''.join(entries)}</sheets></workbook>"
    )
    contents["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}">{"".join(relations)}</Relationships>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as file:
        for name, markup in (contents | dict(parts or {})).items():
            file.writestr(name, markup)
    return stream.getvalue()

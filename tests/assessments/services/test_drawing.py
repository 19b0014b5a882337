import os
import struct
from xml.etree import ElementTree

import pandas as pd
import pytest
from flask import Flask

from assessments.services import drawing, kept_pictures
from assessments.services.inline_svg import Drawing, clean
from capability.charts import PALETTE, radar_spec

ALLOWED = {"svg", "g", "path", "line", "rect", "text", "tspan"}


@pytest.fixture(autouse=True)
def _without_memory():
    drawing.forget()


def radar(names=("Planning", "Risk", "People"), *, title="Your map", language="en"):
    count = len(names)
    levels = pd.DataFrame(
        {
            "axis": names,
            "order": range(count),
            "level": [2.0, 3.0, 4.0],
            "low": [1.5, 2.5, 3.5],
            "high": [2.5, 3.5, 4.5],
            "is_claimed": [False, True, False],
        }
    )
    role = levels.assign(profile="role", required=3.0)
    return radar_spec(levels, role, language=language, size="small", title=title)


def elements(svg):
    return list(ElementTree.fromstring(svg).iter())  # noqa: S314 - drawn by ourselves


def dots_per_line(png):
    """Return width and height from the header of a PNG."""
    assert png.startswith(b"\x89PNG")
    return struct.unpack(">II", png[16:24])


def test_a_picture_in_a_page_holds_shapes_and_presentation_attributes_only():
    svg = drawing.svg(radar(), language="en")

    found = elements(svg)
    assert {element.tag for element in found} <= ALLOWED
    attributes = {name for element in found for name in element.attrib}
    assert not attributes & {"style", "id", "class", "href", "onload", "aria-roledescription"}
    assert "url(" not in svg
    assert "xlink" not in svg


def test_a_picture_in_a_page_has_a_box_and_leaves_its_size_to_the_stylesheet():
    spec = radar()

    root = elements(drawing.svg(spec, language="en"))[0]

    assert root.attrib["viewBox"] == f"0 0 {spec['width']} {spec['height']}"
    assert not {"width", "height"} & root.attrib.keys()


def test_a_picture_has_one_name_and_nothing_else_for_a_screen_reader():
    root, *others = elements(drawing.svg(radar(title='"Map" <of> A&B'), language="zh_Hans_CN"))

    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == '"Map" <of> A&B'
    assert root.attrib["lang"] == "zh-Hans-CN"
    assert others[0].attrib["aria-hidden"] == "true"
    assert not any("aria-label" in element.attrib for element in others)


def test_a_name_cannot_bring_markup_into_a_page():
    svg = drawing.svg(radar(names=("<script>", "Risk & <b>", '"')), language="en")

    texts = [element.text for element in elements(svg) if element.tag == "text"]
    assert {"<script>", '"'} <= set(texts)
    assert "<script>" not in svg


def test_every_colour_is_a_token_that_the_stylesheet_can_map():
    found = elements(drawing.svg(radar(), language="en"))

    painted = {element.attrib.get(name) for element in found for name in ("fill", "stroke")}
    assert painted - {None, "none"} <= set(PALETTE.values())
    assert PALETTE["accent"] in painted


def test_lettering_names_one_family_as_an_attribute():
    english = elements(drawing.svg(radar(), language="en"))
    chinese = elements(drawing.svg(radar(language="zh"), language="zh"))

    families = [
        {element.attrib["font-family"] for element in found if element.tag == "text"}
        for found in (english, chinese)
    ]
    assert families == [{"Inter"}, {"Noto Sans CJK SC"}]


def test_a_chinese_name_on_an_english_page_has_a_chinese_font():
    found = elements(drawing.svg(radar(names=("Planning", "Risk 风险", "People")), language="en"))

    families = {
        "".join(element.itertext()): element.attrib["font-family"]
        for element in found
        if element.tag == "text"
    }
    assert families == {"Planning": "Inter", "Risk 风险": "Noto Sans CJK SC", "People": "Inter"}


def test_a_picture_to_download_has_its_size_and_its_ground():
    spec = radar()

    root, paper, *_ = elements(drawing.standalone_svg(spec, language="en"))

    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert (root.attrib["width"], root.attrib["height"]) == (
        str(spec["width"]),
        str(spec["height"]),
    )
    assert paper.attrib["fill"] == PALETTE["surface"]


def test_a_bitmap_has_as_many_dots_to_a_pixel_as_asked():
    spec = radar()

    png = drawing.png(spec, language="en", scale=3)

    assert dots_per_line(png) == (3 * spec["width"], 3 * spec["height"])


def test_chinese_names_are_drawn_with_glyphs_of_their_own():
    one = radar(names=("风险", "范围", "进度"), language="zh")
    other = radar(names=("沟通", "收益", "质量"), language="zh")

    # a font without these characters would show the same empty boxes for both
    assert drawing.png(one, language="zh") != drawing.png(other, language="zh")


def test_a_kept_picture_is_not_drawn_again(tmp_path):
    first = drawing.svg(radar(), language="en", folder=tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes().replace(b"Planning", b"Kept"))
    drawing._shapes.cache_clear()

    second = drawing.svg(radar(), language="en", folder=tmp_path)

    assert "Planning" in first
    assert "Kept" in second


def test_what_is_kept_does_not_tell_whose_it_is(tmp_path):
    drawing.svg(radar(title="Map of Amara Okonkwo"), language="en", folder=tmp_path)
    drawing.png(radar(title="Map of Amara Okonkwo"), language="en", folder=tmp_path)

    assert len(list(tmp_path.iterdir())) == 2
    assert not any(b"Amara" in path.read_bytes() for path in tmp_path.iterdir())


def test_pictures_are_forgotten_on_request(tmp_path):
    drawing.svg(radar(), language="en", folder=tmp_path)

    drawing.forget(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_inside_the_app_pictures_are_kept_with_its_own_files(tmp_path):
    app = Flask("charts")
    app.config["INSTANCE_FOLDER"] = tmp_path

    with app.app_context():
        drawing.svg(radar(), language="en")

    assert len(list((tmp_path / "charts").iterdir())) == 1


def test_the_oldest_pictures_make_room(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_pictures, "MOST", 4)
    for number in range(5):
        kept_pictures.keep(tmp_path, str(number), lambda: b"picture")
        for path in tmp_path.iterdir():
            os.utime(path, (path.stat().st_mtime - 60,) * 2)

    drawn = []
    for number in (4, 0):
        kept_pictures.keep(tmp_path, str(number), lambda: drawn.append("again") or b"picture")

    # 0 and 1 went when 4 came: a quarter and one; 4 was still there, 0 had to be drawn
    assert drawn == ["again"]
    assert len(list(tmp_path.iterdir())) == 4


def test_a_process_forked_from_one_that_drew_is_told_so(monkeypatch):
    drawing.svg(radar(), language="en")
    drawing.forget()
    monkeypatch.setattr(os, "getpid", lambda: -1)

    with pytest.raises(RuntimeError, match="forked"):
        drawing.svg(radar(), language="en")


def test_style_becomes_attributes_and_what_acts_or_loads_is_dropped():
    drawn = clean(
        '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20">'
        '<defs><linearGradient id="g"/></defs><script>alert(1)</script>'
        '<g transform="translate(3,4)"><rect width="1.23456" height="1" onclick="x()"'
        ' style="fill: #7a2b52; clip-path: url(#c)"/><path d="M0,0" fill="url(#g)"/></g>'
        '<g class="empty"/><image href="https://example.org/a.png"/></svg>'
    )

    assert drawn.shapes == (
        '<g fill="none" stroke-miterlimit="10" aria-hidden="true">'
        '<g transform="translate(3,4)"><rect width="1.23" height="1" fill="#7a2b52"/></g></g>'
    )
    assert Drawing.from_bytes(drawn.to_bytes()) == drawn

"""What people type finds what they mean."""

import pytest

from core.search import Entry, index_entry, remove_entry, search
from core.spelling import initials, spelled, spellings
from core.versions import data_version

pytestmark = pytest.mark.django_db


def entry(name: str, **facts: object) -> Entry:
    defaults = {
        "name_en": "",
        "aliases": (),
        "label": "类",
        "label_en": "Kind",
        "address": "",
        "rank": 0,
        "point": None,
    }
    return Entry(type="thing", object_id=spelled(name)[:20], name=name, **{**defaults, **facts})  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _things() -> None:
    index_entry(entry("柳州科技馆", name_en="Liuzhou Science and Technology Museum", address="城中区高新一路"))
    index_entry(entry("柳州工业博物馆", aliases=("工博馆",), address="鱼峰区柳东路220号"))
    index_entry(entry("白莲洞洞穴科学博物馆", rank=1))
    index_entry(entry("三江侗族博物馆", rank=2))


def found(text: str) -> list[str]:
    return [hit.name for hit in search(text, types=["thing"], limit=5)]


@pytest.mark.parametrize(
    ("typed", "name", "matched"),
    [
        ("柳州科技馆", "柳州科技馆", "name"),
        ("科技馆", "柳州科技馆", "name"),
        ("工博馆", "柳州工业博物馆", "alias"),
        ("柳东路", "柳州工业博物馆", "address"),
        ("kejiguan", "柳州科技馆", "pinyin"),
        ("KeJiGuan", "柳州科技馆", "pinyin"),
        ("lzkjg", "柳州科技馆", "initials"),
        ("ＬＺＫＪＧ", "柳州科技馆", "initials"),
        ("liuzhou kejiguan", "柳州科技馆", "pinyin"),
        ("Science and Technology", "柳州科技馆", "alias"),
        ("白连洞", "白莲洞洞穴科学博物馆", "pinyin"),
        ("柳州科计馆", "柳州科技馆", "pinyin"),
        ("白X洞洞穴", "白莲洞洞穴科学博物馆", "similar"),
        ("白蓬洞", "白莲洞洞穴科学博物馆", "similar"),
        ("kejiguen", "柳州科技馆", "similar"),
        ("lzxjg", "柳州科技馆", "similar"),
        ("xzkjg", "柳州科技馆", "similar"),
        ("侗", "三江侗族博物馆", "name"),
        ("sj", "三江侗族博物馆", "initials"),
        ("ke", "柳州科技馆", "pinyin"),
    ],
)
def test_the_first_hit_is_what_was_meant(typed: str, name: str, matched: str) -> None:
    hit = search(typed, types=["thing"], limit=5)[0]
    assert (hit.name, hit.matched) == (name, matched)


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "％", "'", "\\", "。。。", "zzzzzz", "龘龘龘龘"])
def test_nothing_is_found_by_nothing(typed: str) -> None:
    assert found(typed) == []


def test_the_start_of_a_name_comes_before_its_middle() -> None:
    index_entry(entry("科技馆旁的广场", rank=9))
    assert found("科技馆")[0] == "科技馆旁的广场"


def test_a_changed_thing_is_found_by_its_new_name_alone() -> None:
    index_entry(Entry("thing", "one", "旧名称馆", "", (), "类", "Kind", "", 0, None))
    index_entry(Entry("thing", "one", "新名称馆", "", (), "类", "Kind", "", 0, None))
    assert found("旧名称馆") == ["新名称馆"], "similar, since one character differs"
    assert search("旧名称馆", types=["thing"], limit=5)[0].matched == "similar"
    assert found("xmcg") == ["新名称馆"]


def test_writing_the_same_again_changes_nothing() -> None:
    before = data_version("search")
    index_entry(entry("三江侗族博物馆", rank=2))
    assert data_version("search") == before


def test_a_removed_thing_is_gone() -> None:
    remove_entry("thing", spelled("三江侗族博物馆")[:20])
    assert found("侗") == []


def test_types_keep_apart() -> None:
    assert search("科技馆", types=["other"], limit=5) == []


def test_spelling() -> None:
    assert spelled("柳州科技馆") == "liuzhoukejiguan"
    assert initials("柳州科技馆") == "lzkjg"
    assert spellings("科技馆") == "kejiguan jiguan guan"
    assert spelled("绿色长廊") == "lvsechanglang"
    assert initials("科普e站") == "kpez"

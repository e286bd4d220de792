"""What the demonstration year is made of: sorts of activities, what they are about, and how many come."""

from dataclasses import dataclass

from activities.models import Method


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of activity. `share` of all; `people` a session's usual 人次; `counted` how they are obtained.

    `places`: a venue's kinds, or empty for a village, a school, a square. `months` with the likelier ones twice.
    """

    share: float
    form: str
    setting: str
    audiences: tuple[str, ...]
    people: int
    counted: Method
    campaigns: tuple[str, ...]
    joint_action: str = ""
    kinds: tuple[str, ...] = ()
    project: int = 0  # of the plan, whose tasks it serves
    sessions: tuple[int, ...] = (1, 1, 1, 2)
    hours: tuple[int, ...] = (2, 3)


SORTS = (
    Sort(
        0.20,
        "consultation",
        "village",
        ("farmers", "residents", "youth"),
        520,
        Method.HEADCOUNT,
        ("bagui", "three_to_villages"),
        "grass_roots",
        project=3,
    ),
    Sort(
        0.12,
        "exhibition",
        "village",
        ("farmers", "youth"),
        430,
        Method.HEADCOUNT,
        ("bagui", "city_tour"),
        "grass_roots",
        project=3,
    ),
    Sort(
        0.07,
        "caravan_visit",
        "school",
        ("youth",),
        640,
        Method.HEADCOUNT,
        ("caravan_to_school", "museum_to_school"),
        "campus",
        project=2,
        sessions=(1, 2),
    ),
    Sort(
        0.13,
        "lecture",
        "school",
        ("youth",),
        380,
        Method.HEADCOUNT,
        ("happy_science_campus", "science_day"),
        "campus",
        project=2,
    ),
    Sort(0.05, "contest", "school", ("youth",), 150, Method.PAPER, ("youth_innovation_contest",), project=2),
    Sort(
        0.10,
        "lecture",
        "community",
        ("residents", "urban_workers"),
        160,
        Method.HEADCOUNT,
        ("lecture_hall", "bagui"),
        "experts",
        project=8,
    ),
    Sort(0.07, "training", "village", ("farmers",), 190, Method.PAPER, ("bagui",), "experts", project=3, hours=(3, 6)),
    Sort(
        0.06, "training", "company", ("urban_workers",), 260, Method.PAPER, ("lecture_hall",), project=4, hours=(4, 8)
    ),
    Sort(0.04, "lecture", "office", ("officials",), 110, Method.PAPER, ("lecture_hall",), project=5),
    Sort(
        0.08,
        "open_day",
        "public_place",
        ("youth", "residents"),
        90,
        Method.TICKET,
        ("science_week", "experience_day"),
        "museums",
        ("science_museum", "museum", "youth_palace", "library"),
        project=6,
        hours=(4, 6),
    ),
    Sort(
        0.05,
        "field_teaching",
        "public_place",
        ("youth",),
        60,
        Method.SCREEN,
        ("bagui", "science_week"),
        "bases",
        ("education_base", "open_lab", "weather_station", "zoo_botanical", "geopark"),
        project=6,
    ),
    Sort(0.03, "online", "", ("youth", "residents"), 9000, Method.ONLINE, ("science_week", "bagui"), project=7),
)

# A topic's identifier, what an activity is called, and the same in English.
ABOUT = {
    "lecture": (
        ("health", "身边的安全与健康", "Safety and health around us"),
        ("disaster", "防灾减灾知识讲座", "Talk on disaster prevention"),
        ("against_pseudoscience", "识破伪科学", "Seeing through pseudoscience"),
        ("mind", "心理健康科普讲座", "Talk on mental health"),
        ("information", "人工智能与生活", "Artificial intelligence and daily life"),
    ),
    "training": (
        ("farming", "实用技术培训", "Training in practical techniques"),
        ("information", "电商与直播技能培训", "Training in online selling"),
        ("emergency", "应急救护培训", "First-aid training"),
        ("green", "安全生产与节能培训", "Training in safe production and saving energy"),
    ),
    "consultation": (
        ("health", "科普集市与义诊", "Science fair and free consultation"),
        ("farming", "农技专家田间咨询", "Farming experts in the field"),
        ("farmland", "耕地保护宣传", "Farmland protection"),
    ),
    "exhibition": (
        ("green", "绿色发展科普展", "Exhibition on green development"),
        ("disaster", "防灾减灾展板巡展", "Touring exhibition on disaster prevention"),
        ("other", "科普展品巡展", "Touring science exhibits"),
    ),
    "caravan_visit": (("other", "科普大篷车进校园", "The science caravan at school"),),
    "contest": (("information", "科技创新选拔赛", "Selection for the innovation contest"),),
    "open_day": (
        ("other", "科普开放日", "Open day"),
        ("information", "科技体验日", "Science experience day"),
    ),
    "field_teaching": (
        ("green", "自然观察课", "Observing nature"),
        ("disaster", "走进气象与地震台站", "Inside a weather or seismic station"),
    ),
    "online": (
        ("health", "健康科普直播", "Live broadcast on health"),
        ("information", "云上科技馆", "The science museum online"),
    ),
}

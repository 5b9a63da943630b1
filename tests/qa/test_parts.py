"""The questions inside a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.parts import parts as parted


def parts(question: str) -> list[str]:
    """The texts of the parts."""
    return [part.text for part in parted(question)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("1-8月，郑州机场货邮吞吐量多少", ["1-8月，郑州机场货邮吞吐量多少"]),
        ("货邮吞吐量多少，增长多少？", ["货邮吞吐量多少，", "增长多少？"]),
        ("云泽书展哪天在哪里办？", ["云泽书展哪天在哪里办，", "在哪里办？"]),
        ("听证会什么时候、在哪儿开", ["听证会什么时候", "在哪儿开"]),
        ("夜市几点开门，班车还开不开？", ["夜市几点开门，", "班车还开不开？"]),
        ("补贴多少钱，能不能叠加？", ["补贴多少钱，", "能不能叠加？"]),
        ("时不时停水，找哪个部门", ["时不时停水，找哪个部门"]),
        ("介绍一下郑州机场，谢谢", ["介绍一下郑州机场，谢谢"]),
        ("旅客多少？谢谢", ["旅客多少？谢谢"]),
        ("这几年，经济总量跨过了几个台阶？", ["这几年，经济总量跨过了几个台阶？"]),
        ("", [""]),
        ("和洛阳之间呢？规划建什么产业带？", ["和洛阳之间呢？规划建什么产业带？"]),
        ("那“南联”呢，对接哪些地方？", ["那“南联”呢，对接哪些地方？"]),
        ("旅客呢，增长多少？", ["旅客呢，", "增长多少？"]),
        (
            "某市政协参加双循环、制造业两次议政，题目各是什么？",
            [
                "某市政协参加双循环议政，题目是什么？",
                "某市政协参加制造业议政，题目是什么？",
            ],
        ),
        (
            "1-8月中欧班列的货值和货重分别是多少？",
            ["1-8月中欧班列的货值是多少？", "1-8月中欧班列的货重是多少？"],
        ),
        (
            "2023年郑州三级医院和二级医院各有几家",
            ["2023年郑州三级医院有几家", "2023年郑州二级医院有几家"],
        ),
        (
            "2022年和2023年郑州机场货邮吞吐量各是多少",
            ["2022年郑州机场货邮吞吐量是多少", "2023年郑州机场货邮吞吐量是多少"],
        ),
        (
            "郑州机场1-8月旅客和货邮分别完成多少，各增长多少？",
            [
                "郑州机场1-8月旅客完成多少，",
                "郑州机场1-8月货邮完成多少，",
                "郑州机场1-8月旅客增长多少？",
                "郑州机场1-8月货邮增长多少？",
            ],
        ),
        (
            "与初步核算比，第二、第三产业各调增了多少",
            ["与初步核算比，第二产业调增了多少", "与初步核算比，第三产业调增了多少"],
        ),
        ("市属单位有哪几家？请列全。", ["市属单位有哪几家"]),
        ("自己在家怎么清洗？步骤说一下", ["自己在家怎么清洗？步骤"]),
        (
            "请把郑州的交易额和汽车产量一并列出。",
            ["郑州的交易额是多少？", "郑州的汽车产量是多少？"],
        ),
        (
            "列一下2024年郑州、洛阳、全省的进出口总值。",
            [
                "2024年郑州的进出口总值是多少？",
                "2024年洛阳的进出口总值是多少？",
                "2024年全省的进出口总值是多少？",
            ],
        ),
        ("列一下郑州的五个特色产业", ["郑州的五个特色产业有哪些？"]),
        ("请列出来", ["请列出来"]),
        ("近三年新建、改扩建了多少所高中？", ["近三年新建、改扩建了多少所高中？"]),
        (
            "区政协先后在十八次、二十五次常委会议上谈了什么？",
            ["区政协在十八次常委会议上谈了什么？", "区政协在二十五次常委会议上谈了什么？"],
        ),
        (
            "桂林机场2025年的旅客和货邮全年目标分别定了多少？",
            [
                "桂林机场2025年的旅客全年目标定了多少？",
                "桂林机场2025年的货邮全年目标定了多少？",
            ],
        ),
        (
            "郑州工业增加值和新兴产业增加值相比，哪个涨得快？各涨了多少？",
            [
                "郑州工业增加值和新兴产业增加值相比，哪个涨得快？",
                "郑州工业增加值涨了多少？",
                "郑州新兴产业增加值涨了多少？",
            ],
        ),
        (
            "2022年郑州和洛阳的进出口总值各是多少？",
            ["2022年郑州的进出口总值是多少？", "2022年洛阳的进出口总值是多少？"],
        ),
        (
            "2023年郑州机场、洛阳机场旅客吞吐量各多少",
            ["2023年郑州机场旅客吞吐量多少", "2023年洛阳机场旅客吞吐量多少"],
        ),
        (
            "郑州市2022、2023、2024三年预算收入分别是多少",
            [
                "郑州市2022年预算收入是多少",
                "郑州市2023年预算收入是多少",
                "郑州市2024年预算收入是多少",
            ],
        ),
        ("通到多少个国家、多少个城市？", ["通到多少个国家", "多少个城市？"]),
        ("郑州和洛阳谁高", ["郑州和洛阳谁高"]),
        (
            "哪个党派主张布局虚拟世界、数字分身，说这是弯道超车的机会？",
            ["哪个党派主张布局虚拟世界、数字分身，说这是弯道超车的机会？"],
        ),
        ("产量多少，增速？", ["产量多少，", "增速？"]),
        (
            "生产性服务业，谁提了建议？要打造成什么？",
            ["生产性服务业，谁提了建议？", "生产性服务业，要打造成什么？"],
        ),
        (
            "管委会在市政协十四届十八次和二十五次常委会上分别谈了什么",
            [
                "管委会在市政协十四届十八次常委会上谈了什么",
                "管委会在市政协十四届二十五次常委会上谈了什么",
            ],
        ),
        (
            "郑州2023年的生产总值，以及“十四五”期间研发强度，分别是多少",
            ["郑州2023年的生产总值是多少", "“十四五”期间研发强度是多少"],
        ),
        (
            "到其他地市多久，多久能到周边省会",
            ["到其他地市多久，", "多久能到周边省会"],
        ),
        (
            "十八次、二十五次两次常委会上，区政协分别谈了什么",
            ["十八次常委会上，区政协谈了什么", "二十五次常委会上，区政协谈了什么"],
        ),
        (
            "甲基金A类和C类这次每10份各分多少",
            ["甲基金A类这次每10份分多少", "甲基金C类这次每10份分多少"],
        ),
        ("2023年，郑州旅客多少？2022年呢？", ["2023年，郑州旅客多少？", "2022年呢？"]),
        ("货呢，增长多少", ["货呢，", "增长多少"]),
        (
            "在郑州虚报材料申报企业培育资金、骗领青年人才补贴，分别几年不能申请",
            ["在郑州虚报材料申报企业培育资金几年不能申请", "在郑州骗领青年人才补贴几年不能申请"],
        ),
        (
            "国际货邮，2022年全年和2024年1—8月分别完成多少",
            ["国际货邮，2022年全年完成多少", "国际货邮，2024年1—8月完成多少"],
        ),
        (
            "首次购房，博士、硕士、本科生的补贴各是多少",
            [
                "首次购房，博士的补贴是多少",
                "首次购房，硕士的补贴是多少",
                "首次购房，本科生的补贴是多少",
            ],
        ),
        ("几座水库里，蓄水率最高的是哪座", ["几座水库里，蓄水率最高的是哪座"]),
        ("有几座水库，蓄水率最高的是哪座", ["有几座水库，", "蓄水率最高的是哪座"]),
        (
            "登封市政协在双循环专题议政和先进制造业专题议政这两次会议上各自建言的主题是什么",
            [
                "登封市政协在双循环专题议政建言的主题是什么",
                "登封市政协在先进制造业专题议政建言的主题是什么",
            ],
        ),
        (
            "两次议政（双循环那次、制造业那次）讲的题目分别是什么",
            ["两次议政双循环那次讲的题目是什么", "两次议政制造业那次讲的题目是什么"],
        ),
    ],
)
def test_a_part_runs_up_to_what_it_asks(question: str, expected: list[str]) -> None:
    """A comma alone does not part a question, two askings do."""
    assert parts(question) == expected


@given(st.text(alphabet="郑州货邮和与、各分别多少几2023年，？ a", max_size=40))
def test_no_question_is_lost(text: str) -> None:
    """Whatever is typed, something is asked, and blank parts never are."""
    found = parts(text)
    assert found
    assert all(part.strip() for part in found) or not text.strip()


def test_english_asks_once_a_sentence() -> None:
    """Commas part no questions there."""
    asked = "Which railway station, along with its works, is Zhengzhou building?"
    assert parts(asked) == [asked]
    assert len(parts(f"{asked} When will it open?")) == 2


def test_english_asks_anew_behind_and() -> None:
    """Not where two words ask for one thing."""
    assert parts("How many tonnes did it handle, and what is its rank?") == [
        "How many tonnes did it handle;",
        "what is its rank?",
    ]
    assert parts("What was spent and by how much did it grow?") == [
        "What was spent;",
        "by how much did it grow?",
    ]
    assert parts("When and where was it held?") == ["When and where was it held?"]


def test_with_parts_as_and_does() -> None:
    """But 跟上年比 does not."""
    assert parts("M1增速7月跟8月分别是多少") == ["M1增速7月是多少", "M1增速8月是多少"]
    assert parts("货邮跟上年比增长多少") == ["货邮跟上年比增长多少"]


def test_a_blank_between_two_askings_parts_them() -> None:
    """As search engines are asked; between a name and what is asked of it, it does not."""
    assert parts("智能化技改补百分之几 封顶多少") == ["智能化技改补百分之几，", "封顶多少"]
    assert parts("试用期不想干了 提前几天说就行") == ["试用期不想干了 提前几天说就行"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("甲乳业2024上半年奶酪收入及增速", ["甲乳业2024上半年奶酪收入", "甲乳业2024上半年奶酪收入增速"]),
        ("青屿转债的初始转股价和发行规模？", ["青屿转债的初始转股价", "青屿转债的发行规模"]),
        ("回购金额区间和价格上限是多少?", ["回购金额区间是多少", "回购价格上限是多少"]),
        ("奶酪和黄油的收入是多少", ["奶酪和黄油的收入是多少"]),
        ("奶酪收入和价格的关系", ["奶酪收入和价格的关系"]),
    ],
)  # fmt: skip
def test_two_attributes_are_asked_for_one_by_one(question: str, expected: list[str]) -> None:
    """A growth rate is that of the figure named before it."""
    assert parts(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("机场三期 总投资 航站楼面积", ["机场三期 总投资", "机场三期 航站楼面积"]),
        ("机场 1-8月 货邮吞吐量 增速 全国排名",
         ["机场 1-8月 货邮吞吐量", "机场 1-8月 货邮吞吐量 增速", "机场 1-8月 货邮吞吐量 全国排名"]),
        ("郑州机场 货邮吞吐量", ["郑州机场 货邮吞吐量"]),
        ("郑州机场 增速 排名", ["郑州机场 增速 排名"]),
        ("货邮吞吐量 增速", ["货邮吞吐量 增速"]),
    ],
)  # fmt: skip
def test_keywords_ask_for_each_that_names_a_figure(question: str, expected: list[str]) -> None:
    """What stands before them is what they are of; a rate of nothing asks nothing by itself."""
    assert parts(question) == expected


def test_things_set_side_by_side_are_asked_for_one_by_one() -> None:
    """What is to be made of them is the reader's."""
    asked = "想对比一下郑州跟洛阳2024年的进出口，差距多大"
    assert parts(asked) == ["郑州2024年的进出口是多少？", "洛阳2024年的进出口是多少？"]


def test_whether_may_be_asked_by_no_at_the_end() -> None:
    """病人自己掏钱不."""
    assert parts("送一趟药多少钱，病人自己掏钱不") == ["送一趟药多少钱，", "病人自己掏钱不"]


def test_the_three_industries_may_share_their_noun() -> None:
    """第一、第二、第三产业."""
    first, second, third = parts("2024年第一、第二、第三产业增加值分别是多少？")
    assert first == "2024年第一产业增加值是多少？"
    assert (second, third) == ("2024年第二产业增加值是多少？", "2024年第三产业增加值是多少？")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("洛阳、襄阳、绵阳三个市2023年预算收入都是多少",
         ["洛阳市2023年预算收入是多少", "襄阳市2023年预算收入是多少", "绵阳市2023年预算收入是多少"]),
        ("宝鸡金台、渭滨、陈仓三个区的补贴各有多大",
         ["宝鸡金台区的补贴有多大", "宝鸡渭滨区的补贴有多大", "宝鸡陈仓区的补贴有多大"]),
        ("佳木斯三个区（向阳、前进、郊区）最晚分别是哪天办",
         ["佳木斯向阳区最晚是哪天办", "佳木斯前进区最晚是哪天办", "佳木斯郊区最晚是哪天办"]),
        ("某医院两个院区（黄金、蓉江）的号分别提前几天能挂",
         ["某医院黄金院区的号提前几天能挂", "某医院蓉江院区的号提前几天能挂"]),
        ("芜湖镜湖区、弋江区2024年报名各在哪几天",
         ["芜湖镜湖区2024年报名在哪几天", "芜湖弋江区2024年报名在哪几天"]),
        ("前进区跟郊区，2024年暖气费一平米各收多少钱",
         ["前进区，2024年暖气费一平米收多少钱", "郊区，2024年暖气费一平米收多少钱"]),
        ("2024年一、二、三季度营收分别是多少",
         ["2024年一季度营收是多少", "2024年二季度营收是多少", "2024年三季度营收是多少"]),
        ("从2022年到2023年，脐橙产了多少万吨，分别列一下",
         ["2022年和2023年脐橙产了多少万吨"]),
        ("从2024年3月到4月，寿光的菜价指数各是多少点",
         ["2024年3月寿光的菜价指数是多少点", "2024年4月寿光的菜价指数是多少点"]),
        ("德清新市镇和桐乡崇福镇2023年的收入各是多少",
         ["德清新市镇2023年的收入是多少", "桐乡崇福镇2023年的收入是多少"]),
        ("株洲枫溪社区卫生中心、铜塘湾医院、嵩山医院分别从哪天开始打流感针",
         ["株洲枫溪社区卫生中心从哪天开始打流感针", "株洲铜塘湾医院从哪天开始打流感针",
          "株洲嵩山医院从哪天开始打流感针"]),
        ("景区22年、23年各来了多少游客", ["景区2022年来了多少游客", "景区2023年来了多少游客"]),
        ("学校和哪些城市都有合作", ["学校和哪些城市都有合作"]),
        ("秀峰馆能借几本书，分别说下", ["秀峰馆能借几本书"]),
    ],
)  # fmt: skip
def test_names_of_one_kind_are_asked_about_one_by_one(question: str, expected: list[str]) -> None:
    """Each in full, with what stands before the first and after the last."""
    assert parts(question) == expected


def test_a_lead_holds_for_another_year_but_not_for_another_place() -> None:
    """What only names another time asks what was asked."""
    assert parts("洛阳靠旅游挣的钱，2022年是多少，2023年是多少？") == [
        "洛阳靠旅游挣的钱，2022年是多少，",
        "洛阳靠旅游挣的钱，2023年是多少？",
    ]
    assert parts("在遵义交公积金，2023年7月起最多贷多少？2024年7月起呢？")[1] == "2024年7月起呢？"
    assert parts("洛阳机场，旅客多少？襄阳机场多少？")[1] == "襄阳机场多少？"


def test_what_stands_before_a_colon_is_what_all_is_about() -> None:
    """How many tellings are wanted is no part of it."""
    assert parts("跨境电商我要两个提法：民建主张怎样的发展？发布会上说要推动哪种城市？") == [
        "跨境电商，民建主张怎样的发展？",
        "跨境电商，发布会上说要推动哪种城市？",
    ]


def test_what_kind_of_occasion_it_was_stays() -> None:
    """双循环和制造业两次议政中."""
    first, second = parts("九三学社在双循环和制造业两次议政中分别主张什么？")
    assert (first, second) == (
        "九三学社在双循环议政中主张什么？",
        "九三学社在制造业议政中主张什么？",
    )


def test_a_part_of_one_of_several_like_things_says_so() -> None:
    """The others are told apart from it."""
    first, second = parted("黄金院区和蓉江院区停车费各多少")
    assert (first.thing, second.thing) == first.things == ("黄金院区", "蓉江院区")
    assert first.alike
    assert not any(part.alike for part in parted("旅客和货邮各多少"))
    assert [part.thing for part in parted("旅客和货邮各多少")] == ["旅客", "货邮"]
    assert [part.thing for part in parted("货邮吞吐量多少，增长多少？")] == ["", ""]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("请给出2023年的GDP总量，以及其中服务业增加值。",
         ["请给出2023年的GDP总量是多少，", "其中服务业增加值是多少？"]),
        ("某市生产总值的总量、增速，以及三次产业各自的增加值",
         ["某市生产总值的总量是多少", "某市生产总值的总量增速是多少", "第一产业的增加值是多少？", "第二产业的增加值是多少？",
          "第三产业的增加值是多少？"]),
        ("某市2023年的经济总量、服务业增加值，以及新增了几家上市企业？",
         ["某市2023年的经济总量是多少", "某市2023年的服务业增加值是多少", "新增了几家上市企业？"]),
        ("镜湖、弋江两区工程投入多少资金、改造多长管网、工期多久？",
         ["镜湖、弋江两区工程投入多少资金", "改造多长管网", "工期多久？"]),
        ("区政协先后两次谈小微园，一次讲入园看什么，另一次说要学哪座城市？",
         ["区政协先后两次谈小微园，一次讲入园看什么，", "区政协先后两次谈小微园，另一次说要学哪座城市？"]),
        ("合作中的“东引”“西进”分别面向哪里", ["合作中的“东引”面向哪里", "合作中的“西进”面向哪里"]),
        ("《麦客》和《盐道》分别是谁写的", ["《麦客》是谁写的", "《盐道》是谁写的"]),
    ],
)  # fmt: skip
def test_what_is_joined_without_an_asking_word_is_asked_for_too(
    question: str, expected: list[str]
) -> None:
    """Behind 以及, in quotes that nothing parts, on two occasions."""
    assert parts(question) == expected


def test_one_of_several_things_is_none_that_all_is_about() -> None:
    """安澜 is not said again of 衡洲."""
    first, second = parted("安澜和衡洲的汽车置换补贴，最晚分别到哪天提交")
    assert "安澜" in first.text
    assert "安澜" not in second.text


def test_a_case_that_is_named_before_the_question_is_no_question() -> None:
    """满一百岁的呢，每月多少 asks once; 那旅客呢，增长多少 asks for the figure as well."""
    assert parts("满一百岁的老人呢，每月多少") == ["满一百岁的老人呢，每月多少"]
    assert len(parts("那旅客呢，增长多少")) == 2
    assert len(parts("公办的补多少？普惠民办的呢？")) == 2


@pytest.mark.parametrize(
    "question",
    [
        "谭志源参与了第多少届港区人大代表选举？",
        "武藏浦和站可分为几个部分？",
        "阿尔及尔有多少人死亡？",
        "䲟除了哪些部位没有鳞外，全身均被鳞？",
        "何处水陆交通便利，而且驿站最多？",
        "蒙古哪位首领统一所有部族，建立蒙古帝国？",
        "几何光学，又称为什么？",
        "谁认为「基于目前的制度，我们无法『买断』任何一间房屋」？",
        "何韵诗在演唱会中，演唱了哪一首歌曲？",
        "1965年几内亚和法国断交后，采用的新货币叫什么？",
        "哪一项活动的游客比它多约50,000人？",
    ],
)
def test_what_asks_once_is_not_cut(question: str) -> None:
    """Not at a name, not inside quotation marks, and not before a clause that asks nothing."""
    assert parts(question) == [question]


def test_two_askings_are_two() -> None:
    """A short one needs no word that asks where it names a figure."""
    assert parts("产量多少，增速？") == ["产量多少，", "增速？"]
    assert parts("多少个国家和多少座城市") == ["多少个国家", "多少座城市"]

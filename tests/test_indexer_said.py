"""Who said what and whose office changed. All sentences are made up."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from indexer.facts.people.people import read_people
from indexer.facts.said.changes import find_changes
from indexer.facts.said.speakers import Cast
from indexer.facts.said.statements import find_statements
from search.article import Change, Statement

WHO = "Ông Trần Văn Kiên, Giám đốc Sở Nội vụ, và bà Lê Thị Mơ dự họp.\n"
"""Two people, so that parts of their names and pronouns have somebody to mean."""


def statements(text: str) -> Sequence[Statement]:
    return find_statements(Cast(text, read_people(text)))


def said(text: str) -> list[tuple[str, str]]:
    """Each speaker with what stands there."""
    return [(item.speaker, text[item.start : item.end]) for item in statements(text)]


def changes(text: str, published: str = "") -> Sequence[Change]:
    return find_changes(Cast(text, read_people(text)), published)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ông Trần Văn Kiên cho biết sông đã cạn.",
        "Ông Trần Văn Kiên cũng cho hay chợ mới sẽ mở vào tháng sau.",
        "Ông Trần Văn Kiên, người làng Vạc, nhấn mạnh phải giữ rừng.",
        "Ông Trần Văn Kiên - phó chủ tịch UBND huyện Mây - khẳng định cầu vẫn tốt.",
        "Ông Trần Văn Kiên (Giám đốc Sở Nội vụ) cho rằng cần thêm bác sĩ.",
        "Trao đổi với báo chí, ông Trần Văn Kiên sáng nay nói rằng đường đã thông.",
        "Theo ông Trần Văn Kiên, giá lúa sẽ tăng.",
        "Ông Trần Văn Kiên, giám đốc công ty Mây ở làng Vạc cho biết: “Sông đã cạn”.",
        "Ông Trần Văn Kiên, phát ngôn của công ty khẳng định sông đã cạn.",
        "Theo lời ông Trần Văn Kiên, Giám đốc Sở Nội vụ, giá lúa sẽ tăng.",
        "“Chúng tôi sẽ làm xong cầu”, ông Trần Văn Kiên nói.",
        '"Chúng tôi sẽ làm xong cầu" - ông Trần Văn Kiên nói thêm.',
        "Ông Trần Văn Kiên nói: “Đường xấu. Xe khó đi. Phải sửa ngay”.",
        "Ông Trần Văn Kiên: “Chúng tôi xin lỗi bà con”.",
        "Lũ lên nhanh trong đêm, ông Trần Văn Kiên cho biết.",
        "Phát biểu tại lễ khởi công, ông Trần Văn Kiên nêu rõ việc này là của dân.",
        "Ông Trần Văn Kiên kể ngày ấy cả làng chỉ có một cái đèn.",
        "Như ông Trần Văn Kiên đã nói, cái khó nhất là nước.",
        "Ông Trần Văn Kiên tại buổi họp báo cho chúng tôi biết quỹ đã hết.",
    ],
)
def test_statements_of_full_names(sentence: str) -> None:
    assert said(sentence) == [("Trần Văn Kiên", sentence)]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Ông Kiên cho biết sông đã cạn.", "Trần Văn Kiên"),
        ("Theo ông Kiên, sông đã cạn.", "Trần Văn Kiên"),
        ("“Sông đã cạn lâu rồi”, bà Mơ kể.", "Lê Thị Mơ"),
        ("Giám đốc Sở Nội vụ yêu cầu sửa đường ngay.", "Trần Văn Kiên"),
        ("Giám đốc Kiên lưu ý cầu đã yếu.", "Trần Văn Kiên"),
    ],
)
def test_statements_of_parts_and_offices(sentence: str, speaker: str) -> None:
    assert said(WHO + sentence) == [(speaker, sentence)]


def test_pronouns_mean_who_spoke_before() -> None:
    text = WHO + "Ông Kiên cho biết sông đã cạn. Ông nói thêm giếng cũng cạn."
    assert [name for name, _ in said(text)] == ["Trần Văn Kiên"] * 2
    text = WHO + "Ông Kiên cho biết sông đã cạn. Bà cho rằng giếng cũng cạn."
    assert [name for name, _ in said(text)] == ["Trần Văn Kiên"]


def test_pronouns_mean_nobody_among_several() -> None:
    text = "Ông Trần Văn Kiên gặp ông Lê Văn Vở ở chợ. Ông cho biết sông đã cạn."
    assert said(text) == []


def test_a_given_name_of_two_people_means_neither() -> None:
    text = "Ông Trần Văn Kiên và ông Lê Đức Kiên dự họp.\nÔng Kiên cho biết sông cạn."
    assert said(text) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Vợ ông Trần Văn Kiên cho biết sông đã cạn.",
        "Luật sư bào chữa cho bị cáo Trần Văn Kiên cho rằng mức án nặng.",
        "Người phát ngôn của Thủ tướng Trần Văn Kiên cho biết chuyến thăm đã hoãn.",
        "Ông Trần Văn Kiên không cho biết giá lúa.",
        "Ông Trần Văn Kiên sẽ phát biểu tại lễ khởi công.",
        "Ông Trần Văn Kiên từ chối trả lời.",
        "Ông Trần Văn Kiên nói chuyện với bà con.",
        "Ông Trần Văn Kiên trả lời phỏng vấn.",
        "Ông Trần Văn Kiên phát biểu.",
        "Liên quan đến ông Trần Văn Kiên, công an cho biết đang xác minh.",
        "Thưa ông Trần Văn Kiên, đề nghị ông cho biết giá lúa.",
        "Điều mà ông Trần Văn Kiên đã nói với bà con là sai.",
        "Ảnh: Trần Văn Kiên",
        "Trần Văn Kiên: 45 phiếu",
        "Ông Trần Văn Kiên hứa tặng bà con một con trâu.",
        "Bộ Nội vụ cho biết ông Trần Văn Kiên có thư khen.",
    ],
)
def test_what_is_no_statement(sentence: str) -> None:
    assert said(sentence) == []


def test_part_of_a_body_s_name_is_no_verb() -> None:
    text = "Ông Trần Văn Kiên, Giám đốc Ban phát triển giao thông Mây cho biết cầu sẽ xong."
    assert [(item.speaker, item.kind) for item in statements(text)] == [
        ("Trần Văn Kiên", "said")
    ]


def test_what_is_asked_for() -> None:
    text = (
        WHO + "Ông Kiên yêu cầu sửa đường. Bà Mơ đề nghị cho vay. Bà Mơ nói rằng khó."
    )
    assert [(item.speaker, item.kind) for item in statements(text)] == [
        ("Trần Văn Kiên", "asked"),
        ("Lê Thị Mơ", "asked"),
        ("Lê Thị Mơ", "said"),
    ]


def test_the_whole_quotation_belongs_to_it() -> None:
    text = (
        "Trời mưa. “Đường xấu. Xe khó đi. Phải sửa”, ông Trần Văn Kiên nói. Trời tạnh."
    )
    assert said(text) == [
        (
            "Trần Văn Kiên",
            "“Đường xấu. Xe khó đi. Phải sửa”, ông Trần Văn Kiên nói.",
        )
    ]


def test_headlines_and_interviews() -> None:
    text = "Bí thư Trần Văn Kiên: Phải giữ rừng bằng mọi giá\nHỏi chuyện giữ rừng.\n"
    assert said(text) == [
        ("Trần Văn Kiên", "Bí thư Trần Văn Kiên: Phải giữ rừng bằng mọi giá")
    ]


def one(sentence: str, published: str = "") -> tuple[str, str, str, str, str]:
    (change,) = changes(sentence, published)
    assert sentence[change.start : change.end] == sentence
    return change.person, change.kind, change.office, change.organ, change.date


@pytest.mark.parametrize(
    ("sentence", "kind", "office"),
    [
        (
            "Thủ tướng vừa bổ nhiệm ông Trần Văn Kiên giữ chức Thứ trưởng Bộ Nội vụ.",
            "appointed",
            "Thứ trưởng Bộ Nội vụ",
        ),
        (
            "Ông Trần Văn Kiên được bổ nhiệm làm Giám đốc Sở Nội vụ.",
            "appointed",
            "Giám đốc Sở Nội vụ",
        ),
        (
            "Ông Trần Văn Kiên tiếp tục giữ chức Giám đốc Sở Nội vụ.",
            "appointed",
            "Giám đốc Sở Nội vụ",
        ),
        (
            "Quốc hội đã miễn nhiệm chức vụ Bộ trưởng Bộ Nội vụ đối với ông Trần Văn Kiên.",
            "relieved",
            "Bộ trưởng Bộ Nội vụ",
        ),
        (
            "Hội nghị đã bầu ông Trần Văn Kiên làm Bí thư Huyện ủy Mây.",
            "elected",
            "Bí thư Huyện ủy Mây",
        ),
        (
            "Tỉnh ủy đã điều động ông Trần Văn Kiên giữ chức Bí thư Huyện ủy Mây.",
            "moved",
            "Bí thư Huyện ủy Mây",
        ),
        (
            "Ông Trần Văn Kiên được giao quyền Giám đốc Sở Nội vụ.",
            "assigned",
            "Giám đốc Sở Nội vụ",
        ),
        (
            "Ông Trần Văn Kiên, Giám đốc Sở Nội vụ, vừa nghỉ hưu.",
            "retired",
            "Giám đốc Sở Nội vụ",
        ),
        (
            "Ông Trần Văn Kiên đã thôi giữ chức Giám đốc Sở Nội vụ.",
            "left",
            "Giám đốc Sở Nội vụ",
        ),
        (
            "Tỉnh ủy quyết định thi hành kỷ luật khiển trách đối với ông Trần Văn Kiên,"
            " Giám đốc Sở Nội vụ.",
            "disciplined",
            "Giám đốc Sở Nội vụ",
        ),
        (
            "Ông Trần Văn Kiên, Giám đốc Sở Nội vụ, bị cách chức.",
            "dismissed",
            "Giám đốc Sở Nội vụ",
        ),
        (
            "Công an đã khởi tố bị can đối với ông Trần Văn Kiên, Giám đốc Sở Nội vụ.",
            "charged",
            "Giám đốc Sở Nội vụ",
        ),
        (
            "Công an đã bắt tạm giam ông Trần Văn Kiên, Giám đốc Sở Nội vụ.",
            "arrested",
            "Giám đốc Sở Nội vụ",
        ),
        (
            "Bộ đã tạm đình chỉ công tác đối với ông Trần Văn Kiên, Giám đốc Sở Nội vụ.",
            "suspended",
            "Giám đốc Sở Nội vụ",
        ),
        (
            "Quốc hội ra nghị quyết miễn nhiệm chức vụ Bộ trưởng Bộ Nội vụ của ông"
            " Trần Văn Kiên.",
            "relieved",
            "Bộ trưởng Bộ Nội vụ",
        ),
        (
            "Ông Trần Văn Kiên nhận hình thức kỷ luật cách chức Bí thư Huyện ủy Mây.",
            "dismissed",
            "Bí thư Huyện ủy Mây",
        ),
        (
            "Huyện đã cách chức Chủ tịch xã Lê Thị Mơ đối với ông Trần Văn Kiên.",
            "dismissed",
            "Chủ tịch xã Lê Thị Mơ",
        ),
        (
            "Ông Trần Văn Kiên bị kỷ luật bằng hình thức hạ bậc lương.",
            "disciplined",
            "",
        ),
        ("Ông Trần Văn Kiên tái đắc cử tổng thống.", "elected", "tổng thống"),
        (
            "Thủ tướng chọn ông Trần Văn Kiên giữ chức Giám đốc Sở Nội vụ.",
            "appointed",
            "Giám đốc Sở Nội vụ",
        ),
        (
            "Hội nghị bầu ông Trần Văn Kiên, Bí thư Huyện ủy Mây khóa IV tiếp tục giữ"
            " chức Bí thư Huyện ủy Mây.",
            "elected",
            "Bí thư Huyện ủy Mây",
        ),
        ("Việc ông Trần Văn Kiên từ chức là điều bất ngờ.", "left", ""),
    ],
)
def test_changes_of_office(sentence: str, kind: str, office: str) -> None:
    assert one(sentence)[:3] == ("Trần Văn Kiên", kind, office)


def test_organ_and_date_of_a_change() -> None:
    sentence = (
        "Chiều 22-11, bộ đã bổ nhiệm ông Trần Văn Kiên làm Cục trưởng Cục Thủy lợi."
    )
    assert one(sentence, "2025-11-24")[3:] == ("Cục Thủy lợi", "2025-11-22")
    assert one(sentence, "2026-01-02")[4] == "2025-11-22"
    assert one(sentence)[4] == ""
    sentence = (
        "Tháng 4/2023, ông Trần Văn Kiên được bổ nhiệm làm Cục trưởng Cục Thủy lợi."
    )
    assert one(sentence, "2025-11-24")[4] == "2023-04"


def test_who_was_replaced_is_another_change() -> None:
    text = "Ông Trần Văn Kiên được chỉ định làm Giám đốc Sở Nội vụ thay bà Lê Thị Mơ từ chức."
    assert {(item.person, item.kind) for item in changes(text)} == {
        ("Trần Văn Kiên", "appointed"),
        ("Lê Thị Mơ", "left"),
    }


def test_all_of_a_list_change() -> None:
    text = (
        "Thanh tra đã đình chỉ công tác đối với ba cán bộ: Trần Văn Kiên (tổ trưởng),"
        " Lê Đức Vở và Đỗ Thị Mùa."
    )
    assert [item.person for item in changes(text)] == [
        "Lê Đức Vở",
        "Trần Văn Kiên",
        "Đỗ Thị Mùa",
    ]
    text = "Ông Trần Văn Kiên, ông Lê Đức Vở và bà Đỗ Thị Mùa bị miễn nhiệm."
    assert {item.person for item in changes(text)} == {
        "Lê Đức Vở",
        "Trần Văn Kiên",
        "Đỗ Thị Mùa",
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "Người dân đòi Giám đốc Sở Nội vụ Trần Văn Kiên từ chức.",
        "Thanh tra đề nghị kỷ luật ông Trần Văn Kiên, Giám đốc Sở Nội vụ.",
        "Ông Trần Văn Kiên không từ chức.",
        "Quốc hội sẽ tiến hành phê chuẩn việc miễn nhiệm Bộ trưởng Trần Văn Kiên.",
        "Trung tâm đã điều động một tổ gồm lái xe Trần Văn Kiên đến nơi.",
        "Ông Trần Văn Kiên được cho là sẵn sàng sa thải trưởng phòng.",
        "Ông Trần Văn Kiên thôi chức vào đầu năm sau.",
        "Thanh tra đề nghị huyện xem xét, thi hành kỷ luật đối với ông Trần Văn Kiên.",
        "Huyện bàn việc bổ nhiệm nhân sự thay thế Giám đốc Trần Văn Kiên.",
        "Sau khi có kết quả kỷ luật của huyện, tỉnh sẽ họp với ông Trần Văn Kiên.",
        "Việc ông Trần Văn Kiên từ chức hay không còn phải chờ.",
        "Đoàn có ông Trần Văn Kiên, người cũng giữ chức Giám đốc Sở Nội vụ.",
        "Ông Trần Văn Kiên được mời về sau khi bà Mơ sa thải Giám đốc Sở Nội vụ.",
        "Quốc hội xem xét bãi nhiệm Bộ trưởng Trần Văn Kiên.",
        "Công an bắt giữ Trần Văn Kiên (30 tuổi) vì trộm trâu.",
        "Tòa phát lệnh bắt giữ ông Trần Văn Kiên, Giám đốc Sở Nội vụ.",
        "Trọng tài rút thẻ vàng cảnh cáo cầu thủ Trần Văn Kiên.",
        "Bác sĩ Trần Văn Kiên chỉ định mổ ngay.",
        "Ông Trần Văn Kiên được giao nhiệm vụ giữ kho.",
        "Trưởng Ban Thi đua - Khen thưởng - Kỷ luật Trần Văn Kiên dự họp.",
        "Theo phân công, ông Trần Văn Kiên là tổ trưởng.",
        "Ba cán bộ bị cách chức vì đã có hành vi đồng lõa với ông Trần Văn Kiên.",
        "Huấn luyện viên mới được bổ nhiệm, thay cho ông Trần Văn Kiên.",
        "Bản tường trình nằm trong tay trưởng ban kỷ luật Trần Văn Kiên.",
        "Ông giữ việc này ngay từ ngày đầu khi Tổng thống Trần Văn Kiên nhậm chức.",
        "Công an bắt giữ ba người là để làm rõ ai tham mưu cho giám đốc Trần Văn Kiên.",
        "Kẻ gian nhận tiền từ tay ông Trần Văn Kiên, Giám đốc Sở Nội vụ, thì bị bắt giữ.",
    ],
)
def test_what_is_no_change(sentence: str) -> None:
    assert changes(sentence) == ()


HOSTILE = (
    "",
    " ",
    "ông " * 20_000,
    "Trần Văn Kiên " * 5_000,
    "ông Trần Văn Kiên, " * 4_000,
    "“" * 50_000,
    'ông Trần Văn Kiên nói: "' * 3_000,
    "Ông Trần Văn Kiên " + "cũng đã còn vẫn lại " * 5_000,
    "bổ nhiệm " * 8_000 + "ông Trần Văn Kiên",
    "bị khởi tố ông Trần Văn Kiên (" * 2_500,
    "theo ông Trần Văn Kiên - " * 3_000,
    "Ông Kiên. " * 6_000 + WHO,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts(text: str) -> None:
    for item in (*statements(text), *changes(text, "2025-01-01")):
        assert 0 <= item.start < item.end <= len(text)

"""A dozen handwritten articles that cover each accent and facet case, and an index of
them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from search.article import Article, OfficialDocument, Person, Place, Stamp
from search.collection.lexicon import FILE_NAME
from search.collection.lexicon_builder import LexiconBuilder
from search.fields import (
    BORDER,
    KEYWORD_FIELDS,
    NUMBER_COLUMNS,
    ArticleTerms,
    article_terms_batch,
    text_fields,
)
from search.language.segmenter.single import Segmenter
from search.store.writing import rebuild


def make_article(
    id: str, title: str, body: str, date: str = "", **facts: object
) -> Article:
    """An article with a supplied date; ``facts`` are its other fields."""
    published = Stamp(date, "supplied", "metadata") if date else None
    return Article(
        id=id,
        title=title,
        body=body,
        published=published,
        **facts,  # type: ignore[arg-type]
    )


def bare_terms(text: str, date: int = 0, **keywords: tuple[str, ...]) -> ArticleTerms:
    """Terms of a text for tests of engines, cut at blanks: the same in every field."""
    words = text.split()
    texts = {item.name: words for item in text_fields("lean")}
    texts["text"] = [BORDER, *words]
    return ArticleTerms(
        texts,
        {name: keywords.get(name, ()) for name in KEYWORD_FIELDS},
        dict.fromkeys(NUMBER_COLUMNS, date),
    )


def venue(slug: str, name: str) -> tuple[Place, ...]:
    return (Place(slug, name, "venue"),)


ARTICLES: tuple[Article, ...] = (
    make_article(
        "a1",
        "Gia Lai tổng kết công tác tổ chức xây dựng Đảng",
        "Sáng nay, Tỉnh ủy Gia Lai họp bàn công tác tổ chức xây dựng Đảng.\n\n"
        "Hội nghị nghe báo cáo về Nghị quyết 18-NQ/TW và tinh gọn bộ máy.",
        "2025-12-08T15:50",
        publisher="Bản tin Mẫu",
        places=venue("gia-lai", "Tỉnh ủy Gia Lai"),
        people=(Person("Trần Mẫu Văn", "Bí thư Tỉnh ủy"),),
        documents=(OfficialDocument("18-NQ/TW", "Nghị quyết 18-NQ/TW"),),
        url="https://tin.example/gia-lai-tong-ket",
    ),
    make_article(
        "a2",
        "Bình Định trước ngày hợp nhất",
        "Tỉnh Bình Định bàn giao hồ sơ cho tỉnh mới. Ủy ban nhân dân tỉnh họp phiên cuối.",
        "2025-06-30",
        publisher="Bản tin Mẫu",
        places=venue("binh-dinh", "Tỉnh Bình Định"),
    ),
    make_article(
        "a3",
        "Huế: uỷ ban nhân dân thành phố họp",
        "Uỷ ban nhân dân thành phố Huế hoà giải nhiều vụ việc. Tô Lâm là tên một con phố?",
        "2025-07",
        publisher="Sổ tay Địa phương",
        places=venue("hue", "thành phố Huế"),
    ),
    make_article(
        "a4",
        "Tổng Bí thư Tô Lâm dự hội nghị",
        "Tổng Bí thư Tô Lâm phát biểu về tổ chức bộ máy của hệ thống chính trị.",
        "2024-12-16",
        publisher="Sổ tay Địa phương",
        people=(Person("Tô Lâm", "Tổng Bí thư"),),
    ),
    make_article(
        "a5",
        "Không rõ ngày",
        unicodedata.normalize(
            "NFD", "Bài này không ghi ngày; cán bộ xã Đắk Tô tập huấn."
        ),
        extra={"flags": ["after-gallery", "no-such-flag", ["odd"]]},
    ),
    make_article(
        "a6",
        "",
        "Bài không có tiêu đề nói về 3.611 cán bộ, 100% số xã và ngày 09/12/2025.",
        "2023",
    ),
    make_article(
        "a7",
        "<script>alert(1)</script> & chuyện thoát ký tự",
        "Dòng này có <b>thẻ</b>, \x1b[31mmàu\x1b[0m và \u202eđảo chiều\u202c.",
        "2022-02-03",
        url="javascript:alert(1)",
    ),
    make_article(
        "a8",
        "Quốc hội thông qua nghị quyết",
        "Quốc hội thông qua Nghị quyết 202/2025/QH15 về sắp xếp đơn vị hành chính.",
        "2025-06-12",
        publisher="Nhật ký Nghị trường",
        places=venue("ha-noi", "Hà Nội"),
        documents=(OfficialDocument("202/2025/QH15", "Nghị quyết 202/2025/QH15"),),
        group="a8",
    ),
    make_article(
        "a9",
        "Quốc hội thông qua nghị quyết",
        "Quốc hội thông qua Nghị quyết 202/2025/QH15 về sắp xếp đơn vị hành chính.",
        "2025-06-13",
        publisher="Bản tin Mẫu",
        places=venue("ha-noi", "Hà Nội"),
        group="a8",
    ),
    make_article(
        "a10",
        "Phản biện xã hội",
        "Mặt trận Tổ quốc phản biện xã hội dự thảo. Việc phân cấp, phân quyền được bàn kỹ.",
        "2021-05-23",
        publisher="Nhật ký Nghị trường",
    ),
    make_article(
        "a11",
        "GD&ĐT Khánh Hòa chuẩn bị năm học",
        "Sở GD&ĐT tỉnh Khánh Hòa tuyển giáo viên. Các trường đang nhận hồ sơ.",
        "2025-08-15",
        places=venue("khanh-hoa", "tỉnh Khánh Hòa"),
    ),
    make_article(
        "a12",
        "Bau cu o vung cao",
        "Nguoi dan vung cao di bau cu dai bieu Quoc hoi.",
        "2021-05-24",
    ),
)


def build_index(
    path: Path, articles: Sequence[Article] = ARTICLES, engine: str = "whoosh"
) -> Path:
    """An index of articles, with its lexicon, as the indexer makes it."""
    lexicon = LexiconBuilder()
    with rebuild(path, engine) as session:
        terms = article_terms_batch(
            articles, session.profile, Segmenter(tone_styles=True)
        )
        for article, (found, _) in zip(articles, terms):
            session.put(article.id, found, article.to_json())
            lexicon.add(found, article.id, article.title, lambda: article.body)
        lexicon.write(session.side_path(FILE_NAME))
        session.keep_side_file(FILE_NAME)
    return path

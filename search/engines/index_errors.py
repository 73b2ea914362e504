"""What can be wrong with an index, in the words of its reader, each with its cure."""

from __future__ import annotations

import errno
import json
from pathlib import Path

from search.errors import (
    EngineMissing,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnreachable,
    TimtinError,
    UsageError,
)
from search.location import Location

PACKAGES = {
    "whoosh": "whoosh3",
    "tantivy": '"timtin[fast]"',
    "opensearch": '"timtin[cluster]"',
}


def _folder_of(path: Path) -> Path:
    """The folder of an index, of that folder or of the engine's in it."""
    if path.name == "engine" and path.parent.name.startswith("data-"):
        return path.parent.parent
    return path


def _index_of(place: Location) -> Location:
    """Where an index is, of that or of the engine's folder in it."""
    return _folder_of(place) if isinstance(place, Path) else place


def index_missing(path: Location) -> IndexMissing:
    """No index at a path."""
    return IndexMissing(
        f"Chưa có chỉ mục ở {path}",
        f"Lập chỉ mục trước: timtin index THƯ_MỤC_BÀI_VIẾT --index {path}",
    )


def index_damaged(path: Location, detail: str) -> IndexDamaged:
    """Files are missing or changed.

    :param path: the index folder, or the engine's folder in it.
    """
    path = _index_of(path)
    return IndexDamaged(
        f"Chỉ mục ở {path} bị hỏng: {detail}",
        f"Lập lại từ nguồn: timtin index THƯ_MỤC_BÀI_VIẾT --index {path} --rebuild",
    )


def index_outdated(
    path: Location, what: str, found: object, wanted: object
) -> TimtinError:
    """An index made by another version of a part that decides its terms."""
    return IndexOutdated(
        f"Chỉ mục ở {path} được lập với {what} {found}, còn chương trình này"
        f" dùng {what} {wanted}",
        f"Lập lại từ nguồn: timtin index THƯ_MỤC_BÀI_VIẾT --index {path} --rebuild",
    )


def engine_outdated(
    path: Location, package: str, found: str, wanted: str
) -> TimtinError:
    """An index whose files have another form than the installed engine's.

    :param path: the index folder, or the engine's folder in it.
    :param package: the one that wrote it, as pip installs it.
    """
    path = _index_of(path)
    return IndexOutdated(
        f"Chỉ mục ở {path} do {package} ghi theo định dạng {found}, còn bộ máy tìm kiếm"
        f" đang cài đọc định dạng {wanted}",
        f'Cài lại bản đã ghi: pip install "{package}"; hoặc lập lại từ nguồn:'
        f" timtin index THƯ_MỤC_BÀI_VIẾT --index {path} --rebuild",
    )


def index_newer(path: Location, found: object, known: object) -> TimtinError:
    """An index of a later version of this program."""
    return IndexOutdated(
        f"Chỉ mục ở {path} do một bản Tìm Tin mới hơn lập ra"
        f" (định dạng {found}, bản này chỉ đọc đến {known})",
        "Cập nhật chương trình: pip install --upgrade timtin; hoặc lập lại từ nguồn:"
        f" timtin index THƯ_MỤC_BÀI_VIẾT --index {path} --rebuild",
    )


def index_locked(path: Location, holder: str, pid: int | None) -> IndexLocked:
    """An index that another process writes to."""
    stop = f", hoặc dừng nó (kill {pid}) nếu nó bị treo" if pid else ""
    return IndexLocked(
        f"Chỉ mục ở {path} đang được {holder} ghi",
        f"Đợi việc đó xong rồi chạy lại lệnh này{stop}; trong lúc ấy vẫn tìm được:"
        " timtin search",
    )


def index_replaced(path: Location) -> TimtinError:
    """What is read or written was replaced by another and is gone."""
    return IndexUnreachable(
        f"Chỉ mục ở {path} vừa được thay bằng bản khác", "Chạy lại lệnh này"
    )


def engine_missing(name: str) -> EngineMissing:
    """An engine whose package is not installed."""
    package = PACKAGES.get(name, name)
    return EngineMissing(
        f"Chỉ mục này cần bộ máy tìm kiếm {name}, máy này chưa cài",
        f"Cài thêm: pip install {package}",
    )


def engine_unknown(name: str) -> UsageError:
    """An engine that this program does not have."""
    return UsageError(
        f"Không có bộ máy tìm kiếm nào tên là {name!r}",
        "Chọn một trong: " + ", ".join(f"--engine {known}" for known in PACKAGES),
    )


def engine_not_of_cluster(place: Location, name: str) -> UsageError:
    """An engine that keeps its files in a folder, asked for in a cluster."""
    return UsageError(
        f"Chỉ mục ở {place} không dùng được bộ máy tìm kiếm {name!r}: cụm OpenSearch tự"
        " tìm",
        "Bỏ --engine và biến TIMTIN_ENGINE đi, hoặc chọn một thư mục: --index THƯ_MỤC",
    )


def not_an_index(path: Location) -> UsageError:
    """A folder with other things in it, or the name of something else in a cluster, which
    must never be cleared."""
    if not isinstance(path, Path):
        return UsageError(
            f"{path} là tên của một chỉ mục khác trong cụm, không phải của Tìm Tin",
            "Chọn tên chưa có: timtin index ... --index opensearch://MÁY:9200/tên-khác",
        )
    return UsageError(
        f"Thư mục {path} có sẵn tệp khác và không phải là chỉ mục",
        "Chọn một thư mục trống hay chưa có: timtin index ... --index THƯ_MỤC_KHÁC",
    )


def cannot_read(path: Path, error: OSError) -> TimtinError:
    """The files are there, but this user may not read them.

    :param path: the index folder, or the engine's folder in it.
    """
    index = _folder_of(path)
    return TimtinError(
        f"Không có quyền đọc chỉ mục ở {index} ({Path(error.filename or path).name})",
        f"Chạy lại bằng người dùng đã lập chỉ mục, hoặc cho đọc: chmod -R a+rX {index}",
    )


def _holds_articles(path: Path) -> bool:
    """Whether an index folder has an index with something in it."""
    try:
        return bool(json.loads((path / "manifest.json").read_bytes())["count"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def cannot_write(path: Path, error: OSError) -> TimtinError:
    """The disk is full, read-only or out of reach; the last good index stays, where there
    is one.

    :param path: the index folder, or the engine's folder in it.
    """
    index = _folder_of(path)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        kept = _holds_articles(index)
        return TimtinError(
            f"Hết chỗ trên đĩa khi ghi chỉ mục ở {index}",
            f"{'Bản chỉ mục trước vẫn dùng được. ' if kept else ''}Dọn bớt đĩa rồi chạy"
            " lại timtin index",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return TimtinError(
            f"Không có quyền ghi vào {index}",
            "Chọn nơi khác: timtin index ... --index THƯ_MỤC_KHÁC",
        )
    return TimtinError(
        f"Không ghi được chỉ mục ở {index} ({error.strerror or error})",
        "Kiểm tra đĩa rồi chạy lại timtin index",
    )

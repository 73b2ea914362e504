"""The words offices are made of: heads, bodies, and words that end an office.

They were collected from the titles of offices and bodies as the law and the press name
them. A list of offices is not needed: the grammar of
:mod:`indexer.facts.people.offices` puts them together.
"""

from __future__ import annotations

from indexer.facts.vocabulary import listed, phrases

PREFIXES = "nguyên|cựu|cố|quyền|nữ|tân|phó|tổng|đương kim"
"""Words before a head: former, late, acting, new, deputy ..."""

_HEADS = """
thường trực ban bí thư|thường trực|bí thư|chủ tịch|thủ tướng|tổng thống|bộ trưởng
thứ trưởng|ngoại trưởng|quốc vương|uỷ viên|uvbct|uvtv|uv|trưởng ban|ban|trưởng đoàn
trưởng phòng|phòng|trưởng công an|trưởng khoa|trưởng thôn|trưởng bản|trưởng đại diện
trưởng bộ phận|trưởng tiểu ban|giám đốc|tổng giám đốc|chánh án|chánh văn phòng
chánh thanh tra|viện trưởng|tư lệnh|chính uỷ|chỉ huy trưởng|tham mưu trưởng|chủ nhiệm
tổng kiểm toán|tổng thanh tra|thống đốc|cục trưởng|vụ trưởng|chi cục trưởng
hiệu trưởng|tổng thư ký|thư ký|đại sứ|tổng lãnh sự|thái tử|nhà vua|thị trưởng
người phát ngôn|phát ngôn viên|đặc phái viên|đại biểu|tổng biên tập|trợ lý|đại tướng
thượng tướng|trung tướng|thiếu tướng|đại tá|thượng tá|trung tá|thiếu tá|đại uý
thượng uý|trung uý|thiếu uý|đô đốc|chuẩn đô đốc|đội trưởng|đội phó|trạm trưởng
đồn trưởng|chính trị viên|hạt trưởng|chủ toạ|thẩm phán|kiểm sát viên|điều tra viên
luật sư|bị cáo|bị can|nghi phạm|nhà văn|nhà thơ|nhà báo|nhạc sĩ|ca sĩ|nghệ sĩ
nghệ nhân|diễn viên|đạo diễn|hoạ sĩ|bác sĩ|kỹ sư|giáo sư|tiến sĩ|thạc sĩ|giáo viên
cô giáo|thầy giáo|huấn luyện viên|cầu thủ|cựu binh|cựu chiến binh|anh hùng|liệt sĩ
hoà thượng|thượng toạ|đại đức|linh mục|giám mục|hồng y|mục sư|doanh nhân|chuyên gia
già làng|trưởng làng|nhà nghiên cứu|nhà sử học|thủ lĩnh|lãnh tụ|tổng tham mưu trưởng
hạm trưởng|tổng đạo diễn|hoa hậu|trưởng họ|quản đốc|kiến trúc sư
tỉnh uỷ viên|thành uỷ viên|huyện uỷ viên|quận uỷ viên|thị uỷ viên|đảng uỷ viên
quân uỷ viên|chi uỷ viên|trung ương uỷ viên|thành viên|phi công|nhà lãnh đạo
tổng chỉ huy|trung đoàn trưởng|sư đoàn trưởng|lữ đoàn trưởng|tiểu đoàn trưởng
đại đội trưởng|hải đội trưởng|vùng trưởng|thuyền trưởng|cơ trưởng|phân đội trưởng
đại tướng quân|trung đội trưởng|tổ trưởng|trưởng ấp|trưởng khu|trưởng trạm
cảnh sát trưởng|trưởng nhóm
trưởng đồn
trưởng tàu|trưởng bộ môn|khoa trưởng|trưởng phái đoàn|trưởng họ đạo
trưởng nhà|trưởng chi nhánh|trưởng cơ quan|trưởng tộc|kế toán trưởng|trưởng đội
chánh toà|hội thẩm|thư ký toà|công tố viên|chấp hành viên|kiểm toán trưởng
kiểm toán viên|thẩm tra viên|bác sĩ chuyên khoa|điều dưỡng trưởng|dược sĩ|điều dưỡng
thầy thuốc|nhà giáo|nhà khoa học|nhà phân tích|nhà ngoại giao|nhà hoạt động|viện sĩ
thượng nghị sĩ|hạ nghị sĩ|nghị sĩ|dân biểu|thống chế|thủ hiến|thủ quỹ|thái hậu
hoàng tử|công chúa|hoàng hậu|nữ hoàng|giáo hoàng|phó vương|tỉnh trưởng|chủ biên
biên tập viên|bình luận viên|uỷ viên hội đồng|giảng viên|trưởng lão
sư cô|ni sư|ni trưởng|tăng thống|pháp chủ|đại lão hoà thượng|tu sĩ|tổng giám mục
trọng tài|thủ môn|tiền đạo|tiền vệ|hậu vệ|trung vệ|á hậu|siêu mẫu|người mẫu
hoa khôi|nhà thiết kế|nhà sản xuất|nhà biên kịch|nhiếp ảnh gia|cán bộ|chuyên viên
công an viên|trưởng thôn bản|ceo|cfo|cto|coo|cố vấn|người sáng lập|nhà sáng lập
đồng sáng lập|nhà đồng sáng lập|đại diện thường trực|điều phối viên|đặc sứ
phái viên|nhà đàm phán|giám đốc điều hành|nhà kinh tế|nhà kinh tế học|tham tán|đại biện
tuỳ viên|người đứng đầu|chuẩn tướng|thượng sĩ|trung sĩ|hạ sĩ|tham mưu phó|giám thị
trưởng văn phòng|chủ bút|chuyên gia phân tích|phó công an|vụ phó|cục phó|viện phó
hiệu phó|khoa phó|xã đội trưởng|huyện đội trưởng
"""
HEAD_LIST = sorted(
    {head.strip() for line in _HEADS.split("\n") for head in line.split("|") if head},
    key=len,
    reverse=True,
)
"""Words an office can begin with, the longest first."""

HEADS = phrases(HEAD_LIST)

BARE = phrases(
    ("tổng bí thư", "thủ tướng", "phó thủ tướng", "chủ tịch nước", "phó chủ tịch nước")
    + ("chủ tịch quốc hội", "phó chủ tịch quốc hội", "tổng thống", "phó tổng thống")
    + ("bộ trưởng", "thứ trưởng", "chủ tịch", "phó chủ tịch", "bí thư", "phó bí thư")
    + ("giám đốc", "phó giám đốc", "ngoại trưởng", "thị trưởng", "quốc vương")
    + ("thủ tướng chính phủ", "phó thủ tướng chính phủ", "luật sư", "tổng giám đốc")
    + ("tổng bí thư ban chấp hành trung ương đảng", "nhà vua", "hiệu trưởng")
)
"""Offices that stand for the man himself where no body follows."""

NEVER_HEADS = phrases(("ban", "phòng", "uv"))
"""Heads that need a prefix (``Phó Ban``)."""

PERSONAL = listed("""
ca sĩ|nghệ sĩ|nhạc sĩ|diễn viên|đạo diễn|siêu mẫu|người mẫu|á hậu|nhà văn|nhà thơ|hoạ sĩ
nghi phạm|bị cáo|bị can|liệt sĩ|cầu thủ|thủ môn|tiền đạo|tiền vệ|hậu vệ|trung vệ
""")
"""Heads that no body follows: what is capitalised after them is the name."""

ALOFT = phrases("tổng thống|thủ tướng|ngoại trưởng|quốc vương".split("|"))
"""Heads that only a country follows."""

WEAK = phrases(("thư ký", "thành viên", "cán bộ", "chuyên viên"))
"""Heads that are no office where no body follows."""

SINGLES = phrases("""
tỉnh huyện xã phường quận nước kiêm và của về cấp thành trung thường ban đoàn đội phòng
sở bộ cục vụ viện hội khối khoa tổ chùa làng buôn thôn bản khu thị đặc uỷ đài báo trường
ngành đảng lữ sư nhà bang vùng nữ tướng trưởng phó liên tổng chi đảo toà án hãng quỹ
hđnd ubnd phủ quốc cơ thuộc phụ ương xử các môn ấp nhóm trạm mttq khẩu
""".split())
"""Lower-case syllables an office goes on with."""

PAIRS = listed("""
tỉnh uỷ|thành uỷ|huyện uỷ|quận uỷ|thị uỷ|đảng uỷ|đảng bộ|chi bộ|quân uỷ|chính uỷ
uỷ viên|uỷ ban|thường vụ|chấp hành|trung ương|chính trị|tổ chức|tuyên giáo|dân vận
nội chính|kiểm tra|kinh tế|chính sách|chiến lược|đối ngoại|văn phòng|hội đồng|nhân dân
quốc hội|chủ tịch|chính phủ|quốc phòng|công an|ngoại giao|nội vụ|tư pháp|tài chính
kế hoạch|đầu tư|công thương|nông nghiệp|nông thôn|phát triển|môi trường|tài nguyên
giao thông|vận tải|xây dựng|thông tin|truyền thông|lao động|thương binh|xã hội|văn hoá
thể thao|du lịch|khoa học|công nghệ|giáo dục|đào tạo|y tế|dân tộc|tôn giáo|thanh tra
kiểm toán|nhà nước|ngân hàng|toà án|kiểm sát|tối cao|cấp cao|mặt trận|tổ quốc
liên đoàn|công đoàn|phụ nữ|nông dân|cựu chiến|chiến binh|thanh niên|sinh viên|việt nam
quân khu|quân đội|quân sự|bộ đội|biên phòng|tư lệnh|tham mưu|chỉ huy|cảnh sát|an ninh
hải quan|kho bạc|bảo hiểm|thống kê|quản lý|đại biểu|đại học|cao đẳng|trung học
tiểu học|mầm non|phổ thông|bệnh viện|trung tâm|tập đoàn|công ty|cổ phần|quản trị
giám đốc|hiệu trưởng|hiệp hội|thông tấn|báo chí|phát thanh|truyền hình|lý luận
học viện|hàn lâm|pháp luật|công tác|dân nguyện|hợp tác|thương mại|thư ký|đại sứ
đặc mệnh|toàn quyền|lãnh sự|hạ viện|thượng viện|nghị viện|thường trực|chuyên trách
dự khuyết|thi hành|dân sự|kinh doanh|phòng không|không quân|hải quân|cơ yếu|đường sắt
hàng không|dầu khí|điện lực|nhân quyền|phật giáo|giáo hội|trị sự|đoàn kết|đất đai
đô thị|kiến trúc|quy hoạch|công nghiệp|chế xuất|nhi đồng|thiếu niên|tiền phong
cộng sản|khuyến học|cao tuổi|điều tra|hình sự|ma tuý|thành phố|thị xã|thị trấn|đặc khu
cơ quan|điều hành|bí thư|liên hiệp|hữu nghị|nhà báo|nhà văn|nhà trường|đội bóng
đội tuyển|toàn quốc|quốc gia|quốc tế|liên bang|cộng hoà|liên minh|liên hợp|châu âu
châu á|nhạc viện|bảo tàng|thư viện|thế giới|trẻ em|dân số|gia đình|lâm nghiệp|thuỷ lợi
thuỷ sản|chăn nuôi|thú y|bảo vệ|thực vật|kiểm lâm|dự án|trọng tài|bóng đá|nghiên cứu
ứng dụng|chuyển đổi|tổng hợp|nội khoa|ngoại khoa|dự phòng|trưởng ban|trưởng đoàn
vũ trang|lực lượng|huấn luyện|kỹ thuật|hậu cần|tác chiến|phong trào|xã phường
người dân|doanh nghiệp|người phát|phát ngôn|đồng bằng
ngân sách|văn nghệ|văn học|nghệ thuật|pháp chế|phòng cháy|chữa cháy|cứu nạn|cứu hộ
an toàn|thực phẩm|hải đảo|quan trắc|hành chính|nhân sự|tổng cục|chi cục|chi nhánh
đại diện|cha mẹ|học sinh|bộ môn|trung đoàn|sư đoàn|lữ đoàn|quân đoàn|tiểu đoàn
trồng trọt|thị trường|đo lường|chất lượng|sở hữu|trí tuệ|viễn thông|tần số|xuất bản
xuất nhập|nhập cảnh|việc làm|người lao|cứu trợ|chữ thập|thập đỏ|bưu chính|kỹ sư
các vấn|vấn đề|hàng hải|đường thuỷ|đường bộ|đăng kiểm|năng lượng|hạt nhân|nguyên tử
tiền tệ|tín dụng|chứng khoán|giao dịch|kho quỹ|khí tượng|thuỷ văn|địa chất|khoáng sản
đăng ký|công chứng|giám định|pháp y|trợ giúp|pháp lý|hộ tịch|quốc tịch|chứng thực
danh dự|cố vấn|sáng lập|điều phối|tư vấn|khuyến nông|hợp quốc|nghị sĩ|ưu tú|đoàn thanh
phục vụ|công ích|dịch vụ|sản xuất|thương mại|xuất khẩu|nhập khẩu|chế biến|hợp tác xã
phóng viên|biên tập|kinh tế|đối nội|cận vệ|cảnh vệ|đặc nhiệm|cơ động|giáo khoa
hải đội|đồn biên|đại đội|hồi sức|cấp cứu|nội tiết|tim mạch|sản nhi|nhi khoa|chấn thương
chỉnh hình|y học|cổ truyền|y dược|dược phẩm|tâm thần|truyền nhiễm|nhiệt đới|điều dưỡng
chuyên khoa|nam bộ|bắc bộ|trung bộ|hợp nhất|phòng chống|chống tham|tham nhũng|lãng phí
tiêu cực|cải cách|chỉ đạo|lão khoa|mắt trung|răng hàm|nghĩa quân|tuyển sinh|khoa giáo
bầu cử|xét xử|hoà giải|kinh phí|hội viên|tội phạm|buôn lậu|gian lận|an sinh|ban ngành
nội địa|hội thẩm
nghĩa vụ|bộ phận|tuyên truyền|lịch sử|lưu trữ|đoàn thể|khu phố|tổ dân|dân phố|khu vực
quan hệ|tổng thống
thủ tướng|bộ trưởng|ngoại trưởng|thứ trưởng|thống đốc|thành viên|khảo thí|kế toán
thiết kế|ngoài nước|trong nước|đắc cử|lâm thời|tạm quyền|tên lửa|câu lạc|lạc bộ|chương trình
thiết bị|tiếp thị|sản phẩm
""")
"""Lower-case pairs of syllables an office goes on with."""

VERBS = phrases(
    ("kiểm tra", "thanh tra", "xây dựng", "tổ chức", "phát triển", "quản lý", "hợp tác")
    + ("đầu tư", "giáo dục", "đào tạo", "công tác", "lao động", "điều hành", "chỉ huy")
    + ("thi hành", "điều tra", "bảo vệ", "nghiên cứu", "chuyển đổi", "huấn luyện")
    + ("ứng dụng", "thống kê", "quy hoạch", "kiểm toán", "kiểm sát", "nhà báo")
    + (
        "thông tin",
        "đại diện",
        "phục vụ",
        "sản xuất",
        "chỉ đạo",
        "tuyển sinh",
        "bầu cử",
    )
    + ("xét xử", "hoà giải")
    + ("đăng ký", "giám định", "tư vấn", "trợ giúp", "tuyên truyền", "cứu trợ")
    + ("xuất bản", "biên tập", "điều phối", "sáng lập", "phòng chống", "cải cách")
    + ("người dân", "người lao", "giao dịch", "dịch vụ", "chứng thực", "sở hữu")
    + ("công chứng", "xuất khẩu", "nhập khẩu", "chế biến", "hợp nhất", "đăng kiểm")
    + ("cố vấn", "việc làm", "cấp cứu", "truyền nhiễm", "thiết kế")
)
"""Pairs that are verbs or begin a clause too: they belong to an office only where they
are capitalised or follow the word of a body."""

NEVER = phrases(
    ("báo cáo", "hội kiến", "hội đàm", "hội ý", "liên hệ", "tổng kết", "chi tiết")
    + ("về dự", "về thăm", "về việc", "thường xuyên", "thành lập", "thị sát", "nhà ở")
    + ("trưởng thành", "bộ hành", "đoàn tụ", "vụ việc", "cấp bằng", "cấp phép")
    + ("về nước", "báo động", "khu trú", "trung thành", "bản thân", "đài thọ")
    + ("thành công", "viện dẫn", "liên tục", "hội họp", "bang giao", "đội ngũ")
    + ("về quê", "cấp tốc", "và các", "thường nói", "các con", "và bà", "và ông")
)
"""Pairs that begin a verb with a syllable of :data:`SINGLES`."""

BODIES = phrases(
    "ban phòng sở cục vụ viện bộ đội uỷ và trung tâm trưởng an quan khoa hội đoàn tổ"
    " cảnh sát trạm khối sự phận".split()
)
LINKS = phrases(
    ("và", "của", "các", "về", "thuộc", "kiêm", "liên", "tổng", "phụ", "môn")
)
"""Words an office goes on with, but does not end with."""

STOP_CAPITALS = phrases(("ông", "bà", "các", "anh", "chị", "theo", "tại"))
"""Capitalised words that begin something else."""

NEVER_LAST = phrases("""
của và là cho với đối theo do bởi khi thì mà có được bị từ đến về trong ngoài trên dưới
những các một hai ba này đó đã đang sẽ rằng như cùng nhau người tên gồm giả vợ chồng con
mẹ bố cha bạn sau trước giữ giam tố đón gặp thăm mời giúp tuổi hại
""".split())
"""Words an office before a name does not end with."""

# A title in running text reads on over words that no list has (``Cục An toàn thực phẩm``)
# until one of these.
CLAUSE_WORDS = (
    NEVER_LAST - phrases("tên người con đối giả hại bạn hai ba".split())
) | phrases(
    """
nói nêu dự tiếp vừa cũng còn không chưa rằng để vì nên nhưng hay hoặc rất phải muốn kể
xin trao tặng gửi chúc mong hứa bắt giết mất chết sinh trú ngụ quê năm ngày sáng chiều
tối hôm ở nhân lúc nếu tuy dù đều vẫn lại nhận hỏi đọc nghe xem mua bán đi chạy sang tới
ra vào lên xuống đứng ngồi ký dẫn bầu phong thay thừa lo sợ tin hiện cạnh tại ông bà anh
chị em họ tôi mình đồng thắng thua vui buồn cầm mang đưa lấy làm thành hơn rồi nữa khá
""".split()
)
CLAUSE_PAIRS = listed("""
cho biết|cho hay|cho rằng|phát biểu|nhấn mạnh|khẳng định|chủ trì|tham dự|chỉ đạo
trả lời|kết luận|báo cáo|trình bày|giải trình|đề nghị|yêu cầu|kêu gọi|bày tỏ|chia sẻ
thông báo|tuyên bố|công bố|trao đổi|tiếp xúc|làm việc|thăm hỏi|dâng hương|dẫn đầu
đánh giá|ghi nhận|biểu dương|chúc mừng|cảm ơn|xác nhận|nhận định|phân tích|giải thích
lý giải|đồng ý|thống nhất|phản ánh|phản đối|đề xuất|kiến nghị|ban hành|tham gia
tham luận|quán triệt|triển khai|chứng kiến|động viên|lưu ý|cam kết|hy vọng|bức xúc
tâm sự|từ chối|phủ nhận|bác bỏ|chỉ trích|cảnh báo|hướng dẫn|khai mạc|bế mạc|tiếp nhận
đặt vấn|đặt câu|quyết định|bổ nhiệm|điều động|phân công|giới thiệu|phê bình|khen thưởng
khởi tố|kỷ luật|chỉ định|uỷ quyền|cách chức|miễn nhiệm|truy tặng|tuyên dương|điện đàm
hội đàm|hội kiến|ủng hộ|chất vấn|tranh luận|gợi ý|góp ý|băn khoăn|khuyến cáo|phát hiện
tiết lộ|mô tả|tố cáo|cáo buộc|phối hợp|chấp thuận|phê duyệt|phê chuẩn|ghi hình
hoan nghênh|tái khẳng|nhắc lại|nhắc nhở|chào mừng|tán thành|tổng kết|giao lưu|khảo sát
thị sát|tri ân|và nhiều|và gia|và mọi|và người|và các|và hơn|của mình|của ông|của bà
của họ|trăn trở|cười nói|dặn dò|lý luận rằng|thuyết phục|triệu tập|tuyên thệ
""")
"""Pairs that begin a clause."""

# Words before ``quyền`` and ``đại biểu`` that make them no office.
NOT_ACTING = phrases(
    "chính nhân bản thẩm tác chủ pháp cầm nắm uỷ đảng thực đặc trao giao".split()
)
GROUPS = phrases("tổ đoàn hội ban quỹ".split())
"""Before a head they make it the name of a group (``Hội Cựu chiến binh``)."""

"""The words persons are named by, and those that make a name another thing's."""

from __future__ import annotations

from indexer.facts.vocabulary import listed, phrases
from search.language.normal import canonical

MIDDLES = phrases(("văn", "thị", "hữu", "đức", "đình", "xuân", "ngọc", "thanh", "a"))
"""Middle names that make a rare surname sure."""

NATIONS = frozenset(tuple(map(canonical, name.split())) for name in """
Mỹ|Nga|Pháp|Anh|Đức|Lào|Campuchia|Trung Quốc|Nhật Bản|Hàn Quốc|Triều Tiên|Ấn Độ|Cuba
Thái Lan|Singapore|Malaysia|Indonesia|Philippines|Myanmar|Brunei|Đông Timor|Timor-Leste
Úc|Australia|New Zealand|Canada|Mexico|Brazil|Argentina|Chile|Venezuela|Tây Ban Nha
Bồ Đào Nha|Ý|Italia|Italy|Hy Lạp|Hà Lan|Bỉ|Thụy Sĩ|Thuỵ Sĩ|Thụy Điển|Na Uy|Đan Mạch
Phần Lan|Ba Lan|Séc|Czech|Slovakia|Hungary|Romania|Bulgaria|Ukraine|Belarus|Kazakhstan
Thổ Nhĩ Kỳ|Iran|Iraq|Israel|Palestine|Ai Cập|Nam Phi|Qatar|UAE|Saudi Arabia|Kuwait
Mông Cổ|Nepal|Pakistan|Bangladesh|Sri Lanka|Áo|Ireland|Serbia|Croatia|Đài Loan|Algeria
Angola|Mozambique|Nigeria|Ethiopia|Morocco|Dominica|Panama|Peru|Colombia|EU|Hoa Kỳ
Cộng hòa Séc|Liên bang Nga|Vương quốc Anh|Luxembourg|Estonia|Latvia|Litva|Azerbaijan
Uzbekistan|Armenia|Georgia|Syria|Lebanon|Jordan|Yemen|Afghanistan|Việt Nam|VN|ASEAN
Nhật|Hàn|Hồng Kông|Hong Kong|Ma Cao|Liên Hợp Quốc|Liên Hiệp Quốc|LHQ|Sudan|Kenya|Ghana
Uganda|Zimbabwe|Senegal|Libya|Tunisia|Somalia|Congo|Rwanda|Cameroon|Haiti|Ecuador
Bolivia|Uruguay|Paraguay|Costa Rica|Guatemala|Honduras|El Salvador|Nicaragua|Jamaica
Iceland|Malta|Síp|Slovenia|Albania|Moldova|Kosovo|Montenegro|Turkmenistan|Tajikistan
Bahamas|Barbados|Puerto Rico|Greenland|Scotland|Vatican|Monaco|Mali|Niger|Chad|Zambia
Gambia|Guinea|Liberia|Madagascar|Malawi|Namibia|Botswana|Gabon|Benin|Eritrea|Catalonia
Kyrgyzstan|Maldives|Bhutan|Fiji|Papua New Guinea|Oman|Bahrain|NATO|Bắc Macedonia
Arab Saudi|Arập Xêút|Ả Rập Saudi|Ả Rập Xê Út|Châu Âu|Châu Á|Châu Phi|Châu Mỹ|Châu Đại Dương
New York|Los Angeles|San Francisco|Santo Domingo|San Diego|San Jose|Las Vegas|New Delhi
Buenos Aires|Sao Paulo|Mexico City|Rio de Janeiro|Kuala Lumpur|Abu Dhabi|Tel Aviv|Bắc Kinh
Thượng Hải|Tokyo|Seoul|Bangkok|Jakarta|Manila|Phnom Penh|Phnôm Pênh|Viêng Chăn|Vientiane
London|Berlin|Brussels|Moscow|Matxcơva|Kiev|Kyiv|Hoa Thịnh Đốn|Toronto|Chicago|Boston|Texas
California|Đông Kinh|Nam Kinh|Quảng Châu|Thâm Quyến|Trùng Khánh|Vũ Hán|Bình Nhưỡng|Dubai
Real Madrid|Manchester United|Manchester City|Man United|Man City|Barcelona|Chelsea
Liverpool|Arsenal|Bayern Munich|Juventus|AC Milan|Inter Milan|Paris Saint Germain
""".replace("\n", "|").split("|") if name)
"""Countries and their unions, cities and clubs abroad that an office or a rank is said
of, as canonical words."""

NATION_WORDS = frozenset(name[0] for name in NATIONS)
HOME = phrases(("việt", "vn"))
"""First words of the names of Vietnam: after them a name begins with a surname."""

THINGS = listed("""
bán công|bảo tàng|bến|chiến dịch|chung cư|chuyên|chợ|clip|công viên|cảng|cầu
di tích|dân lập|ga|giao lộ|giải|giải báo chí|giải thưởng|huân chương|hầm
hẻm|hồ|hội trường|khu di tích|khu đô thị|khách sạn|kênh|liên đội|lăng|lễ hội
mang tên|miếu|mầm non|nguồn|ngách|ngã ba|ngã tư|ngõ|nhà hát|nhà máy|nhà thi đấu
nhà thờ|nxb|núi|nút giao|phong cách|phố|phố như|ptdtnt|quảng trường|sân|sân vận động
sông|thcs|thi đấu|thpt|thư viện|tiểu học|tncs|tnthcs|trung học|trường như|tuyến|tên
tư tưởng|tượng|tượng đài|ven biển|ven sông|vườn hoa|đèo|đường|đường như|đại lộ
đạo đức|đảo|đền|đồ hoạ|ảnh|hầm chui|cầu vượt|đường hầm|đường dẫn|đường nối|vòng xoay
nút|bùng binh|quốc lộ|tỉnh lộ|nghĩa trang|bãi biển
lăng mộ|phủ thờ|nhà lưu niệm|tàu|phà|tiệm vàng|cửa hàng|quán|nhà hàng|siêu thị|hang
thác|suối|vịnh|mũi|tháp|đồi|cửa khẩu|trại giam|trại tạm giam|cột cờ|hãng phim|rạp
""")
"""Before a name these make it the name of a thing."""

LEVELS = listed("""
báo|bệnh viện|chi bộ|chùa|chương trình|công ty|huyện|hãng|học viện|khu|khối|làng|nhà
phường|quận|quỹ|thành phố|thôn|tp|trường|tập đoàn|tỉnh|tổ|viện|xã|đoàn|đội|ấp|ngân hàng
tổng công ty|ctcp|doanh nghiệp|hợp tác xã|htx|nhà xe|phòng khám|trung tâm|chi nhánh
thị trấn|thị xã|đặc khu|bản|buôn|giáo xứ|câu lạc bộ|clb|tạp chí|nhà xuất bản|hiệp hội
""")
"""So do these, unless an office goes on to the name (``Chủ tịch UBND xã ...``)."""

SIGHTS = listed("""
hồ con rùa|hồ hoàn kiếm|hồ trúc bạch|hồ thiền quang|hồ ba bể|hồ dầu tiếng|hồ trị an
hồ thác bà|hồ tuyền lâm|hồ núi cốc|hồ kẻ gỗ|hồ đại lải|hồ văn quán|hồ bảy mẫu|hồ tây
hồ thành công|hồ gươm|hồ hoà bình|hồ tả vọng|hồ tơ nưng|hồ than thở|hồ đan kia
hồ cửa đạt|hồ cấm sơn|hồ đồng mô|hồ suối hai|hồ giảng võ|vạn lý trường thành
phan xi păng|công lý quốc tế|trường sơn đông|trường sơn tây|vạn tường|tết dương lịch
văn miếu|văn miếu quốc tử giám|kim liên|hoàng thành thăng long|thái bình dương
đại tây dương|ấn độ dương|cao nguyên|dương kinh|vũ trụ|y dược|y khoa|y tế|y học
lầu năm góc|nhà trắng|vạn thịnh phát|tân hoàng minh|việt á|hoàng anh gia lai
tân hiệp phát|mai linh|phương trang|đoàn trường|đoàn thanh niên|đoàn thanh|đoàn khối
đoàn kiểm|hội nhà báo|hoàng gia|văn phòng|trang trại|đông á|nam á|bắc á|tân hoa xã
roland garros|louis vuitton|harry potter|william hill|merrill lynch|goldman sachs
calvin klein|ralph lauren|johnnie walker|jack daniel|morgan stanley|al qaeda|mercedes benz
""")
"""Capitalised like names, but sights, companies, bodies and words."""

PLACES_OF_ROADS = phrases(
    "từ đến tới giao qua với hướng rẽ vào ra dọc cắt nối khỏi về".split()
)
"""Words between the streets of a stretch of road (``đoạn từ ... đến ...``)."""

CREDITS = phrases(
    ("ảnh", "nguồn", "tin", "bài", "clip", "video", "đồ hoạ", "minh hoạ", "hình")
    + ("hình ảnh", "thực hiện", "biên tập", "trình bày", "nội dung", "kỹ thuật", "pv")
    + ("thiết kế", "dựng phim", "quay phim", "infographic", "photo", "bài viết", "đọc")
    + ("phóng viên", "cộng tác viên", "ctv", "biên dịch", "người dịch", "thơ", "nhạc")
)
"""Words before a colon that name who wrote, drew or filmed."""

# Given names of the languages whose bearers are in the news most; with a second word
# that is not Vietnamese they make a name without an office beside it.
FOREIGN_GIVEN = phrases("""
aaron ayatollah abdel abdul abdullah abraham adam adolf adrian agnes ahmad ahmed aiden akira alan
albert alberto alejandro aleksandr aleksander alex alexander alexandre alexandria alexei
alexey alfred ali alice alina allan allen amanda amir amy ana anatoly anders andre andrea
andreas andrei andrew andrey andrzej andy angela angelina anita ann anna anne annie
annalena anthony antoine anton antonio antony arnold arthur ashley ashton asif aung
barack barbara benedict benjamin benny bernard bernie bernardo beth betty bill billy bob
bobby bogdan boris brad bradley brandon brenda brett brian brigitte britney bruce bruno
bryan caitlin cameron carl carla carlo carlos carmen carol caroline cat catherine cecilia
charles charlie chris christian christina christine christopher chuck cindy claire clara
claudia claudio colin condoleezza connor craig cristiano cristina cynthia daisy dale
damien dan daniel daniela danny dave david deborah denis dennis derek diana diego dieter
dina dmitri dmitry dominic dominique don donald donna doris douglas dustin dwight
edgar eduardo edward edwin elena eli elias elise elizabeth ella ellen elon emily emma
emmanuel enrique eric erik erika ernesto ethan eugene eva evan evelyn ferdinand
fernando fidel fiona florian frances francesco francis francisco franck francois françois
frank franz fred frederic frederick friedrich fumio gabriel gary gavin gennady geoffrey
george georges gerald gerard gerhard germaine giorgia giorgio giovanni giuseppe gordon
graham greg gregory guillaume gustavo guy habib hamid hamza hannah hans harold harry hassan
heather hector heinz helen helmut henrik henry herbert hiroshi howard hugh hugo hun
ibrahim ian igor ilya imran ingrid irina isaac isabel ismail ivan jack jackie jacob jacques jaime
jair jake jamal james jan jane janet jared jason javier jean jeff jeffrey jennifer jenny
jens jeremy jerome jerry jesse jessica jill jim jimmy joachim joan joanna joao joe joel
johan johann johannes john johnny jonas jonathan jorge jose josé joseph joshua juan jude judith
julia julian julie julien julius jun junichiro justin kamala kanye karen karin karl kate
katherine kathleen katie kate keir keith kelly ken kenji kenneth kevin khaled kim kirill
klaus kofi konstantin kristalina kristen kyle lance larry laura lauren laurent lawrence
lee leo leon leonard leonardo leonid leslie lewis liam linda lindsay lionel lisa lloyd
lloyd logan lorenzo louis louise luca lucas lucy luis luiz luke lukas lula lydia mahmoud
malala malcolm manuel marc marcel marco marcos marcus margaret maria marie marina marine
mario marion mark marko marta martha martin martina mary mahesh masoud matt matteo matthew
matthias maurice max maxim maya megan mehmet melania melanie melissa michael michel
michelle miguel mikhail mike milan miriam mitch mitt mohamed mohammad mohammed molly
monica moshe muammar muhammad mustafa nadia nancy naomi narendra natalia natalie natasha
nathan neil nelson nicholas nick nicola nicolas nicolás nicole nigel nikita nikki nikola
nikolai nikolay nina noah noam nora norman oleg oleksandr olaf oliver olivia olga omar
oscar osama otto owen pablo paetongtarn pam pamela paolo patricia patrick paul paula
pavel pedro penny per pete peter petr petro phil philip philippe philipp pierre piotr
prabowo priscilla quentin rachel rafael rahul ralph ramon ramzan randy raul raymond
rebecca recep reinhard rene reuven rex ricardo richard rick rob robert roberto robin
rodrigo rodrigue roger roland roman romano ronald ronaldo ross roy ruben rudolf rudy
rupert russell ruth ryan saddam sally sam samantha samuel sandra sanna sara sarah scott
sean sebastian serena serge sergei sergey sergio seth shane shannon sharon sheikh shigeru
shinzo silvio simon simona sofia sophia sophie stefan stefano stella stephan stephanie stephen
steve steven stuart sue susan susanne sylvester takeshi tammy tariq tatiana taylor ted
teresa terry thaksin theodore theresa thierry thomas thorsten tiffany tim timothy tina todd
tom tomas tommy tony tracy travis ulrich ursula vaclav valentina valery vanessa vasily
vera vernon viktor viktoria vincent vitali vladimir volodymyr wayne wendy werner
wilhelm will william willy winston wolfgang xavier yann yevgeny yitzhak yoko yoshihide yoshiro
yulia yuri yusuf yves zachary zoe
""".split())

# First words of Korean and Chinese names in Latin script, beside Vietnamese surnames.
ROMANISED = phrases("""
ahn bae baek choe chang chen cheng cho choi chung deng ding du fang feng gao guo han hong hu
huang hwang jang jeon jeong jiang jin jo jung kang kim ko kong kwak kwon lee lei li liang lim
lin liu luo ma moon nam noh oh park peng qian qin qiu pak ri roh ryu seo shen shin shi son song
sun tan tang wang wei wen wong woo wu xi xiao xie xu yan yang yeon yin yoo yoon yu yuan yun
zeng zhang zhao zheng zhou zhu zou
""".split())

# Words in the names of companies, papers, clubs and sights, never in a person's.
COMPANY_WORDS = phrases("""
air airlines airport america american and asia asian association award awards bank banking
bay beach bloomberg board book bridge broadcasting brothers building business capital car
cars center central centre chemical china city club coach college company computing
conference control corp corporation council court cup daily data deal design development
digital east economic electric electronics energy engineering entertainment europe european
exchange express factory fashion federation festival fight film finance financial fire
foods football for forum foundation fund future game games garden gate global gold golden
government grand group hall health herald high hills holding holdings home hospital hotel
house human inc industries industry initiative institute insurance international internet
investment island journal king lab labs lake land league life limited line live logistics
love ltd machine magazine mall management market marketing media medical meta methods
miss mobile model motor motors museum music national network news night north ocean of operation
office oil online open organization palace paper park partners party people plan plaza pay
post power premier press prime prize pro product production products program project
properties property protection public queen radio rail railway real report republic
research resort review river road rock round royal school science sea security series
service services shop show sky social society software solar solutions south space sport
sports square stadium standard star state states station steel stock store street studio
studios summit super system systems team tech technologies technology telecom telegraph
television the theatre times today tower town trade travel trust union united universal
university valley video view village vision war water week west white women world
youth zone hotel cafe coffee food motor insider street financial securities consulting
""".split())

PARTICLES = "von|van|de|da|dos|del|della|der|den|di|bin|bint|ibn|al|el|la|le|du|ter|ten"
"""Small words within foreign names."""

UNNAMED = phrases("""
chúa phật thánh mẫu trời táo hoàng thần tổ tây tàu rịa trưng triệu đế xứ nội ngoại hội sở
ban phòng công đảng đoàn tỉnh xã phường huyện nam bắc đông
""".split())
"""Words after a word of address that begin no given name."""

ADDRESSES = tuple(word for word in """
đồng chí|đ/c|đc|ông|bà|anh|chị|em|cháu|cô|chú|bác|cụ|thầy|thày|dì|cậu|mẹ|bé|bạn|vợ chồng
tỷ phú|tỉ phú|nạn nhân|đối tượng|tài xế|lái xe|cử tri|thí sinh|học sinh|sinh viên|vđv
vận động viên|nhân chứng|nghi can|hành khách|du khách|ngư dân|nông dân|công nhân|võ sư
phụ huynh|chủ tàu|chủ xe|tiểu thương|bệnh nhân|thuyền viên|chiến sĩ|chiến sỹ|cô gái
chàng trai|trùm|ông trùm|tay vợt|kỳ thủ|võ sĩ|ứng cử viên|ứng viên|tác giả|con gái
con trai|nữ sinh|nam sinh|thợ lặn|thầy thuốc
""".replace("\n", "|").split("|") if word)
"""Words of address and what a person is for a while, in lower case; no offices."""

DEGREES = tuple("""
gs pgs ts ths tskh bs bsck cki ckii nsnd nsưt kts ls th.s hlv lm ngưt ngnd ttnd ttưt phd
dr mr mrs ms
""".split())
"""Degrees and titles before a name, in lower case; a dot may follow."""

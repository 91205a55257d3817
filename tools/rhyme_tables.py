"""Write the rhyme tables of Chinese verse from openly licensed data.

    npm install tshet-uinh@0.15.4 && pip download --no-deps pypinyin opencc-python-reimplemented
    python tools/rhyme_tables.py FOLDER   # which holds node_modules/ and the two unzipped wheels

The 平水韵 (106 rhymes) and the 词林正韵 (19 groups) are both unions of the 206 rhymes of the 广韵
of 1008, so both are read from that book: tshet-uinh has its text under the MIT licence. The
中华新韵 (14 rhymes) follows from the pinyin of pinyin-data (MIT, in pypinyin). Simplified
characters get the readings of the traditional ones that they stand for by the tables of OpenCC
(Apache-2.0).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent / "src/etude/media/text/verse/chinese"

# Each rhyme of the 平水韵 and the rhymes of the 广韵 that it joins, tone by tone. A rhyme stands in
# the group of the 词林正韵 that the number before it says, until the next number.
PINGSHUI = {
    "平": "东=1東 冬=1冬鍾 江=2江 支=3支脂之 微=3微 鱼=4魚 虞=4虞模 齐=3齊 佳=5佳皆 灰=3灰5咍 "
    "真=6真諄臻 文=6文欣 元=7元6魂痕 寒=7寒桓 删=7刪山 先=7先仙 萧=8蕭宵 肴=8肴 豪=8豪 歌=9歌戈 "
    "麻=10麻 阳=2陽唐 庚=11庚耕清 青=11青 蒸=11蒸登 尤=12尤侯幽 侵=13侵 覃=14覃談 盐=14鹽添嚴 "
    "咸=14咸銜凡",
    "上": "董=1董 肿=1腫 讲=2講 纸=3紙旨止 尾=3尾 语=4語 麌=4麌姥 荠=3薺 蟹=5蟹駭 贿=3賄5海 "
    "轸=6軫準 吻=6吻隱 阮=7阮6混很 旱=7旱緩 潸=7潸產 铣=7銑獮 篠=8篠小 巧=8巧 皓=8晧 哿=9哿果 "
    "马=10馬 养=2養蕩 梗=11梗耿靜 迥=11迥拯等 有=12有厚黝 寝=13寑 感=14感敢 俭=14琰忝儼 "
    "豏=14豏檻范",
    "去": "送=1送 宋=1宋用 绛=2絳 寘=3寘至志 未=3未 御=4御 遇=4遇暮 霁=3霽祭 泰=5泰 卦=5卦怪夬 "
    "队=3隊廢5代 震=6震稕 问=6問焮 愿=7願6慁恨 翰=7翰換 谏=7諫襇 霰=7霰線 啸=8嘯笑 效=8效 号=8号 "
    "箇=9箇過 祃=10禡 漾=2漾宕 敬=11映諍勁 径=11徑證嶝 宥=12宥候幼 沁=13沁 勘=14勘闞 艳=14豔㮇釅 "
    "陷=14陷鑑梵",
    "入": "屋=15屋 沃=15沃燭 觉=16覺 质=17質術櫛 物=18物17迄 月=18月沒 曷=18曷末 黠=18黠鎋 "
    "屑=18屑薛 药=16藥鐸 陌=17陌麥昔 锡=17錫 职=17職德 缉=17緝 合=19合盍 叶=18葉怗業 洽=19洽狎乏",
}
# Characters of 佳 and 卦 that the 词林正韵 counts with 麻: half of either rhyme moved there.
WITH_MA = set("佳涯崖厓娃哇蛙鼃媧蝸緺卦掛挂畫罣話")
# Characters that the 广韵 writes otherwise or does not have, each before one that sounds like it.
VARIANTS = """
間閒 窗窻 魂䰟 衆眾 匆悤 茲兹 劍劒 鞍鞌 裙帬 瀟蕭
皓晧 胸胷 迤迆 做佐 烹彭 拆坼 煮煑 腮顋 槁藁 幷并
緲眇 琉流 卮巵 簌速 你旎 髭貲 褪困 蝴胡 勾鉤 婷亭
耗秏 倘儻 脈脉 玳代 嗅齅 匝帀 笻筇 姮恒 着著 覷御
樣漾 碗椀 蒂蔕 抬擡 享饗 柿柹 婀娿 嫦常 葡蒲 撐瞠
婿壻 怎枕 廐廏 剎刹 糵櫱 鬭鬥 搗擣 潑鏺 摹模 颶具
斵斲 孽孼 羗羌 壖堧 緡緍 拽曳 濶闊 殼㱿 磚甎 稿稾
淘陶 狠很 脇脅 毘毗 嘴觜 塌榻 晰皙 徭傜 祛袪 瑙腦
熔鎔 撒薩 舃舄 恹懕 劚斸 罕䍐 氊氈 斾旆 臯皋 敧欹
逰遊 恡吝 鏁鎖 穉稺 讐讎 歘欻 呌叫 踈疎 頳赬 蠧蠹
寜寧 熳漫 鶗鵜 葅菹 韓寒 翺翱 糺糾 戞戛 嵓巖 幙幕
轝輿 廻回 聯連 逈迥 邉邊 隣鄰 曵曳 奩匳 秖祇
鳯鳳 閙鬧 輙輒 趂趁 埜野 覔覓 纎纖 冦寇 寕寧 觧解
柂柁 飡餐 怱悤 陁陀 冗宂 濵濱 鐡鐵 蘓蘇 栢柏 蕚萼
羮羹 昻昂 聨連 纒纏 歛斂 茆茅 爺耶 擕攜 鬰鬱
"""
# Readings that the 平水韵 has beyond the 广韵: rhyme, tone, group, characters.
ADDED = {
    ("阳", "平", "2"): "忘",
    ("麻", "平", "10"): "涯",
    ("寒", "平", "7"): "判攢",
    ("养", "上", "2"): "強强",
    ("元", "平", "6"): "崙",
    ("支", "平", "3"): "澌",
}
# Readings of the 广韵 that regulated poems do not use (at most one time in fifty where a place
# decides), as they belong to other words.
UNHEARD = {
    "平": "夢與枕句冷罷著院共卷折淺羨若漸淡洞不",
    "仄": "風深光能煙烟涼吟輕松猶毛蒼荒才弦狂緣偏齊巢蟲蓮萊袍征鴻",
}
XINYUN = {
    "麻": "a ia ua",
    "波": "o e uo",
    "皆": "ie ve ue ê",
    "开": "ai uai",
    "微": "ei ui uei",
    "豪": "ao iao",
    "尤": "ou iu iou",
    "寒": "an ian uan van",
    "文": "en in un vn uen",
    "唐": "ang iang uang",
    "庚": "eng ing ong iong ueng",
    "齐": "i er v",
    "支": "-i",
    "姑": "u",
}
MARKS = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
DUMP = (
    "const t=require('tshet-uinh');const T=t.default??t;const r=[];"
    "for(const e of T.資料.廣韻.iter條目())"
    "r.push([e.字頭,e.來源.韻目,e.音韻地位?.呼??'']);console.log(JSON.stringify(r))"
)

Table = dict[tuple[str, ...], set[str]]


def read_pairs(path: Path) -> dict[str, list[str]]:
    """Return a table of OpenCC: what each character stands for.

    Args:
        path: The file.
    """
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {row[0]: row[1].split() for row in rows if len(row) == 2}


def read_guangyun(folder: Path) -> Table:
    """Return the characters of each rhyme: keys are name, tone and group of the 词林正韵.

    Args:
        folder: Where node_modules lies.
    """
    run = subprocess.run(["node", "-e", DUMP], cwd=folder, check=True, capture_output=True)
    home: dict[str, tuple[str, str, str]] = {}
    for tone, rhymes in PINGSHUI.items():
        for each in rhymes.split():
            name, parts = each.split("=")
            for group, letters in re.findall(r"(\d+)(\D+)", parts):
                home |= dict.fromkeys(letters, (name, tone, group))
    found: Table = defaultdict(set)
    for head, rhyme, mouth in json.loads(run.stdout):
        if rhyme == "泰":
            found["泰", "去", "3" if mouth == "合" else "5"].add(head)
            continue
        name, tone, group = home[rhyme]
        found[name, tone, group].add(head)
        if head in WITH_MA and name in "佳卦":
            found[name, tone, "10"].add(head)
    return found


def drop_unheard(table: Table) -> None:
    """Take the readings out that verse does not use.

    Args:
        table: Of the 平水韵, changed in place.
    """
    for (_, tone, _), characters in table.items():
        characters -= set(UNHEARD["平" if tone == "平" else "仄"])


def read_pinyin(folder: Path) -> Table:
    """Return the characters of each rhyme and tone of the 中华新韵.

    Args:
        folder: Where pypinyin lies.
    """
    path = folder / "pypinyin" / "pinyin_dict.json"
    rhymes = {final: name for name, finals in XINYUN.items() for final in finals.split()}
    found: Table = defaultdict(set)
    for code, sounds in json.loads(path.read_text(encoding="utf-8")).items():
        for sound in sounds.split(","):
            letters = unicodedata.normalize("NFD", sound)
            tone = next((MARKS[each] for each in letters if each in MARKS), 0)
            plain = "".join(each for each in letters if each not in MARKS)
            final = split_syllable(unicodedata.normalize("NFC", plain))
            if tone and final in rhymes:
                found[rhymes[final], "平" if tone < 3 else "仄"].add(chr(int(code)))
    return found


def split_syllable(sound: str) -> str:
    """Return the final of a syllable of pinyin without its tone mark; ü is v.

    Args:
        sound: The syllable, such as ``zhuang``.
    """
    sound = sound.replace("ü", "v")
    for initial in ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw"):
        if sound.startswith(initial):
            final = sound[len(initial) :]
            break
    else:
        return sound
    if initial in ("zh", "ch", "sh", "r", "z", "c", "s") and final == "i":
        return "-i"
    if initial in "jqx" and final.startswith("u"):
        return "v" + final[1:]
    if initial == "y":
        if final.startswith("u"):
            return "v" + final[1:]
        return {"e": "ie", "o": "o", "ou": "iu", "ong": "iong"}.get(final, final)
    return {"w": {"u": "u", "o": "uo"}.get(final, final)}.get(initial, final)


def add_simplified(table: Table, folder: Path) -> None:
    """Give each simplified or variant character the readings of those it stands for.

    Args:
        table: Changed in place.
        folder: Where the tables of OpenCC lie.
    """
    short = read_pairs(folder / "opencc/dictionary/TSCharacters.txt")
    long = read_pairs(folder / "opencc/dictionary/STCharacters.txt")
    for characters in table.values():
        characters |= {each[0] for each in VARIANTS.split() if each[1] in characters}
    known: set[str] = set().union(*table.values())
    links: dict[str, set[str]] = defaultdict(set)
    for old, new in read_pairs(folder / "opencc/dictionary/JPVariants.txt").items():
        links[new[0]].add(old)
    for simplified, sources in long.items():
        links[simplified].update(sources)
    for traditional, forms in short.items():
        links[forms[0]].add(traditional)
        if traditional not in known:  # a variant such as 爲, read like its brothers
            links[traditional].update(long.get(forms[0], forms))
    for characters in table.values():
        characters |= {c for c, whence in links.items() if whence & characters}


def write(table: Table, path: Path, head: str) -> None:
    """Write a table: a line for each rhyme, its characters at the end.

    Args:
        table: Characters by key.
        path: The file.
        head: What it is and where it is from.
    """
    lines = [f"# {line}" for line in head.splitlines()]
    for key, characters in table.items():
        kept = "".join(sorted(c for c in characters if ord(c) < 0x10000))
        lines.append("\t".join((*key, kept)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Write both tables."""
    folder = Path(sys.argv[1])
    order = [each.split("=")[0] for rhymes in PINGSHUI.values() for each in rhymes.split()]
    old = read_guangyun(folder)
    for key, characters in ADDED.items():
        old[key].update(characters)
    drop_unheard(old)
    add_simplified(old, folder)
    drop_unheard(old)  # a simplified character may have got them from another word
    old = {key: old[key] for key in sorted(old, key=lambda key: (order.index(key[0]), int(key[2])))}
    write(old, HOME / "pingshui.txt", "平水韵: rhyme, tone, group of the 词林正韵, characters")
    new = read_pinyin(folder)
    write(
        {key: new[key] for key in sorted(new)},
        HOME / "xinyun.txt",
        "中华新韵: rhyme, tone, characters",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

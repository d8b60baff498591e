"""One character for one: the text in the form that the rules are written for.

Rules match the folded text; everything that is handed on is cut from the original by the same offsets, so
folding must never change a length. Full-width punctuation, digits and letters become half-width, white space
becomes a blank or a line feed, and the traditional characters of labels, verbs and names of units become
simplified ones.
"""

import re

_TRADITIONAL = (
    "牽牵 頭头 單单 責责 門门 導导 領领 負负 時时 間间 會会 協协 辦办 與与 實实 職职 參参 聯联 縣县 區区 廳厅 "
    "級级 關关 機机 構构 國国 務务 員员 黨党 鎮镇 鄉乡 業业 經经 發发 財财 衛卫 貿贸 規规 劃划 環环 護护 農农 "
    "資资 產产 質质 監监 督督 糧粮 體体 廣广 電电 視视 計计 審审 統统 檔档 營营 總总 園园 樂乐 華华 師师 屬属 "
    "島岛 開开 設设 術术 儲储 標标 準准 據据 數数 稅税 檢检 藥药 氣气 測测 運运 輸输 養养 療疗 隊队 僑侨 網网 "
    "絡络 訊讯 鐵铁 銀银 證证 險险 郵邮 煙烟 創创 項项 場场 應应 調调 組组 織织 軍军 編编 戶户 個个 幾几 達达 "
    "為为 類类 聽听 話话 報报 無无 離离 對对 從从 後后 進进 動动 專专 輔辅 優优 勞劳 醫医 婦妇 殘残 紅红 緊紧 "
    "續续 繼继 極极 強强 學学 習习 備备 條条 東东 濟济 壓压 車车 長长 鋼钢 縮缩 線线 維维 執执 評评 該该 議议 "
    "權权 歸归 闊阔 擴扩 範范 圍围 內内 兩两 萬万 億亿 號号 獻献 獲获 確确 築筑 紀纪 約约 處处 礎础 礦矿 穩稳 "
    "積积 穀谷 競竞 節节 見见 點点 於于 覽览 臺台 賬账 績绩 團团 館馆 書书 記记 銷销 戰战 傳传 擔担 圖图 驗验 "
    "訪访 災灾 購购 啟启 訂订"
)
# Wide forms that the general shift of 0xFEE0 does not reach, and look-alikes of stops, bars and marks.
_SINGLE = {
    "。": "。",
    "｡": "。",
    "．": ".",
    "﹒": ".",
    "、": "、",
    "﹑": "、",
    "､": "、",
    "〔": "〔",
    "〕": "〕",
    "［": "[",
    "］": "]",
    "﹙": "(",
    "﹚": ")",
    "﹕": ":",
    "︰": ":",
    "∶": ":",
    "﹔": ";",
    "﹐": ",",
    "∗": "*",
    "✱": "*",
    "﹡": "*",
    "★": "*",
    "☆": "*",
    "※": "*",
    "○": "〇",
    "丨": "|",
}
_LINE_ENDS = "\r\n\x0b\x0c\x85\u2028\u2029"
_BLANKS = "\t\u00a0\u1680\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200C)))


def _table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table.update((ord(pair[0]), pair[1]) for pair in _TRADITIONAL.split())
    table.update((ord(old), new) for old, new in _SINGLE.items())
    table.update((ord(mark), "\n") for mark in _LINE_ENDS)
    table.update((ord(blank), " ") for blank in _BLANKS)
    return table


_TABLE = _table()


# Marks of Markdown: a break in a cell, bold type, a heading.
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_MARKUP = re.compile(r"\*\*|^ {0,3}#{1,6}(?= )", re.MULTILINE)


def fold(text: str) -> str:
    """The folded text, of the same length."""
    if "<" in text:
        text = _BREAK.sub(lambda mark: "\n" + " " * (len(mark.group()) - 1), text)
    if "**" in text or "#" in text:
        text = _MARKUP.sub(lambda mark: " " * len(mark.group()), text)
    return text.translate(_TABLE)

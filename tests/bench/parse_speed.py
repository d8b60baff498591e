"""How fast the parser reads and how much memory it takes; run by hand: python -m tests.bench.parse_speed

Texts of 0.1, 1 and 10 MB (UTF-8) are made of the seed, renumbered, of its words as a speech around it, and of tables.
Each is parsed in a process of its own; memory is the peak of that process above what it held before the parse.
"""

import re
import resource
import subprocess
import sys
import time
from pathlib import Path

from items.report_text.parser import parse

SEED = Path(__file__).parents[1] / "data" / "xiangyang-2011.txt"
SIZES = (100_000, 1_000_000, 10_000_000)
TABLE_HEAD = "序号\t工作任务\t责任单位\t\t分管领导\t完成时限\n〃\t〃\t牵头单位\t配合单位\t〃\t〃\n"
TABLE_ROWS = (
    "一、水利工程第{0}批\t\t\t\t\t\n"
    "{0}1\t加快城区排水防涝设施建设,疏浚河道20公里,新建泵站3座,完成投资5000万元,主汛期前投入使用;健全河湖长效管护机制,"
    "落实管护人员和经费。\t市水利局\t市财政局、民政局\t王一\t2026年6月底前\n"
    "{0}2\t改造农村危房1000户,全面完成年度任务,建立低收入群体住房安全动态监测机制。\t市住房和城乡建设局\t"
    "各县（市、区）人民政府\t李二\t年底前\n"
    "〃\t新建公办幼儿园12所,新增学位3000个;推进义务教育优质均衡发展,深化教师队伍“县管校聘”改革。\t〃\t"
    "市教育局\u2028市自然资源和规划局\t〃\t〃\n"
)
# Linux counts in kilobytes, macOS in bytes.
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


def seed_text(size: int) -> str:
    """The seed again and again, each time with numbers of its own, at least `size` bytes of UTF-8."""
    seed = SEED.read_bytes().decode()
    pieces, length, times = [], 0, 0
    while length < size:
        piece = seed.replace("184、", f"{184 + 31 * times % 9000}、") + "\n"
        pieces.append(piece)
        length += len(piece.encode())
        times += 1
    return "".join(pieces)


def table_text(size: int) -> str:
    """One table of at least `size` bytes of UTF-8."""
    pieces, length = [TABLE_HEAD], 0
    for number in range(1, size):
        piece = TABLE_ROWS.format(number % 900)
        pieces.append(piece)
        length += len(piece.encode())
        if length >= size:
            break
    return "".join(pieces)


def flat_text(size: int) -> str:
    """A table whose cells are parted by blanks, at least `size` bytes of UTF-8."""
    rows = "{0} 加快城区排水防涝设施建设,疏浚河道20公里,新建泵站3座,主汛期前投入使用 市水利局 市财政局、民政局 年底前\n"
    pieces, length, number = ["序号 工作任务 牵头单位 配合单位 完成时限\n"], 0, 0
    while length < size:
        number = number % 9999 + 1
        piece = "一、水利\n" * (number == 1) + rows.format(number)
        pieces.append(piece)
        length += len(piece.encode())
    return "".join(pieces)


def prose_text(size: int) -> str:
    """A breakdown with a long speech above and below its tasks, at least `size` bytes of UTF-8: the words of the seed
    without numbers and units, paragraph by paragraph."""
    seed = SEED.read_bytes().decode()
    said = [re.sub(r"^\d+、|\(.*\)", "", line) for line in seed.splitlines()]
    speech = "".join(f"　　{line}\n" for line in said if line.endswith("。"))
    times = size // (2 * len(speech.encode())) + 1
    return "".join((speech * times, seed, "\n", speech * times))


TEXTS = {"seed": seed_text, "prose": prose_text, "table": table_text, "flat": flat_text}


def measure(kind: str, size: int) -> str:
    """Seconds, characters, bytes, items and bytes of memory of one parse, as one line."""
    text = TEXTS[kind](size)
    length = len(text.encode())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Processor time: a busy machine does not make the parser slower.
    began = time.process_time()
    report = parse(text)
    seconds = time.process_time() - began
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * _PEAK_UNIT
    return f"{seconds} {len(text)} {length} {len(report.items)} {memory}"


def main() -> None:
    if len(sys.argv) == 3:
        print(measure(sys.argv[1], int(sys.argv[2])))
        return
    print("text        MB   items   seconds  characters/s    MB/s  time/10x  memory/text")
    for kind in TEXTS:
        last = None
        for size in SIZES:
            command = [sys.executable, "-m", "tests.bench.parse_speed", kind, str(size)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds, characters, length, items, memory = map(float, done.stdout.split())
            ratio = f"{seconds / last:9.1f}" if last else " " * 9
            last = seconds
            print(
                f"{kind:6} {length / 1e6:7.1f} {items:7.0f} {seconds:9.2f} {characters / seconds:13,.0f} "
                f"{length / 1e6 / seconds:7.2f} {ratio} {memory / length:12.1f}"
            )


if __name__ == "__main__":
    main()

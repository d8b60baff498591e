"""The labels of a responsibility clause (责任单位: 牵头单位: 分管领导: …) and what each announces."""

import re

_OFFICE = "(?:责任|负责|实施|组织)?(?:单位|部门|处室|科室|机构)"
_KINDS = {
    "lead": f"(?:总?牵头|主办|主责|主要责任|主要负责|第一责任|首要责任){_OFFICE}|牵头|主办",
    "support": f"(?:配合|协办|协同|协助|参与|参加|支持|会办|联办|次要责任|其他责任){_OFFICE}|配合|协办",
    "listed": "(?:责任|承办|落实|实施|组织实施|负责|完成|执行)(?:单位|部门|处室|科室|主体|机构)"
    "|(?:部门|责任|任务|职责)分工",
    "leaders": "(?:分管|责任|牵头|包保|包联|联系|挂点|挂钩|主管|负责|督导|[省市县区]){1,4}(?:级|委|政府)?领导(?:同志)?"
    "|(?:第一)?责任人|负责人",
    "deadline": "(?:完成|办理|办结|落实|工作)?(?:时限|时间节点|期限)(?:要求)?"
    "|完成(?:时间|日期|节点)|时间(?:要求|节点|安排)",
    "measures": "(?:工作|具体|主要|推进|落实)(?:措施|举措)",
}


def _spaced(pattern: str) -> str:
    """Chinese characters may stand apart in a label: 牵 头 单 位."""
    return re.sub(r"([\u4e00-\u9fff])(?=[\u4e00-\u9fff(])", r"\1 {0,2}", pattern)


LABEL = re.compile(
    "(?:[省市县区州](?:级|直)?)?(?:"
    + "|".join(f"(?P<{kind}>{_spaced(pattern)})" for kind, pattern in _KINDS.items())
    + ") {0,2}: {0,4}"
)
# Words of a bracket that has no label at its beginning but tells who acts.
VERB_AT_END = re.compile(r"(?:负责|牵头|配合|落实|实施|参与|参加|协助|承办|主办|办理|推进|完成)[^()]{0,60}$")

"""Refusals of replays."""

from __future__ import annotations

from hotline.lib.refusal import BadInput, Refusal


class NoSuchYear(Refusal):
    """没有 {year} 年的回放数据，现有：{known}。"""

    status = 404


class BadScale(BadInput):
    """回放比例应大于 0、不超过 1，收到的是“{scale}”。"""


class ScaleTooSmall(BadInput):
    """回放比例“{scale}”太小，生成不了几件工单，最小为 {least}。"""


class ScaleTooFine(BadInput):
    """回放比例“{scale}”的小数位太多，最多 {most} 位。"""


class BadSeed(BadInput):
    """随机种子应为 0 至 {most} 的整数，收到的是“{seed}”。"""


class UnknownTarget(BadInput):
    """不能写入“{target}”：请选择 database（数据库）或 warehouse（数据仓库）。"""


class InProduction(Refusal):
    """正式运行的系统不接受合成工单：请在演示或测试环境中写入数据库，或改为写入数据仓库（--to warehouse）。"""


class AnotherHeld(Refusal):
    """数据库中已有 {year} 年的回放（比例 {scale}、种子 {seed}），请先取出：hotline replay --take-out。"""


class RecipeChanged(Refusal):
    """数据库中的 {year} 年回放是按旧的配方生成的，请先取出：hotline replay --take-out。"""


class NoTopics(Refusal):
    """缺少回放要用的专题（{codes}），请先运行 hotline province --refresh。"""


class StillWriting(Refusal):
    """另一个进程正在写入或取出回放，请等它结束后再试。"""


class NothingHeld(Refusal):
    """数据库中没有回放数据，无需取出。"""

    status = 404

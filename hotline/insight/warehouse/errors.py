"""Refusals of the warehouse."""

from __future__ import annotations

from hotline.lib.refusal import Refusal


class NothingStored(Refusal):
    """数据仓库中没有“{source}”的数据，请先生成：{command}。"""

    status = 404


class StoredInPart(Refusal):
    """“{source}”的数据没有写完，请重新生成：{command}。"""


class StoredByAnother(StoredInPart):
    """“{source}”的数据是另一版本的程序生成的，当前版本读不了，请重新生成：{command}。"""


class StoredDamaged(StoredInPart):
    """“{source}”的数据已损坏（{file} 缺失或不完整），请重新生成：{command}。"""


class NotWritten(Refusal):
    """“{source}”的数据写不进 {folder}（{why}），原有数据没有变。请处理后重新运行：{command}。"""

    status = 503


class StillWriting(Refusal):
    """“{source}”的数据正在首次写入，尚未完成，请稍候再查询。"""


class FactsReplaced(Refusal):
    """查询期间数据已更新，原有文件已清理，请重新查询。"""


class EngineUnreachable(Refusal):
    """无法连接分析引擎“{engine}”（{why}），请联系管理员检查 INSIGHT_ENGINE 设置和集群状态后再查询。"""

    status = 503


class UnknownEngine(Refusal):
    """INSIGHT_ENGINE 的值“{engine}”不是可用的分析引擎，请设为 duckdb 或 spark://主机:端口。"""

    status = 503


class EngineFailed(Refusal):
    """分析引擎没有完成查询（{why}），请缩小范围后重试；仍然失败时请联系管理员。"""

    status = 503

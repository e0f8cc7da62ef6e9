"""Samples of leaders' instructions: one in every stage, and a report to instruct on, so that no page opens empty."""

from __future__ import annotations

from datetime import datetime, timedelta

from hotline.config import samples_teams
from hotline.flow.tickets import lookups
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor
from hotline.lib.days import civil_day
from hotline.watch.instructions import actions, tasking
from hotline.watch.instructions.words import Judgement, NewInstruction, NewReport, NewTask, Outcome, Series

SOURCE, TITLE = "sample", "市长"
DISTRICT, STREET = "320211-zf", "320211004-zf"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class Sample:
    """The people of Wuxi at work on one instruction, from a moment on."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def who(self, username: str) -> Actor:
        """Somebody of the demonstration."""
        return people.actor_named(username, civil_day(self.at))

    def instructed(self, sample: str, text: str) -> int:
        """The leader instructs on a sample appeal."""
        number = lookups.number_by_source(SOURCE, sample)
        if number is None:
            raise ValueError(f"no sample {sample}")
        new = NewInstruction(text, civil_day(self.at), TITLE)
        return actions.instruct(number, new, by=self.who("leader.wuxi"), at=self.at)

    def task(self, instruction: int, unit: str, what: str, days: int) -> int:
        """The office gives a unit its part."""
        self.at += HOUR
        new = NewTask(organisations.unit_by_code(unit).id, what, civil_day(self.at + days * DAY))
        return tasking.give(instruction, new, by=self.who("supervisor.wuxi"), at=self.at)

    def reported(self, task: int, who: str, text: str) -> None:
        """The unit signs and reports."""
        tasking.sign(task, by=self.who(who), at=self.at)
        self.at += HOUR
        tasking.report(task, text, by=self.who(who), at=self.at)

    def judged(self, task: int, judgement: Judgement, opinion: str = "") -> None:
        """The office judges."""
        self.at += HOUR
        tasking.judge(task, judgement, opinion, by=self.who("supervisor.wuxi"), at=self.at)


def play(now: datetime) -> None:
    """Instructions on samples that stand for some time, in every stage, and the joint team one of them led to."""
    _new(Sample(now - 2 * HOUR))
    _late(Sample(now - 5 * DAY))
    _to_judge(Sample(now - 2 * DAY))
    _reported_back(Sample(now - 3 * DAY))
    _on_a_report(Sample(now - 1 * DAY))
    samples_teams.play(now)


def _new(at: Sample) -> None:
    at.instructed("25", "污水外溢影响群众出行，请滨湖区今天处置到位，并查明管网责任。")


def _late(at: Sample) -> None:
    made = at.instructed("14", "健身器材坏了两个月没有人修，请滨湖区举一反三，全面排查老旧小区公共设施。")
    late = at.task(made, STREET, "三日内修复湖滨苑健身器材，报送修复照片", 3)
    tasking.sign(late, by=at.who("handler.lihu"), at=at.at)
    other = at.task(made, DISTRICT, "排查全区老旧小区健身器材，报送清单和整改计划", 12)
    at.reported(other, "handler.binhu", "已完成七个街道排查，发现损坏器材四十一处，清单附后，本月底前修复。")
    at.judged(other, Judgement.CONTINUE, "请补充每处的修复期限和责任人。")


def _to_judge(at: Sample) -> None:
    made = at.instructed("13", "餐饮油烟扰民要依法处理，请滨湖区会同生态环境部门核查，整改情况报我。")
    task = at.task(made, DISTRICT, "核查烧烤店油烟净化设备，责令整改", 4)
    at.reported(task, "handler.binhu", "已责令停业整改，净化设备下周一安装到位。")


def _reported_back(at: Sample) -> None:
    made = at.instructed("16", "流浪狗伤人隐患不能拖，请滨湖区立即组织捕捉收容。")
    task = at.task(made, DISTRICT, "组织捕捉收容，公布收容电话", 2)
    at.reported(task, "handler.binhu", "两天收容流浪犬十一只，已在社区公布收容电话并安排每周巡查。")
    at.judged(task, Judgement.DONE)
    said = "滨湖区两天收容流浪犬十一只，公布了收容电话，建立每周巡查制度，未再接到伤人反映。"
    actions.conclude(made, Outcome.DONE, said, by=at.who("supervisor.wuxi"), at=at.at + HOUR)


def _on_a_report(at: Sample) -> None:
    office, centre = at.who("supervisor.wuxi"), organisations.unit_by_code("320200-rx").id
    weekly = NewReport(centre, Series.WEEKLY, "第38期", "一周热线诉求情况", civil_day(at.at))
    hot = NewReport(centre, Series.HOT, "第12期", "老旧小区消防通道占用诉求分析", civil_day(at.at))
    actions.note_report(weekly, by=office, at=at.at)
    report = actions.note_report(hot, by=office, at=at.at)
    new = NewInstruction("消防通道占用问题突出，请各区开展专项整治，月底前报结果。", civil_day(at.at), TITLE)
    made = actions.instruct_on_report(report, new, by=at.who("leader.wuxi"), at=at.at)
    at.task(made, DISTRICT, "排查占用消防通道小区，划线清障，报送整治结果", 14)

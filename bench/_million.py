"""A database of a million tickets, made by the server itself in some minutes; kept between runs under .local/bench.

Texts are built from own phrases: every word of ``MATTERS`` is common, every community much rarer, every house number
rare. Nine tickets of ten are closed. Personal data is the same sealed text everywhere; telephone numbers
have true blind indexes. Chains are not true hashes: this database is for reading.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bench._base import say

ZONE = ZoneInfo("Asia/Shanghai")
UNTIL = datetime(2026, 11, 20, 18, 0, tzinfo=ZONE)
DAYS = 540
CHUNK = 50_000
PHONES = 300_000
TEMPLATES = 20_000
MATTERS = [  # category, kind, title, text
    ("03.01.01", "help", "路灯不亮", "小区门口的路灯已经一周不亮，晚上出行很不方便，请尽快安排人员维修。"),
    ("03.02.01", "complaint", "污水外溢", "小区下水道堵塞，污水外溢到路面，气味难闻，多次反映物业没有解决。"),
    ("04.03.01", "complaint", "夜间施工噪音", "工地夜间施工到凌晨，噪音扰民，影响居民休息，希望有关部门管一管。"),
    ("05.01.01", "enquiry", "咨询公交线路", "请问这里的公交线路什么时候恢复运营，首末班车时间有没有调整。"),
    ("06.01.01", "complaint", "拖欠工资", "公司拖欠员工工资三个月，老板联系不上，请劳动部门帮助追讨。"),
    ("07.01.01", "enquiry", "养老保险缴费", "咨询灵活就业人员养老保险缴费标准和补缴的办理流程。"),
    ("08.03.01", "enquiry", "健康码问题", "健康码显示异常，无法进入小区，请问应该怎么处理。"),
    ("09.01.02", "complaint", "预付卡退费", "健身房关门，办的预付卡还有余额，商家拒绝退费。"),
    ("01.01.01", "complaint", "物业服务差", "物业公司收费不透明，小区卫生无人打扫，电梯经常故障。"),
    ("10.02.01", "report", "消防通道被堵", "小区消防通道长期被车辆占用，存在安全隐患，要求清理。"),
    ("11.01.01", "enquiry", "办事流程咨询", "咨询办理居住证需要什么材料，网上能不能办理。"),
    ("05.03.02", "complaint", "违法停车", "路口每天有车辆违法停车，堵塞交通，希望交警加强管理。"),
]
DETAILS = [
    "电话打不通",
    "已经反映三次",
    "希望给个说法",
    "老人行动不便",
    "孩子上学不安全",
    "下雨天更严重",
    "天气炎热",
    "疫情期间",
]
SYLLABLES = "锦绣华庭阳光翠竹明珠金桂紫薇银杏枫林湖滨江南梅园春晓秋月兰亭荷塘松柏龙凤祥和瑞丰泰安康宁"
STATUSES = ["in_review", "to_dispatch", "to_sign", "handling", "handling", "handling", "reply_review", "follow_up"]


def make(count: int) -> None:
    """Fill the database up to ``count`` tickets, unless it holds them."""
    from hotline.flow.tickets.models import Ticket

    found = Ticket.objects.count()
    if found >= count:
        say(f"{found} tickets found")
        return
    say(f"making {count} tickets (once)")
    _run("SET synchronous_commit = off")
    _run("SET session_replication_role = replica")
    _run("TRUNCATE tickets_contact, journal_event CASCADE")  # what an interrupted or smaller run left
    _run("SET maintenance_work_mem = '512MB'")
    _templates()
    for start in range(1, count + 1, CHUNK):
        for statement in STATEMENTS:
            _run(statement, {"first": start, "last": min(start + CHUNK - 1, count), "total": count} | PARAMETERS)
        say(f"  {min(start + CHUNK - 1, count)} tickets")
    _run("SELECT setval('hotline_ticket_block', %(block)s)", {"block": count // 20 + 2})
    for table in ("tickets_contact", "tickets_assignment"):
        _run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {count + 1})")
    _run("SET session_replication_role = origin")
    _run("CREATE INDEX IF NOT EXISTS ticket_search ON tickets_tickettext USING gin (search)")
    _run("CREATE INDEX IF NOT EXISTS ticket_public_search ON tickets_tickettext USING gin (public_search) "
         "WHERE public_search IS NOT NULL")  # fmt: skip
    _run("VACUUM ANALYZE")


def _run(statement: str, values: dict[str, Any] | None = None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)


PARAMETERS: dict[str, Any] = {
    "until": UNTIL,
    "days": DAYS,
    "phones": PHONES,
    "templates": TEMPLATES,
    "statuses": STATUSES,
}


def _templates() -> None:
    """Side tables to draw from: texts with their words, units, places, telephone numbers."""
    from django.db import connection

    from hotline.lib.fields import ring

    _run("DROP INDEX IF EXISTS ticket_search; DROP INDEX IF EXISTS ticket_public_search")
    for name, columns in {
        "bench_text": "n int primary key, category text, kind text, title text, body text, place text, vector text",
        "bench_place": "n int primary key, region text, centre bigint, marks text, unit bigint",
        "bench_phone": "n int primary key, index bytea",
    }.items():
        _run(f"DROP TABLE IF EXISTS {name}; CREATE UNLOGGED TABLE {name} ({columns})")
    for table, rows in {"bench_text": _texts(), "bench_place": _places(), "bench_phone": _phones()}.items():
        made = list(rows)
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as stream:
            for row in made:
                stream.write_row(row)
    for field in ("name", "phone", "identity", "address", "email"):
        PARAMETERS[field] = ring().seal(b"", f"tickets_contact.{field}".encode())


def _texts() -> Iterator[tuple[Any, ...]]:
    from hotline.lib import chinese

    dice = random.Random(1)
    communities = [
        "".join(dice.sample(SYLLABLES, 2)) + dice.choice(["苑", "花园", "新村", "家园"]) for _ in range(1500)
    ]
    for number in range(TEMPLATES):
        category, kind, title, body = MATTERS[min(int(dice.expovariate(0.35)), len(MATTERS) - 1)]
        community = communities[min(int(dice.expovariate(0.004)), len(communities) - 1)]
        place = f"{community}{dice.randint(1, 4000)}号"
        said = f"{community}{body}{dice.choice(DETAILS)}。{dice.choice(DETAILS)}。" * dice.randint(1, 2)
        title = f"{community}{title}"
        yield number, category, kind, title, said, place, chinese.tsvector_text(title, said, place)


def _places() -> Iterator[tuple[Any, ...]]:
    from hotline.ground.organisations.models import Organisation
    from hotline.ground.regions import queries as regions
    from hotline.ground.regions.models import Region

    dice = random.Random(2)
    centres = {row.region_id: row.pk for row in Organisation.objects.filter(kind="centre")}
    units: dict[str, list[int]] = {}
    for row in Organisation.objects.exclude(kind="centre"):
        units.setdefault(row.region_id, []).append(row.pk)
    codes = list(Region.objects.filter(level__in=["street", "county"]).values_list("code", flat=True))
    dice.shuffle(codes)
    for number in range(5000):
        code = codes[min(int(dice.expovariate(4 / len(codes))), len(codes) - 1)]
        centre = centres.get(code[:4]) or centres["32"]
        marks = " ".join(f"'@r{each}'" for each in regions.lineage(code)) + f" '@c{centre}'"
        near = [unit for region in (code[:6], code[:4]) for unit in units.get(region, [])]
        yield number, code, centre, marks, near[min(int(dice.expovariate(0.1)), len(near) - 1)]


def _phones() -> Iterator[tuple[int, bytes | None]]:
    from hotline.ground.privacy.queries import blind

    for number in range(PHONES):
        yield number, blind(f"139{number:08d}")


SEED = """
WITH numbered AS (
  SELECT n, ('x' || substr(md5('a' || n), 1, 7))::bit(28)::int AS a,
         ('x' || substr(md5('b' || n), 1, 7))::bit(28)::int AS b,
         ('x' || substr(md5('c' || n), 1, 7))::bit(28)::int AS c,
         %(until)s::timestamptz - make_interval(secs => (%(total)s - n) * (%(days)s * 86400.0 / %(total)s)) AS at
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
), drawn AS (
  SELECT x.*, t.category, t.kind, t.title, t.body, t.place, t.vector, p.region, p.centre, p.marks, p.unit,
         (c %% 10 > 0 OR x.n < %(total)s * 0.7) AS closed, (%(statuses)s::text[])[1 + b %% 8] AS state,
         at + make_interval(hours => 2 + a %% 200) AS done, at + make_interval(hours => 96 + b %% 72) AS due
  FROM numbered x JOIN bench_text t ON t.n = x.a %% %(templates)s JOIN bench_place p ON p.n = x.b %% 5000
)
"""
DISPATCHED = "(closed OR state NOT IN ('in_review', 'to_dispatch'))"
STATEMENTS = [
    SEED
    + """INSERT INTO tickets_contact (id, centre_id, channel, received_at, caller_kind, name, phone, phone_index,
    identity, address, email, call_reference, summary)
    SELECT x.n, centre, CASE WHEN x.c %% 7 = 0 THEN 'web' ELSE 'phone' END, at, 'person', %(name)s, %(phone)s, f.index,
    %(identity)s, %(address)s, %(email)s, '', '' FROM drawn x JOIN bench_phone f ON f.n = x.c %% %(phones)s""",
    SEED
    + """INSERT INTO tickets_ticket (id, number, source, source_id, contact_id, centre_id, channel, kind, category_id,
    region_id, urgency, is_confidential, is_sensitive, status, closing, round, lead_unit_id, registered_at, due_at,
    closed_at, changed_at, moves)
    SELECT n, to_char(at, 'YYMMDD') || lpad(n::text, 7, '0') || '0', '', '', n, centre,
    CASE WHEN c %% 7 = 0 THEN 'web' ELSE 'phone' END, kind, category, region,
    CASE WHEN a %% 20 = 0 THEN 'urgent' ELSE 'normal' END, a %% 100 = 0, false,
    CASE WHEN closed THEN 'closed' ELSE state END, CASE WHEN closed THEN 'followed_up' ELSE '' END, 1,
    CASE WHEN """
    + DISPATCHED
    + """ THEN unit END, at, CASE WHEN NOT closed THEN due END, CASE WHEN closed THEN done END,
    CASE WHEN closed THEN done ELSE at END, 2 FROM drawn""",
    SEED
    + """INSERT INTO tickets_tickettext (ticket_id, registered_at, title, text, wish, place, public_title,
    public_answer, published_at, public_id, search, public_search)
    SELECT n, at, title, body, '', place, CASE WHEN closed AND a %% 10 = 0 THEN title ELSE '' END,
    CASE WHEN closed AND a %% 10 = 0 THEN body ELSE '' END, CASE WHEN closed AND a %% 10 = 0 THEN done END,
    CASE WHEN closed AND a %% 10 = 0 THEN 'bench-' || n END,
    (vector || ' ' || marks || CASE WHEN """
    + DISPATCHED
    + """ THEN ' ''@u' || unit || '''' ELSE '' END || to_char(at at time zone 'Asia/Shanghai',
    ' ''"@m"YYYYMM'' ''"@d"YYYYMMDD'''))::tsvector,
    CASE WHEN closed AND a %% 10 = 0 THEN vector::tsvector END FROM drawn""",
    SEED
    + """INSERT INTO tickets_assignment (id, ticket_id, unit_id, role, round, note, explanation, sent_at, sent_by,
    signed_at, signed_by, contacted_by, replied_at, replied_by, withdrawn_by, is_open, due_at)
    SELECT n, n, unit, 'lead', 1, '', '{}', at, 'bench',
    CASE WHEN closed OR state <> 'to_sign' THEN at END, CASE WHEN closed OR state <> 'to_sign' THEN 'bench' ELSE '' END,
    '', CASE WHEN closed OR state NOT IN ('to_sign', 'handling') THEN done END,
    CASE WHEN closed OR state NOT IN ('to_sign', 'handling') THEN 'bench' ELSE '' END, '',
    NOT closed AND state IN ('to_sign', 'handling'),
    CASE WHEN NOT closed AND state IN ('to_sign', 'handling') THEN due END FROM drawn WHERE """
    + DISPATCHED,
    SEED
    + """INSERT INTO tickets_clock (ticket_id, assignment_id, kind, owner_id, "limit", policy, is_certain, started_at,
    yellow_at, due_at, stopped_at)
    SELECT n, CASE WHEN """
    + DISPATCHED
    + """ THEN n END, 'handle', unit, '5wd', 'bench', true, at, due - interval '24 hours', due,
    CASE WHEN closed THEN done END FROM drawn""",
    SEED
    + """INSERT INTO journal_event (topic, subject, seq, verb, at, by_name, facts, hash)
    SELECT 'ticket', n, seq, (array['register', 'accept', 'dispatch'])[seq], at, 'bench',
    '{"to": "registered"}', decode(md5('h' || n || seq) || md5('i' || n), 'hex')
    FROM drawn, generate_series(1, 3) AS seq""",
]

"""Chinese family names, as far as masking needs them: the common ones, and those of two characters."""

_TWO = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇"
    "巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生梁丘左丘东门西门南荣第五"
)
COMPOUND = frozenset(_TWO[start : start + 2] for start in range(0, len(_TWO), 2))

COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦"
    "邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤俞章樊殷施颜倪牛洪葛卞岑戚虞褚卫冉祁缪宗柏翟费佘季裴柳鲍岳"
)
"""One-character family names; rarer ones that are also everyday words (和, 有, 时) are left out on purpose."""

SELDOM_GIVEN = frozenset("王李张刘陈赵吴周徐孙朱胡郭何郑谢许冯邓曹")
"""Family names that hardly ever end a given name: 双方张先生 is about 张, not about somebody called 方张."""

DOUBTFUL = frozenset("于方向任段万白金石高江")
"""Family names that are as often the end of another word: 关于林先生."""

_SAFE_COMPOUND = sorted(COMPOUND - {"百里", "第五", "南门", "东门", "西门", "公西", "子车", "东方"})
PATTERN = f"(?:{'|'.join(_SAFE_COMPOUND)}|[{''.join(sorted(COMMON))}])"
"""Of the names of two characters those that are no everyday words."""

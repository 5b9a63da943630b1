"""What evidence does not meet of what a question pins down."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.script import matching_form
from qa.constraints import constraints
from qa.surroundings import Surroundings
from qa.violations import contradicted, failed, loosened
from tests.surroundings import where


@pytest.mark.parametrize(
    ("question", "evidence", "names"),
    [
        ("2022年货邮吞吐量", where("2023年货邮吞吐量60万吨"), ("2022年",)),
        ("2022年货邮吞吐量", where("货邮吞吐量60万吨", date="2023-05-01"), ("2022年",)),
        ("2023年货邮吞吐量", where("货邮吞吐量60万吨", date="2023-05-01"), ()),
        ("上半年货邮吞吐量", where("1-8月货邮吞吐量49.5万吨"), ("1-6月",)),
        ("前8个月货邮吞吐量", where("1-8月货邮吞吐量49.5万吨"), ()),
        ("洛阳机场货邮吞吐量", where("郑州机场货邮吞吐量49.5万吨"), ("洛阳",)),
        ("郑州机场货邮吞吐量", where("机场货邮吞吐量49.5万吨", heading="郑州空港"), ()),
        ("郑州机场货邮吞吐量", where("货邮吞吐量49.5万吨", head="郑州……郑州……洛阳"), ()),
        ("洛阳机场货邮吞吐量", where("货邮吞吐量49.5万吨", head="郑州……郑州……洛阳"), ("洛阳",)),
        ("据全国汽车流通协会，出口多少", where("出口3万辆"), ()),
        ("三年定期利率是多少", where("1年期定期存款利率0.95%"), ("3年期",)),
        ("三年定期利率是多少", where("3年期利率1.25%"), ()),
        ("自首趟开行至今共开行多少班", where("今年1-8月共开行1452班"), ("累计",)),
        ("开行以来共开行多少班", where("2023年以来累计开行1452班"), ()),
        ("民盟提了哪些建议", where("各民主党派提出建议"), ("民盟",)),
        ("民盟提了哪些建议", where("提出建议", heading="民盟郑州市委"), ()),
        ("总里程是多少", where("新建改建农村公路350公里"), ("总里程",)),
        ("新建多少公里", where("公路总里程350公里"), ()),
        ("项目总投资多少", where("项目：甲，资助金额：1000万元"), ("总投资",)),
        (
            "中原科学城签约多少家",
            where("中原科技城签约200家", chunk="中原科学城、中原科技城"),
            ("中原科学城",),
        ),
        ("金水区有多少所学校", where("全市有学校144所"), ("金水",)),
        (
            "厦门赛场有几台摄像机",
            where("用了24台", head="邀请赛5日晚在厦门收官，浙江队、浙江队员"),
            (),
        ),
        ("厦门赛场有几台摄像机", where("用了24台", head="邀请赛在厦门、泉州收官"), ("厦门",)),
        ("厦门赛场有几台摄像机", where("用了24台", head="邀请赛经厦门来到赛场"), ("厦门",)),
        ("天津的骗局有几步", where("骗局分三步", head="天津市河西区的退休会计"), ()),
        ("江西、福建发送旅客多少", where("发送旅客3820万人次", head="江西、福建两省"), ()),
        ("江西、福建发送旅客多少", where("发送旅客3820万人次", head="从江西到福建"), ("福建",)),
        ("2024年5月约谈了几家", where("5月16日约谈三家"), ()),
        ("2024年5月约谈了几家", where("6月16日约谈三家"), ("2024年", "5月")),
        ("2024年约谈了几家", where("5月16日约谈三家"), ("2024年",)),
        ("2024年5月约谈了几家", where("5月16日约谈三家", head="2022年起"), ()),
        ("2024年5月约谈了几家", where("5月16日约谈三家", head="2022年情况"), ("2024年",)),
        ("2024年5月约谈了几家", where("去年5月16日约谈三家"), ("2024年",)),
        ("2024年台风“榕枝”伤了几人", where("3人受伤", head="台风“榕枝”登陆"), ()),
        ("2024年台风“榕枝”伤了几人", where("3人受伤", head="台风“海雀”登陆"), ("2024年",)),
        (
            "2024年春运发送多少",
            where("发送3820万人次，比2023年春运增加710万", date="2024-01-26"),
            (),
        ),
        ("2025年的报告里说前年净增几家", where("净增61家", date="2025-01-08"), ()),
        ("全国乒乓球锦标赛有几队", where("31支代表队"), ()),
        ("2025年的报告里说上一年净增几家", where("2024年净增87家", date="2025-01-08"), ()),
        (
            "2025年的报告里说上一年净增几家",
            where("2023年净增61家", date="2024-01-08"),
            ("2024年", "2025年"),
        ),
        (
            "前五个月多少标箱",
            where("指标：铁水联运，当月：1.9万标箱，累计：8.6万标箱", heading="5月运行情况"),
            (),
        ),
        (
            "前四个月多少标箱",
            where("指标：铁水联运，当月：1.9万标箱，累计：8.6万标箱", heading="5月运行情况"),
            ("1-4月",),
        ),
        ("市本级预算收入多少", where("市级一般公共预算收入82.4亿元"), ()),
        ("市本级预算收入多少", where("一般公共预算收入82.4亿元"), ("本级",)),
        ("203路公交末班几点", where("203路末班车为22:30，与地铁末班车衔接"), ()),
        ("全市总产值多少", where("总产值862亿元", heading="高新技术产业开发区简介"), ("全市",)),
        ("全市总产值多少", where("全市总产值862亿元", heading="高新技术产业开发区简介"), ()),
        ("哪家公司中标", where("招标人为甲水务公司"), ("中标",)),
        ("东湖夜市哪天搬", where("东湖早市4月1日起搬迁"), ("夜市",)),
        ("几个人不同意", where("21名同意调价"), ("不同意",)),
        ("太白山救援花了多少", where("花费9.4万元"), ()),
        ("对美国出口多少", where("出口3亿元"), ("美国",)),
        ("对美国出口多少", where("出口3亿元", before="贸易伙伴中，美国占三成"), ()),
        ("高新区有多少家企业", where("高新技术企业有30家"), ("高新",)),
        ("全国有几家先行区", where("先行区是全国唯一"), ()),
        ("国家级平台有多少家", where("国家重点实验室3家"), ()),
        ("国家级平台有多少家", where("国家科技型中小企业3家"), ("国家级",)),
        ("何时开工", where("计划完工时间：2025年12月"), ("开工",)),
        ("新建了几所幼儿园", where("新建义务教育学校144所"), ("幼儿园",)),
        ("入境游客有多少", where("接待游客30万人次"), ("入境",)),
        (
            "截至10月底人才有多少",
            where("人才290万人", chunk="截至10月底，建成5家。人才290万人"),
            (),
        ),
        ("全市接待游客多少", where("接待游客30万人次，占全省的三成"), ()),
        ("高新区有多少家企业", where("企业有30家", heading="高新技术产业开发区管委会"), ()),
        ("经开区有多少家企业", where("企业有30家", before="经济技术开发区发展很快"), ()),
        ("实际产量多少", where("产量3万吨，完成年度计划的68.6%"), ()),
        ("实际产量多少", where("年度计划产量3万吨"), ("实际完成",)),
        ("金水区有多少所学校", where("有学校14所", heading="金水区政协"), ()),
        ("金水区有多少所学校", where("有学校14所", head="金水区政府\n金水区……二七区"), ()),
        (
            "金水区有多少所学校",
            where("有学校14所", head="金水区……金水区……二七区……二七区"),
            ("金水",),
        ),
        (
            "2023年总产值",
            where("总产值568.9亿元", head="2024年报告\n2023年，全市", heading="2024年报告"),
            (),
        ),
        (
            "2022年总产值",
            where("总产值568.9亿元", head="2024年报告\n2023年，全市", heading="2024年报告"),
            ("2022年",),
        ),
        ("上半年货邮多少", where("全年目标货邮75万吨", heading="2024年上半年指标"), ("1-6月",)),
        ("全省进出口多少", where("地区：洛阳市，进出口：198亿元", heading="河南省"), ("全省",)),
        ("2022年集体收入", where("去年集体收入27.6万元", date="2023-05-19"), ()),
        ("2023年集体收入", where("去年集体收入27.6万元", date="2023-05-19"), ("2023年",)),
        ("2023年集体收入", where("收入27.6万元，比去年多3万元", date="2023-05-19"), ()),
        (
            "2023年门票收入",
            where("门票收入1.21亿元", heading="政府工作报告", date="2024-01-07"),
            (),
        ),
        (
            "2023年门票收入",
            where("门票收入1.21亿元", heading="通知", date="2024-01-07"),
            ("2023年",),
        ),
        (
            "2023年门票收入",
            where("门票1.21亿元", heading="工作报告", date="2024-09-07"),
            ("2023年",),
        ),
        ("2023年人均花费", where("人均1260元，比2019年少33元", date="2023-10-07"), ()),
        ("全省第一拿了几年", where("连续七年全省第一"), ()),
        ("头一个月运了多少人", where("国庆假期运送3.37万人次"), ()),
        ("全省有多少所学校", where("全市有学校144所"), ("全省",)),
        ("全省有多少所学校", where("河南省有学校1440所"), ()),
        ("货邮吞吐量全国排名第几", where("货邮吞吐量国内排名第6"), ()),
        ("货邮吞吐量全国排多少名", where("货邮吞吐量列全国第六"), ()),
        ("货邮吞吐量多少", where("货邮吞吐量49.5万吨"), ()),
        ("全国货邮吞吐量多少", where("货邮吞吐量49.5万吨,国内排名第6"), ("全国",)),
        ("人均生产总值", where("生产总值13617.8亿元"), ("人均",)),
        ("人均生产总值", where("人均生产总值10.5万元"), ()),
        ("第一产业增加值", where("第二产业增加值5401.2亿元"), ("第一产业",)),
        ("三级医院床位多少", where("二、三级医院床位7.49万张"), ("三级",)),
        ("三级医院床位多少", where("三级医院床位5.46万张"), ()),
        ("全年货邮吞吐量", where("货邮吞吐量60万吨"), ()),
        ("实际完成多少旅客", where("预期目标2800万人次"), ("实际完成",)),
        ("目标是多少旅客", where("预期目标2800万人次"), ()),
        ("23年货邮吞吐量", where("2022年货邮吞吐量60万吨"), ("2023年",)),
        ("近20年货邮吞吐量", where("2022年货邮吞吐量60万吨"), ()),
        ("2023年企业多少家", where("当年新增7家", before="2023年总值13617.8亿元"), ()),
        ("“十三五”末研发强度", where("“十四五”期间研发强度2.85%"), ("“十三五”",)),
        ("“十五五”的千亿台阶", where("迈过四个千亿台阶", head="“十四五”……“十五五”"), ()),
        ("第十九次常委会", where("十四届十八次常委会日前召开"), ("第19次",)),
        ("十四届十八次常委会", where("议题如下", heading="十四届十八次常委会议"), ()),
        ("第20240289号提案", where("现答复如下", head="第20240317号提案的答复"), ("第20240289号",)),
        ("机场二期扩建", where("机场三期扩建加快建设"), ("第2期",)),
        ("机场二期扩建", where("机场扩建加快建设"), ()),
        ("都市圈生产总值多少", where("郑州市生产总值13617.8亿元"), ("都市圈",)),
        ("都市圈生产总值多少", where("郑州都市圈生产总值3.5万亿元"), ()),
        ("哪个国家级中心", where("以国家工业互联网中心为抓手"), ()),
        ("郑州机场货邮", where("货邮49.5万吨", chunk="郑州机场货邮49.5万吨，河南第一"), ()),
        ("郑州与哪座城市合作", where("与青岛合作", head="郑州……郑州"), ()),
        ("芜湖的小区", where("北京中路8号院共1267户", head="芜湖市……芜湖市"), ()),
        (
            "2023年处置多少",
            where("去年处置54亿元", before="2024年计划新增", heading="2023年年报"),
            (),
        ),
        ("2025年缴费", where("缴费400元，比2024年度提高20元", heading="2025年度"), ()),
        (
            "前7个月对外出口",
            where("出口5亿元", before="7月当月出口1亿元", heading="前7个月外贸"),
            (),
        ),
        (
            "6月出口多少",
            where("出口5亿元", before="7月当月出口1亿元", heading="前7个月外贸"),
            ("6月",),
        ),
        ("三级响应的水位", where("级别：三级，水位：1409.3米"), ()),
        ("三级响应的水位", where("级别：二级，水位：1410.2米"), ("三级",)),
        ("环比下降多少", where("同比上涨2%，涨幅比上月扩大9.5个百分点"), ("环比",)),
        ("二手房价格", where("8月新建商品住宅价格下降"), ("二手房",)),
        ("二手房价格", where("8月二手住宅价格下降"), ()),
        ("金融业呢", where("服务业增加值8072亿元"), ("金融业",)),
        ("金融业呢", where("金融业增加值1493亿元"), ()),
        ("2025年收入多少", where("收入86亿元", head="甲公司公告\n披露2025年三季报。2024年"), ()),
        ("2024年收入多少", where("收入86亿元", head="披露2025年三季报。2024年"), ("2024年",)),
        ("市本级收入多少", where("全市收入348亿元"), ("本级",)),
        ("农村低保标准", where("城乡低保标准分别为820元和640元"), ()),
        ("郑州有多少失能人员", where("郑州、洛阳试点，两市累计3.12万人"), ("郑州",)),
        ("达到400列的目标了吗", where("力争达到目标400列"), ("实际完成",)),
        ("达到400列的目标了吗", where("开行421列，超过目标"), ()),
        ("第三产业占六成吗", where("服务业占比59.3%"), ()),
        ("郑州、洛阳、西安合作带", where("郑洛西合作带处于前期研究阶段"), ()),
        ("郑州、洛阳合作带", where("郑州的合作带处于前期研究阶段"), ("洛阳",)),
        ("2022年客运量", where("客运量3亿", head="2022年8月16日,召开会议。2023年"), ()),
        ("8月的客运量", where("客运量3亿", head="2022年8月16日,召开会议"), ()),
        ("去年客运量", where("客运量3亿", head="2022年8月16日,召开会议"), ()),
        ("2021年客运量", where("去年客运量3亿", head="2022年8月16日,召开会议"), ()),
        ("2023年客运量", where("客运量3亿", head="2024年2月27日介绍2023年情况"), ()),
        ("合肥客运量", where("客运量3亿", head="合肥市答复：合肥至六安、六安、六安"), ()),
        ("河南人才总量", where("人才290万人", head="河南河南，郑州郑州郑州"), ("河南",)),
        ("安徽客运量", where("客运量3亿", head="安徽省、安徽的合肥、洛阳、洛阳"), ()),
        ("河南人才总量", where("全市人才总量290万人", head="河南河南，郑州郑州"), ("河南",)),
        ("合肥城市低保对象", where("合肥城市低保对象1.8万人"), ()),
        ("第一次申请贷款", where("首次申请贷款"), ()),
        ("1号线客运量", where("2号线客运量3亿"), ("第1号线",)),
        ("水路旅客运输量", where("旅客运输量4925万人"), ("水路",)),
        ("国际物流园投资", where("总投资85亿元"), ()),
        ("硕士毕业生补贴", where("硕士每月1000元"), ()),
        ("抢先布局虚拟世界", where("布局元宇宙"), ()),
        ("出口额多少", where("进出口总额86亿元"), ("出口",)),
        ("出口额多少", where("出口86亿元，占进出口总额六成"), ()),
        ("出口额多少", where("总额86亿元"), ()),
        ("进口和出口各多少", where("进口86亿元"), ()),
        ("第二产业占生产总值的比重", where("增加值5345亿元，占比39.3%", heading="第二产业"), ()),
        ("基金的实缴规模", where("认缴规模500亿元"), ("实缴",)),
        ("五一假期接待多少人", where("上半年接待286万人次"), ("五一",)),
        ("科目三合格率多少", where("科目二合格率为83.6%"), ("科目三",)),
        ("福建省内其他市的人能参保吗", where("户籍在省内其他市的可以", head="漳州市漳州"), ()),
        ("面试什么时候", where("时间为6月20日", heading="二、笔试"), ("面试",)),
        ("全市常住人口", where("年末常住人口39万人", heading="某市岳麓区统计公报"), ("全市",)),
        ("全市常住人口", where("年末常住人口39万人", heading="某市统计公报"), ()),
        ("前三季度收入", where("年初至报告期末:41.9%", heading="2024年第三季度报告"), ()),
        ("上半年收入", where("年初至报告期末:41.9%", heading="2024年第三季度报告"), ("1-6月",)),
        ("岳麓区有多少志愿者", where("志愿者1150人", head="答复\n长沙市岳麓区教育局"), ()),
        ("全省接待多少游客", where("经甘肃省平台测算，全市接待游客326万人次"), ("全省",)),
        ("全省接待多少游客", where("经甘肃省平台测算，全省接待游客326万人次"), ()),
        ("达到目标了没有", where("目标没有完成，预计明年达到"), ()),
        ("14天期逆回购利率", where("开展7天期逆回购操作，利率1.4%"), ("14天期",)),
        ("施工单位", where("甲公司", heading="公示 > 1.建设单位"), ("施工单位",)),
        ("2023年地区生产总值增长多少", where("2023年旅客吞吐量增长175%"), ("生产总值",)),
        ("白银收报多少", where("黄金收报2956美元"), ("白银",)),
        ("一标段限价多少", where("二标段:设备安装,限价2150万元"), ("一标段",)),
        ("第一批补助多少", where("补助210万元", heading="第二批补助名单"), ("第一批",)),
        ("局长是谁", where("副局长李明出席"), ("局长",)),
        ("今年已经入库多少家", where("力争入库8000家"), ("实际完成",)),
        ("上半年占全年目标的多少", where("上半年完成目标的56.2%"), ()),
        ("货邮在国内机场中名次如何", where("货邮49.5万吨，排名第6"), ()),
        ("在全世界排到前多少", where("国内排名第6"), ("世界",)),
        ("在全省排第几", where("排名第6"), ()),
        ("在全国率先推出哪三项", where("率先推出集拼集运"), ()),
        ("展会实际成交多少", where("意向成交额超776亿元"), ("实际完成",)),
        ("今年已经建成多少家", where("年内建成600家"), ("实际完成",)),
        ("2025年实际建成多少个", where("建设庄园12个", heading="2025年重点工作"), ("实际完成",)),
        ("省级每班补多少钱", where("省里对支线每班补1.8万元"), ()),
        ("省级每班补多少钱", where("市里对每班空座给补贴"), ("省级",)),
        ("高中毕业生有多少人", where("普通高中毕业生8.9万人"), ()),
        ("盐城的参保人数", where("我市与上海、盐城互认，1260人", head="南通南通"), ("盐城",)),
        ("南通的参保人数", where("我市与上海、盐城互认，1260人", head="南通南通"), ()),
        (
            "当阳市种植面积",
            where("全市面积212万亩", chunk="当阳市产量高。全市面积212万亩"),
            ("当阳",),
        ),
        ("商品房销售额多少", where("商品房销售面积126万平方米"), ("销售额",)),
        ("满世界找政策的是谁", where("推行政策找人"), ()),
        ("8月起怎么收费", where("每小时2元"), ()),
        ("三季度末存货多少", where("期末存货6亿元"), ()),
        (
            "雨花区几家门店",
            where("门店163家", chunk="门店163家，其中雨花区41家，天心区33家"),
            ("雨花",),
        ),
        ("雨花区几家门店", where("门店41家", chunk="雨花区在城南。门店41家"), ()),
        ("遵化市缺口多少", where("全市缺口112人", head="唐山……唐山……遵化市……遵化市"), ("遵化",)),
        ("有几家省级实验室", where("支持13家省实验室建设"), ()),
        ("有几家省级实验室", where("支持13家本省实验室建设"), ("省级",)),
        (
            "今年招多少",
            where("招21800人", head="2024年指南\n2018年8月31日前出生", heading="2024年指南"),
            (),
        ),
        (
            "2024年招多少",
            where("今年招21800人", head="2018年8月31日前出生", heading="2024年指南"),
            (),
        ),
        (
            "2018年招多少",
            where("今年招21800人", head="2018年8月31日前出生", heading="2024年指南"),
            ("2018年",),
        ),
        ("前11个月过了几列", where("截至11月30日，今年通行8306列"), ()),
        ("上半年过了几列", where("截至11月30日，今年通行8306列"), ("1-6月",)),
        (
            "合肥的跨市公交去六安的有几条",
            where("我市已开通9条，其中六安4条、淮南3条", head="合肥……合肥"),
            (),
        ),
        ("六安有公交几条", where("我市已开通9条，其中六安4条", head="合肥……合肥"), ("六安",)),
        ("安徽出口多少", where("出口863亿元", head="安徽省……全省……合肥……合肥……全省"), ()),
        ("安徽出口多少", where("出口863亿元", head="安徽省……全市……合肥……合肥"), ("安徽",)),
        ("福建其他市的人到漳州参保要居住证吗", where("漳州居住证满6个月，本省人员不受限制"), ()),
        (
            "郑州没开工的项目几个",
            where("23个没有开工", head="项目通报\n郑州市发展和改革委员会\u30002024年9月5日\n"),
            (),
        ),
        ("高中教师要几级", where("二级乙等及以上", heading="中小学教师资格认定"), ()),
        ("货物从哪个港口中转", where("货物经东方港再到日本"), ()),
        ("中转旅客多少", where("旅客412万人次"), ("中转",)),
        ("真正签约了几家，不要目标", where("力争签约200家"), ("实际完成",)),
        (
            "实际完成投资多少",
            where("地区：甲区，年度计划投资：720.0，上半年完成投资：372.4亿元"),
            (),
        ),
        ("实际完成投资多少", where("地区：甲区，年度计划完成投资：720.0亿元"), ("实际完成",)),
        ("铁路货运量多少", where("全市货运量2.9亿吨，其中公路2.5亿吨、铁路0.3亿吨"), ()),
        ("铁路货运量多少", where("全市货运量2.9亿吨"), ("铁路",)),
        ("截至8月完成多少", where("完成投资281亿元", heading="1—8月进展通报"), ()),
        ("截至8月完成多少", where("完成投资281亿元", heading="上半年进展通报"), ("1-8月、8月",)),
        ("截至8月21日库存多少", where("库存5.1万吨"), ()),
        ("郑州租金打几折", where("租金为市场价的70%", head="首次在郑州缴纳社保的"), ()),
        ("郑州租金打几折", where("租金为市场价的70%", head="在郑州、洛阳缴纳社保的"), ("郑州",)),
        ("日均客运量多少", where("客运量1322万人次"), ("日均",)),
        ("每万人有几件专利", where("万人发明专利拥有量9.8件"), ()),
        ("每万人有几件专利", where("发明专利拥有量9.8件"), ("万人",)),
        ("省级中小企业多少家", where("省专精特新中小企业1180家"), ()),
        ("市级资金几时填报", where("3月1日开始", head="资金申报\n郑州市科学技术局\n"), ()),
        ("市级资金几时填报", where("3月1日开始", head="资金申报"), ("市级",)),
        (
            "2024年春运旅客多少",
            where("春运旅客2450万人次", heading="2024年总结和2025年安排 | 二、2025年安排 > 保障"),
            ("2024年",),
        ),
        ("2024年春运旅客多少", where("春运旅客2450万人次", heading="2024年总结和2025年安排"), ()),
        (
            "规模以上企业产量多少",
            where("产量：18.85万吨", chunk="产量：18.85万吨。统计范围为规模以上工业企业。"),
            (),
        ),
        ("规模以上企业产量多少", where("产量：18.85万吨"), ("规模以上",)),
        ("郑州发了多少补助", where("今年发放1270万元", home="郑州"), ()),
        ("洛阳发了多少补助", where("今年发放1270万元", home="郑州"), ("洛阳",)),
        ("郑州发了多少补助", where("今年发放1270万元", head="洛阳", home="郑州"), ("郑州",)),
        ("郑州发了多少补助", where("今年发放1270万元", head="2024-10-11 来源:郑州市民政局"), ()),
        ("哪项指标在国内排到了第6位", where("货邮吞吐量49.5万吨"), ()),
        ("覆盖农村百分之几", where("覆盖40%的社区和10%的行政村"), ()),
        ("都市圈各城市一共多少家企业", where("入库企业5800余家"), ("都市圈",)),
        ("日均客运量多少", where("平均每天运送13万人次"), ()),
        ("每千人有几名护士", where("注册护士7.95万人"), ("每千人",)),
        ("货邮同比增长多少", where("货邮7.1万吨，环比增长4.4%"), ("同比",)),
        ("项目完成投资多少", where("总投资58.7亿元"), ("完成投资",)),
        ("项目完成投资多少", where("总投资58.7亿元，已完成投资12亿元"), ()),
        (
            "甲左银行净利润多少",
            where("乙右银行净利润8亿元", head="甲左银行与乙右银行。甲左银行和乙右银行披露"),
            ("甲左银行",),
        ),
        ("柳州加装电梯多少台", where("竣工1164台", head="现答复如下\n柳州市住房局"), ()),
        ("柳州加装电梯多少台", where("竣工1164台", head="经柳州市住房局同意"), ("柳州",)),
        ("恩施的大桥哪天通车", where("2019年12月28日建成通车", head="大桥是湖北省恩施州的桥"), ()),
        (
            "恩施的大桥哪天通车",
            where("2019年12月28日建成通车", head="大桥是湖北省宜昌市的桥"),
            ("恩施",),
        ),
        ("洛阳地区生产总值", where("洛阳市进出口总值212.6亿元"), ("生产总值",)),
        ("春节慰问金多少", where("重阳节另发慰问金1000元"), ("春节",)),
        ("小孩一次吃多少毫克", where("成人每次75毫克"), ("小孩",)),
        ("最短的一根多长", where("共176根，最长的一根372米"), ("最短",)),
        ("第五轮评估的等级", where("第四轮学科评估中获评B+"), ("第5轮",)),
        ("韩国哪年人工孵出", where("1999年赠送日本一对", chunk="韩国、日本都曾灭绝"), ("韩国",)),
        ("2024年余额多少", where("由2022年高峰时的286亿元压降到97亿元", date="2024-07-01"), ()),
        ("2022年余额多少", where("由2022年高峰时的286亿元压降到97亿元", date="2024-07-01"), ()),
        (
            "2023年余额多少",
            where("由2022年高峰时的286亿元压降到97亿元", date="2024-07-01"),
            ("2023年",),
        ),
        ("全国焊接金牌得主给哪里建", where("准备给中学建一间"), ()),
        ("对老城镇的面积有疑问找谁", where("联系人崔某"), ()),
        ("下游河面多宽", where("中游河面放宽到80米"), ("下游",)),
        ("高于多少度掉叶", where("低于10℃掉叶"), ("高于",)),
        ("从北往南怎么走", where("由南往北单向通行"), ("北往南",)),
        ("慢充要多久", where("快充需28分钟"), ("慢充",)),
        ("汽油每吨降多少", where("汽、柴油每吨降低300元"), ()),
        ("汽油版功率", where("柴油版功率124千瓦"), ("汽油",)),
        ("电动三轮车去哪上牌", where("电动自行车在登记点上牌"), ("电动三轮",)),
        ("手艺是跟谁学的", where("手艺传给了外孙女"), ("跟谁学",)),
        ("手艺传给了谁", where("手艺是跟外婆学的"), ("传给",)),
        ("去掉了对哪种架构的支持", where("加入对ARM架构的支持"), ("去掉",)),
        ("不进冰箱,常温能放几天", where("放冰箱可存三天"), ("常温",)),
        ("冬天做泡菜放几天", where("夏天放7天"), ("冬天",)),
        ("客场场均观众多少", where("主场场均观众8940人"), ("客场",)),
        ("平均水深多少", where("最大水深3.8米"), ("平均",)),
        ("平均每天多少人", where("日均320人，最高500人"), ()),
        ("冷冻能放多久", where("密封冷藏可放3天"), ("冷冻",)),
        ("网页版能导出什么", where("电脑端支持导出为PDF；手机端只能导出长图"), ("网页版",)),
        ("住户存款增长多少", where("各项存款余额4016亿元，增长7.1%"), ("住户",)),
        ("报废旧车买燃油车补多少", where("转让本人名下的旧车，燃油车补1.2万元"), ("报废旧",)),
        ("母狗几天拆线", where("母猫10天拆线"), ("母狗",)),
        ("11月哪天停电", where("停水延至11月15日"), ("停电",)),
        ("年底养了多少头猪", where("年末肉牛存栏5.8万头"), ("头猪",)),
        ("年底养了多少头猪", where("年末生猪存栏5.8万头"), ()),
        ("动车票打几折", where("门票五折"), ("动车票",)),
        ("门市房一平米收多少", where("居民热费标准为每平方米29.5元"), ("门市房",)),
        ("头一年交多少钱", where("次年起每只100元"), ("头一年",)),
    ],
)
def test_evidence_meets_what_is_asked_or_says_what_not(
    question: str, evidence: Surroundings, names: tuple[str, ...]
) -> None:
    """The nearest statement decides; what is not met is named."""
    assert failed(constraints(question), evidence) == names


def test_the_last_clause_to_name_a_year_decides() -> None:
    """In a row of years each figure belongs to the year before it."""
    asked = constraints("2023年零售总额")
    row = ["2022年：5223.1亿元，", "2023年：5623.1亿元，", "增长7.7%"]
    assert contradicted(asked, row[:1]) == ("2023年",)
    assert contradicted(asked, row[:2]) == ()
    assert contradicted(asked, row) == ()


def test_a_figure_is_of_the_district_and_of_the_thing_named_last_before_it() -> None:
    """Two of a kind in one sentence are told apart by clauses."""
    row = ["对寿阳县奖励60万元，", "对左权县奖励40万元"]
    assert contradicted(constraints("左权县奖励多少"), row[:1]) == ("左权",)
    assert contradicted(constraints("左权县奖励多少"), row) == ()
    row = ["第一阶梯由1.66元调整为1.92元；", "第二阶梯：180至300立方米，", "由2.49元调整为2.88元"]
    assert contradicted(constraints("第二阶梯多少钱"), row[:1]) == ("第二阶梯",)
    assert contradicted(constraints("第二阶梯多少钱"), row) == ()
    row = ["进口32亿元，", "出口54亿元"]
    assert contradicted(constraints("进口多少"), row) == ("进口",)
    assert contradicted(constraints("进口多少"), row[:1]) == ()


def test_the_whole_province_is_no_city_before_it() -> None:
    """In a sentence about one of its cities 全省 is what is asked about."""
    row = ["郑州市接待游客8913.2万人次；", "全省接待游客5.27亿人次"]
    assert contradicted(constraints("河南接待游客多少"), row) == ()
    assert contradicted(constraints("河南接待游客多少"), row[:1]) == ("河南",)


def test_what_is_no_figure_may_name_its_kind_after_the_answer() -> None:
    """10月18日，… 笔试 is of 笔试 though 面试 follows."""
    asked = constraints("笔试什么时候出成绩")
    row = ["笔试于10月18日举行，", "成绩10月24日公布；", "面试于11月1日举行"]
    assert contradicted(asked, row) == ("笔试",)
    assert contradicted(asked, row, anywhere=True) == ()
    assert contradicted(asked, row[2:], anywhere=True) == ("笔试",)


def test_the_year_that_is_compared_with_decides_nothing() -> None:
    """比2022年下降 speaks of the year before it."""
    asked = constraints("2023年货邮是升是降")
    row = ["2023年旅客吞吐量比2022年增长175.0%，", "货邮吞吐量比2022年下降2.7%"]
    assert contradicted(asked, row) == ()
    assert contradicted(constraints("2022年货邮增长多少"), row) == ("2022年",)
    assert contradicted(asked, ["与2022年相比，", "下降2.7%"]) == ()
    assert contradicted(asked, ["2021年和2022年增长2.7%"]) == ("2023年",)


def test_what_is_told_of_another_of_several_like_things_is_no_answer() -> None:
    """The nearest that names one decides; what names none, or all, speaks against nothing."""
    asked = replace(
        constraints("病房几点到几点能进"), one="黄金", others=frozenset(["蓉江"]), named=True
    )
    told = "每天16:00—20:00"
    assert failed(asked, where(told, heading="蓉江院区开诊公告")) == ("黄金",)
    assert failed(asked, where(told, heading="黄金院区就医须知")) == ()
    assert failed(asked, where(told, heading="就医须知")) == ()
    assert failed(asked, where(f"蓉江院区{told}", heading="黄金院区就医须知")) == ("黄金",)
    assert failed(asked, where(f"黄金、蓉江院区{told}", heading="蓉江院区")) == ()
    unnamed = replace(asked, named=False)
    assert failed(unnamed, where(told, heading="蓉江院区开诊公告")) == ()
    assert failed(unnamed, where(told, heading="蓉江院区", head="黄金院区")) == ("黄金",)


def test_the_year_of_a_title_is_that_of_its_document() -> None:
    """Not the one in which it came out: the bulletin of 2022 is of January 2023."""
    asked = constraints("2023年简报的审核人是谁")
    signed = where("审核：刘振国", heading="2022年生产简报", date="2023-01-09")
    assert loosened(asked, signed).years == {2023}
    assert not loosened(asked, where("审核：刘振国", heading="生产简报", date="2023-01-09")).years


def test_what_is_no_figure_is_of_a_district_that_its_chunk_names() -> None:
    """Among others, too; not where it is said of the whole city."""
    asked = constraints("荥阳市建议哪些措施")
    assert not loosened(
        asked, where("建议三项措施", chunk="新郑市、荥阳市。建议三项措施")
    ).districts
    assert loosened(asked, where("全市三项措施", chunk="荥阳市。全市三项措施")).districts
    assert loosened(asked, where("建议三项措施")).districts


def test_what_is_no_figure_is_of_what_its_chunk_names() -> None:
    """农村 need not be said again in a list; a figure without it may be of another indicator."""
    asked = constraints("农村客运推广到哪三个县")
    near = where("推广到甲、乙、丙三县", chunk="农村客运推行预约响应。推广到甲、乙、丙三县")
    assert failed(asked, near) == ("农村",)
    assert failed(loosened(asked, near), near) == ()


def test_of_two_levels_that_are_named_one_is_enough() -> None:
    """Where no figure is asked for."""
    asked = constraints("拿过省级奖补还能报市级资金吗")
    assert loosened(asked, where("已获得省级奖补的不再支持")).qualifiers == {"省级"}
    assert loosened(asked, where("企业不再支持")).qualifiers == {"省级", "市级"}


def test_what_is_no_figure_is_of_the_month_that_its_chunk_names() -> None:
    """A news story says it once."""
    asked = constraints("10月评级调到什么")
    said = where("评级下调至持有", chunk="10月23日公布三季报。评级下调至持有")
    assert not loosened(asked, said).periods
    assert loosened(asked, where("评级下调至持有")).periods


def test_a_reason_may_lie_in_another_year_than_what_it_explains() -> None:
    """What the headings and the date say is enough; what nobody says is still missing."""
    asked = constraints("2024年上半年财务费用为何涨了一倍")
    told = where("2023年12月的收购款来自贷款", heading="2024年上半年业绩", date="2024-08-30")
    assert failed(asked, told) == ("2024年", "1-6月")
    assert failed(loosened(asked, told), told) == ()
    assert failed(loosened(constraints("2022年为何涨"), told), told) == ("2022年",)


def test_what_the_title_says_holds_for_a_place_or_a_list() -> None:
    """二期扩建工程 is built 一期工程旁; of a figure its own sentence tells."""
    asked = constraints("二期工程建在哪里")
    there = where("建设地点:滨河路,一期工程旁", heading="二期扩建工程公告")
    assert not failed(loosened(asked, there), there)
    assert failed(asked, there) == ("第2期",)


def test_of_rivals_in_one_sentence_the_clause_must_name_the_right_one() -> None:
    """第二产业 and 第三产业 stand side by side in every report."""
    asked = constraints("第三产业调增多少")
    row = ["与初步核算相比，", "第二产业调增32.6亿元，", "第三产业调增92.5亿元"]
    assert contradicted(asked, row[:2]) == ("第三产业",)
    assert contradicted(asked, row) == ()


def test_a_part_of_a_year_is_not_the_whole() -> None:
    """In a row of periods the clause decides."""
    asked = constraints("2023年全年旅客吞吐量")
    row = ["2023年：2535.8万人次，", "2024年上半年：1387.6万人次"]
    assert contradicted(asked, row[:1]) == ()
    assert contradicted(constraints("全年旅客吞吐量"), ["1-8月，", "旅客1924.5万人次"]) == ("全年",)
    assert "全年" in contradicted(asked, row)


def test_a_year_in_which_something_began_is_its_own() -> None:
    """Not that of what is asked of another year, where the page is of none."""
    asked = constraints("2023年3月启动的工程总投资多少")
    assert failed(asked, where("总投资5亿元", before="工程2016年3月启动")) == ("2023年",)
    asked = constraints("2020年获批的试点有哪些")
    said = where("2016年获批的试点有三个")
    assert failed(loosened(asked, said), said) == ("2020年",)


def test_news_that_begin_with_a_day_say_no_year() -> None:
    """Unless their title or beginning names one: who in 2024年6月 took over."""
    asked = constraints("2024年6月接任的是谁")
    page = {"head": "本报6月19日讯 主教练卸任", "chunk": "她2015年退役。她在2016年执教"}
    assert failed(loosened(asked, where("她接任", **page)), where("她接任", **page)) == ()
    dated = where("她接任", **page | {"heading": "2019年案例汇编"})
    assert failed(loosened(asked, dated), dated) == ("2024年",)
    other = where("她接任", **page | {"head": "本报5月19日讯 主教练卸任"})
    assert failed(loosened(asked, other), other) == ("2024年", "6月")


@pytest.mark.parametrize(
    ("question", "evidence", "names"),
    [
        ("德国大单后目标价多少", where("目标价29.3元", head="公司签下德国大单"), ()),
        ("今年对美国出口下降多少", where("其中对美出口下降16.4%"), ()),
        ("小鼠的致死量是多少", where("大鼠口服的致死量为310毫克"), ("小鼠",)),
        ("哪一个是千亿级产业集群", where("建设万亿级电子信息产业集群"), ("千亿级",)),
        ("C类份额净值涨了多少", where("a类份额净值增长3.27%"), ("c类",)),
        ("三号坝在哪年断裂", where("其中二号坝在1999年断裂"), ("3号",)),
        ("最高不能超过平时的几倍", where("不得超过平日均价的1.5倍"), ()),
        ("三孩家庭的额度是多少", where("生育两个孩子的家庭提到140万元"), ("三孩",)),
    ],
)
def test_one_of_its_kind_is_not_another(
    question: str, evidence: Surroundings, names: tuple[str, ...]
) -> None:
    assert failed(constraints(matching_form(question)), evidence) == names


def test_who_did_it_is_no_other_place() -> None:
    """被吉林警方押解 to 长春."""
    said = ["飞机降落在长春机场，", "53名嫌疑人被吉林警方押解回国"]
    assert contradicted(constraints("多少名嫌疑人被押解回长春"), said) == ()

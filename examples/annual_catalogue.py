"""年度目录脚本：读取一个文件夹的数据表，生成当年的紧缺目录、培训目录、招生建议和全部发布文件。

用法：python annual_catalogue.py [数据文件夹] [输出文件夹]；不给参数时使用内置的模拟城市（模拟数据）。
"""

import sys

import skillcast

data = sys.argv[1] if len(sys.argv) > 1 else skillcast.sample_path()
out = sys.argv[2] if len(sys.argv) > 2 else "out"

market = skillcast.load(data)  # 有错时一次列出全部问题：文件、行、列、怎样改
result = skillcast.outlook(market, seed=2026)  # 预测、缺口、紧缺判定、招生建议
print(result.demand.backtest.verdict("zh"))

if result.shortage is not None:
    catalogue = result.shortage.catalogue
    print(catalogue[["rank", "occupation", "name", "probability", "grade", "years_in"]].round(2).to_string(index=False))
    near = result.shortage.assessment.query("0.3 < probability < 0.7")  # 判定最不确定的职业，发布前值得复核
    print("需要复核：", "、".join(near["name"]))

if result.programmes is not None:
    seats = result.programmes.seats
    moved = seats[seats["change"] != 0]
    print(moved[["school", "programme", "seats_last", "suggested_seats", "p_more"]].round(2).to_string(index=False))

skillcast.publish(result, out)
print("已写入", out)

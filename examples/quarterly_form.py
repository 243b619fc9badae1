"""Publish a quarter's form, check it, and lead one printed figure back to its cells (synthetic data, 模拟数据).

Usage: python quarterly_form.py [output folder]
"""

import sys
from pathlib import Path

import skillcast
from skillcast.publication.trace import trace_text

market = skillcast.load(skillcast.sample_path())  # your folder of tables here
out = Path(sys.argv[1] if len(sys.argv) > 1 else "quarter")
skillcast.publish_quarter(market, "2025Q3", out)

findings = skillcast.verify(out)
print("\n".join(finding.text() for finding in findings) or "核对无误")

# Where does the number of vacancies in manufacturing come from?
found = skillcast.trace_figure(out, "market_industry", "C", "demand", data=skillcast.sample_path())
print(trace_text(found, "zh"))

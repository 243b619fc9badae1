"""What each kind of problem says: what is wrong and how to mend it, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Kind:
    """The sentences of one kind of problem: what is wrong and how to mend it, in both languages."""

    what_zh: str
    what_en: str
    hint_zh: str
    hint_en: str
    severity: Severity = "error"


KINDS: dict[str, Kind] = {
    "no-input": Kind(
        "找不到输入：{value}",
        "input not found: {value}",
        "请检查路径；输入应为含各数据表的文件夹或一个 .xlsx 工作簿。",
        "Check the path; the input is a folder of tables or one .xlsx workbook.",
    ),
    "unreadable-file": Kind(
        "无法读取文件（{reason}）",
        "the file cannot be read ({reason_en})",
        "请用 Excel 打开并另存为 .xlsx 或 CSV（UTF-8）后重试。",
        "Open it in Excel and save it again as .xlsx or CSV (UTF-8).",
    ),
    "wrong-encoding": Kind(
        "文件编码无法识别（既不是 UTF-8 也不是 GB18030）",
        "the text encoding is neither UTF-8 nor GB18030",
        "请另存为“CSV UTF-8（逗号分隔）”。",
        "Save it as 'CSV UTF-8 (comma delimited)'.",
    ),
    "file-too-large": Kind(
        "文件过大（{value}）",
        "the file is too large ({value})",
        "上限为 {limit}；请只保留本表所需的行和列。",
        "The limit is {limit}; keep only the rows and columns the table needs.",
    ),
    "no-header": Kind(
        "“{value}”不像表头：其下每一行的格数都比它多",
        "'{value}' does not look like a header: every row below has more cells",
        "表头应在数据的上一行；请删去表头以上的标题行和说明行，并写全各列的列名。",
        "The header stands right above the data; remove titles and remarks above it, and name every column.",
    ),
    "empty-table": Kind(
        "表中没有数据行",
        "the table has no data rows",
        "请填写数据，或删除该文件以关闭相关功能。",
        "Fill it in, or remove the file to switch off what needs it.",
    ),
    "unknown-table": Kind(
        "不认识的表名“{value}”",
        "unknown table '{value}'",
        "可用的表名：{allowed}。",
        "Known tables: {allowed}.",
        severity="warning",
    ),
    "duplicate-table": Kind(
        "同一张表出现两次（已有 {value}）",
        "the table appears twice (first in {value})",
        "只保留一个文件。",
        "Keep one of the files.",
    ),
    "missing-table": Kind(
        "缺少必需的表“{value}”",
        "required table '{value}' is missing",
        "请运行 skillcast template 生成空表并填写。",
        "Run `skillcast template` to get an empty one and fill it in.",
    ),
    "missing-column": Kind(
        "缺少列“{column}”",
        "column '{column}' is missing",
        "请补上该列；可用列名：{allowed}。",
        "Add the column; accepted headers: {allowed}.",
    ),
    "unknown-column": Kind(
        "不认识的列“{column}”",
        "unknown column '{column}'",
        "该列未被使用；请删除或更正列名（可用：{allowed}）。",
        "The column is not used; remove it or correct its name (known: {allowed}).",
    ),
    "wrong-unit": Kind(
        "列“{column}”的表头写的单位是“{value}”，应为：{unit}",
        "the header of column '{column}' gives the unit '{value}'; it must be: {unit}",
        "请把整列换算成规定的单位，再更正或删去表头中的单位。",
        "Convert the whole column to that unit, then correct the header or leave the unit out.",
    ),
    "duplicate-column": Kind(
        "列“{column}”出现两次",
        "column '{column}' appears twice",
        "只保留一列。",
        "Keep one of them.",
    ),
    "missing-value": Kind(
        "“{column}”不能为空",
        "'{column}' must not be empty",
        "请填写；确实没有的数据请删去该行。",
        "Fill it in; if there is no figure, remove the row.",
    ),
    "not-a-number": Kind(
        "“{value}”不是数字",
        "'{value}' is not a number",
        "请只填数字，不带单位、空格或说明文字。",
        "Write digits only, without unit, space or remark.",
    ),
    "not-an-integer": Kind(
        "“{value}”不是整数",
        "'{value}' is not a whole number",
        "人数、家数应为整数。",
        "Persons and firms are counted in whole numbers.",
    ),
    "out-of-range": Kind(
        "{value} 超出允许范围 {allowed}",
        "{value} is outside the allowed range {allowed}",
        "请核对数值和单位，单位应为：{unit}。",
        "Check the figure and its unit, which is: {unit}.",
    ),
    "bad-period": Kind(
        "“{value}”不是有效的时期",
        "'{value}' is not a period",
        "请写成 2025、2025Q3 或 2025-03。",
        "Write 2025, 2025Q3 or 2025-03.",
    ),
    "mixed-frequency": Kind(
        "同一列中混有不同频率的时期（{value}）",
        "periods of different frequency in one column ({value})",
        "同一张表请只用年度、季度或月度中的一种。",
        "Use years, quarters or months, one of them, throughout the table.",
    ),
    "bad-date": Kind(
        "“{value}”不是日期",
        "'{value}' is not a date",
        "请写成 2025-12-31。",
        "Write 2025-12-31.",
    ),
    "not-in-list": Kind(
        "“{value}”不在允许的取值中",
        "'{value}' is not an allowed value",
        "可用取值：{allowed}。",
        "Allowed: {allowed}.",
    ),
    "unknown-code": Kind(
        "代码“{value}”不在 {edition} 中",
        "code '{value}' is not in {edition}",
        "请按 {edition} 更正代码{nearest}。",
        "Correct the code to {edition}{nearest_en}.",
    ),
    "code-as-number": Kind(
        "代码“{value}”像是被存成了数字",
        "code '{value}' looks as if it had been stored as a number",
        "请把该列设为文本格式后重新填写代码（保留前导零和连字符）。",
        "Format the column as text and type the code again (leading zeros and hyphens matter).",
    ),
    "wrong-edition": Kind(
        "代码“{value}”属于 {found}，不是 {edition}",
        "code '{value}' belongs to {found_en}, not {edition}",
        "请换成 {edition} 的代码；不同版次的同一代码可能是不同职业。",
        "Use the code of {edition}; the same code may be another occupation in another edition.",
    ),
    "duplicate-key": Kind(
        "与第 {other} 行重复（{value}）",
        "repeats the key of row {other} ({value})",
        "同一组关键列只能出现一次；请合并或删除。",
        "Each key may stand once; merge or remove one of the rows.",
    ),
    "period-gap": Kind(
        "“{value}”缺少时期 {missing}",
        "'{value}' lacks period {missing}",
        "请补报该时期；确实没有的，在 skillcast.toml 的 [allow] 中写明 gaps 并说明原因。",
        "Supply the period; if there is none, declare it under [allow] gaps in skillcast.toml with the reason.",
    ),
    "declared-gap": Kind(
        "“{value}”缺少时期 {missing}（已在 skillcast.toml 中声明）",
        "'{value}' lacks period {missing} (declared in skillcast.toml)",
        "该时期按缺失处理，不作填补。",
        "The period is treated as missing; nothing is filled in.",
        severity="warning",
    ),
    "unit-jump": Kind(
        "{value} 与同一序列的常见水平 {usual} 相差约 {factor} 倍",
        "{value} differs from the usual level {usual} of its series by a factor of about {factor}",
        "多半是“人”与“万人”混用；请统一为{unit}。",
        "Persons and ten thousands of persons are probably mixed up; use {unit} throughout.",
    ),
    "inconsistent": Kind(
        "{reason}",
        "{reason_en}",
        "请核对这一行的各列。",
        "Check the columns of this row against each other.",
    ),
    "no-plan": Kind(
        "没有同时满足各项限额的招生计划：“{value}”{reason}",
        "no seat plan keeps all limits: '{value}': {reason_en}",
        "请核对招生能力、办学条件和参数 programmes.change_limit、programmes.growth_limit，放宽所列限额。",
        "Check capacities and the parameters programmes.change_limit and programmes.growth_limit, and relax the limits listed.",
    ),
    "weights-not-one": Kind(
        "“{value}”的权重合计为 {total}，应为 1",
        "the weights of '{value}' sum to {total}, not 1",
        "请调整该组的权重，使其合计为 1。",
        "Adjust the weights of the group so that they sum to 1.",
    ),
    "dangling-key": Kind(
        "“{value}”在表 {other} 中找不到",
        "'{value}' is not found in table {other}",
        "请在表 {other} 中补上，或更正这里的写法。",
        "Add it to table {other} or correct it here.",
    ),
    "other-region": Kind(
        "地区代码“{value}”不是本次发布的地区 {region}",
        "region '{value}' is not the one that is published, {region}",
        "一次发布一个地区：请删去其他地区的行，或更正 skillcast.toml 中的 region。",
        "One region a publication: remove the rows of others, or correct region in skillcast.toml.",
    ),
    "bad-config": Kind(
        "{reason}",
        "{reason_en}",
        "请对照文档“配置文件”一节更正。",
        "Correct it; see 'Configuration' in the documentation.",
    ),
    "bad-parameter": Kind(
        "参数 {column} 的值 {value} 无效：{reason}",
        "parameter {column} cannot be {value}: {reason_en}",
        "可用参数及范围见 skillcast 文档“参数”一页。",
        "See the page 'Parameters' for names and ranges.",
    ),
    "too-short": Kind(
        "“{value}”只有 {length} 期数据，至少需要 {needed} 期",
        "'{value}' has {length} periods; at least {needed} are needed",
        "请补充更早的数据，或缩短预测期。",
        "Add earlier data or shorten the horizon.",
    ),
    "output-exists": Kind(
        "输出位置“{value}”已有其他内容",
        "'{value}' holds something that is not a skillcast publication",
        "请换一个文件夹，以免覆盖他物。",
        "Choose another folder, so that nothing else is overwritten.",
    ),
    "output-in-use": Kind(
        "无法替换“{value}”（{reason}）",
        "'{value}' cannot be replaced ({reason})",
        "请关闭正在打开其中文件的程序（Word、Excel、WPS）后重试；原有发布件未受影响。",
        "Close the programs that hold its files open (Word, Excel, WPS) and try again; the last publication is untouched.",
    ),
    "missing-glyph": Kind(
        "字体缺字“{value}”",
        "the bundled font lacks '{value}'",
        "图中该字改用{used}；如需统一字形，请换用常用字。",
        "Figures use {used_en} for it; prefer a common character for an even look.",
        severity="warning",
    ),
    "correction-mismatch": Kind(
        "更正记录的原值“{value}”与文件中的“{found}”不符",
        "the correction expects '{value}' but the file says '{found_en}'",
        "来源可能已经改正；请删除或更新这条更正。",
        "The source may have been mended; remove or update the correction.",
    ),
    "certain-future": Kind(
        "“{value}”被当作确定无疑的未来",
        "'{value}' is taken as certain",
        "{remedy}。",
        "{remedy_en}.",
    ),
    "loss-exceeds-stock": Kind(
        "“{value}”减少 {loss} 人，而 {period} 该处只有约 {stock} 人",
        "'{value}' takes away {loss} persons where about {stock} are employed in {period}",
        "减员不能多于在岗人数：请核对人数、所属行业，以及是否重复登记了同一关停。",
        "No more can be lost than is there: check the number, the industry, and whether one closure is entered twice.",
    ),
    "incomplete-forecast": Kind(
        "“{value}”缺少 {missing} 的数值",
        "'{value}' has no figure for {missing}",
        "每个序列须覆盖同样的、不间断的时期；请补上缺少的时期。",
        "Every series must cover the same periods without a break; add what is missing.",
    ),
    "crossing-quantiles": Kind(
        "分位数次序颠倒：“{column}”为 {value}，小于“{lower}”的 {other}",
        "the quantiles cross: '{column}' is {value}, below {other} in '{lower}'",
        "同一行中 lo-95 ≤ lo-80 ≤ median ≤ hi-80 ≤ hi-95；请检查列名与数值是否对调。",
        "Within a row lo-95 <= lo-80 <= median <= hi-80 <= hi-95; check whether columns or figures were exchanged.",
    ),
    "hostile-text": Kind(
        "“{value}”含有{reason}",
        "'{value}' holds {reason_en}",
        "名称、理由等只用普通文字：请删去或重新键入该处；如果不是本单位填写的，请先查明文件来源。",
        "Names, reasons and the like are plain words: remove it or type the cell again; if nobody here wrote it, find out where the file came from.",
    ),
    "too-long": Kind(
        "单元格有 {value} 个字符，过长",
        "the cell has {value} characters: too long",
        "上限为 {limit} 个字符；请只写名称或要点。",
        "The limit is {limit} characters; write the name or the gist.",
    ),
    "too-many": Kind(
        "{what}过多（{value}）",
        "too many {what} ({value})",
        "上限为 {limit}；请只保留本表所需的内容。",
        "The limit is {limit}; keep only what the tables need.",
    ),
    "unsafe-file": Kind(
        "拒绝读取该文件（{reason}）",
        "the file is refused ({reason_en})",
        "正常保存的表格不会这样；请不要打开它，向提供者重新索取。",
        "No table saved in the ordinary way looks like this; do not open it, ask its sender for another.",
    ),
    "output-busy": Kind(
        "另一个 skillcast 正在写入“{value}”",
        "another skillcast is writing to '{value}'",
        "请等它结束后重试，或换一个文件夹。",
        "Wait until it has finished, or choose another folder.",
    ),
    "input-changed": Kind(
        "“{value}”不是这份发布件所用的文件：与 run.json 登记的指纹不符，或一方没有",
        "'{value}' is not the file this publication was made from: it differs from its fingerprint in run.json, or one side lacks it",
        "请用发布时的那一套数据；数据已更新的，应重新发布。",
        "Use the tables as they were when it was published; if they have changed, publish again.",
    ),
    "not-a-publication": Kind(
        "“{value}”不是完整的 skillcast 发布件（{reason}）",
        "'{value}' is not a whole skillcast publication ({reason})",
        "请给出 skillcast publish 写出的文件夹；文件损坏的用 skillcast verify 查看。",
        "Name a folder that skillcast publish wrote; skillcast verify shows what is damaged.",
    ),
    "unknown-figure": Kind(
        "发布件中找不到“{value}”",
        "the publication has no '{value}'",
        "可选：{allowed}。",
        "Choose from: {allowed}.",
    ),
    "nothing-to-correct": Kind(
        "“{value}”中没有可更正的发布件（{reason}）",
        "'{value}' holds no publication to correct ({reason_en})",
        "更正须写到原发布件所在的文件夹，城市和年度与原来相同；首次发布不用 --reason。",
        "A correction goes to the folder of the publication it corrects, of the same city and year; the first edition takes no --reason.",
    ),
    "missing-glyph-pdf": Kind(
        "PDF字体缺字“{value}”",
        "the fonts of the PDF lack '{value}'",
        "PDF中该字印作“〓”，其他文件不受影响；如需印出，请换用常用字。",
        "The PDF prints 〓 for it, the other files are not touched; prefer a common character.",
        severity="warning",
    ),
    "unknown-style": Kind(
        "没有名为“{value}”的文档样式",
        "there is no document style '{value}'",
        "可选：{allowed}。",
        "Choose from: {allowed}.",
    ),
    "disclosure-too-tight": Kind(
        "不公布的“{value}”（{table}，{column}）可由已公布的资料推算出来",
        "what is withheld of '{value}' ({table}, {column}) can be worked out from what is published",
        "外人推算的误差小于参数 disclosure.protection；请合并过细的行业、少公布一张相关的表，或核定该参数。",
        "An outsider comes closer than parameter disclosure.protection allows: merge small industries, leave out a related table, or review the parameter.",
    ),
    "form-imbalance": Kind(
        "表式不平衡（{rule}）：{period}列“{column}”左边为 {left}，右边为 {right}，相差 {difference}；不平衡的时期：{periods}",
        "the form does not balance ({rule_en}): in {period} the left side of '{column}' is {left}, the right side {right}, off by {difference}; periods out of balance: {periods_en}",
        "请核对分组登记；未作调整，各表比重以本组合计为分母。",
        "Check the registrations by group; nothing was adjusted, shares refer to the sum of the groups.",
        severity="warning",
    ),
    "period-not-reported": Kind(
        "表 {table} 没有{value}的数据",
        "table {table} holds nothing for {value}",
        "季度写作 2026Q3；请先录入该期登记，缺报的时期不能编制。",
        "Write a quarter as 2026Q3; enter its registrations first, a period that was not reported cannot be published.",
    ),
}

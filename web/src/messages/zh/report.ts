/** What can be measured of a work: in the Write room and in the gallery. */
export const report = {
  'report.report': '报告',
  'report.busy': '正在衡量……',
  'report.again': '重新衡量',
  'report.against': '与之比较',
  'report.learnt': '模型学过的文本',
  'report.measure': '项目',
  'report.here': '本作',
  'report.people': '人作',
  'report.kept': '{form}：合律。',
  'report.broken': '{form}：以下各处不合。',
  'report.line': '第 {line} 句：',
  'report.others-text': '并列的是 {dataset} 留出文本中 {count} 段同样长的文字的中间一半。',
  'report.others-music': '并列的是 {dataset} 留出的 {count} 首曲子的中间一半。',
} as const;
